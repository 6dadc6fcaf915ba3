// Passkeys on pages: where the service can have them, and the form that makes an account with one.
import { type Chosen, type Named, type Person, parseNamed, parsePerson } from '../../identity/person.ts'
import { passkeyScript } from './assets.ts'
import { emptyForm, type Form } from './form.ts'
import { type Html, html, type Value } from './html.ts'
import type { Attempt, Kit, Visit } from './kit.ts'
import { field, type Page, tokenField } from './layout.ts'

const LOOPBACK = new Set(['127.0.0.1', '[::1]', '0.0.0.0'])

/** Of a service that is reached by a number: where its passkeys could be, if it is on this machine. */
export type ByNumber = { hostname: string; here: string | undefined }

/** Passkeys belong to a host name; undefined where the service has one. */
export function byNumber(publicUrl: string): ByNumber | undefined {
  const url = new URL(publicUrl)
  const { hostname } = url
  if (!/^[\d.]+$|^\[/.test(hostname)) return undefined
  if (!LOOPBACK.has(hostname)) return { hostname, here: undefined }
  url.hostname = 'localhost'
  return { hostname, here: url.origin }
}

/** What was chosen is in the field of the button that was pressed. */
export function chosenIn(form: Form, { token: seed }: Visit): Chosen {
  return form.text('with') === 'passkey'
    ? { response: form.raw('response'), seed }
    : { password: form.raw('password') }
}

export function personOf(form: Form, visit: Visit): Person {
  return parsePerson({ name: form.text('name'), email: form.text('email') }, chosenIn(form, visit))
}

type NewForm = {
  action: string
  /** What the button says. */
  word: string
  form?: Form
  email?: string | undefined
  /** Shown beside the fields about the person. */
  more?: Html
}

/**
 * A form that makes an account, with a password or a passkey; the password is typed again when something is wrong.
 * Where scripts run, `${action}/passkey` answers what the browser is asked.
 */
export function newAccountForm(
  { token }: Visit,
  { action, word, form = emptyForm(), email = form.text('email'), more }: NewForm,
  publicUrl: string,
): Html {
  const hasPasskeys = byNumber(publicUrl) === undefined
  return html`<form method="post" action="${action}"${hasPasskeys && asking('create', `${action}/passkey`)}>${tokenField(token)}
${field('name', 'Your name', { autocomplete: 'name', value: form.text('name'), maxlength: 200 })}
${field('email', 'E-mail address', { type: 'email', autocomplete: 'username', value: email, maxlength: 254 })}
${more}
${field('password', 'Password', { type: 'password', autocomplete: 'new-password', hint: 'At least ten characters.' })}
<button>${word}</button>
${hasPasskeys && passkeyButton(`${word} with a passkey instead`)}</form>`
}

/** Of a form whose button `passkey` asks the browser for one first. */
export function asking(way: 'create' | 'get', options: string): Html {
  return html` data-passkey="${way}" data-options="${options}" data-when="passkey"`
}

/** Hidden until a script shows it: without one there are no passkeys. The password is not needed with it. */
export function passkeyButton(word: string): Html {
  return html`<input type="hidden" name="response">
<p class="error" role="alert" hidden></p>
<button class="plain" name="with" value="passkey" formnovalidate hidden>${word}</button>
<script src="${passkeyScript.path}" defer></script>`
}

/** Answers what a browser is asked for, once what was typed beside it is right. */
export function newPasskeyForm(
  kit: Kit,
  path: string,
  ask: (visit: Visit, person: Named, form: Form) => Promise<object>,
  show: (visit: Visit, attempt: Attempt) => Promise<Page>,
): void {
  kit.form(
    `${path}/passkey`,
    async (visit, form) => {
      const person = parseNamed({ name: form.text('name'), email: form.text('email') })
      return { json: await ask(visit, person, form) }
    },
    show,
  )
}

export function whereByName(path: string, { hostname, here }: ByNumber): Value {
  return here === undefined
    ? html`<p class="quiet">Passkeys need a host name, and this service is reached by its address, ${hostname}. Whoever runs it can set <code>COUNTERSIGN_PUBLIC_URL</code> to a name with HTTPS.</p>`
    : html`<p class="quiet">Passkeys need a host name. Start the service with <code>COUNTERSIGN_PUBLIC_URL=${here}</code>, open <a href="${here}${path}">${here}</a> and sign in there.</p>`
}
