// A member's own settings: password, second step, passkeys, sessions, leaving and erasing.

import type { Leaving } from '../../identity/leaving.ts'
import type { Passkeys } from '../../identity/passkeys.ts'
import { parsePassword } from '../../identity/person.ts'
import { ApiError } from '../../operations/refusal.ts'
import type { AccountStore, Accounts, Passkey, Session } from '../../ports/accounts.ts'
import { shareOf } from '../address.ts'
import { passkeyScript } from './assets.ts'
import type { Attempts } from './attempts.ts'
import type { Form } from './form.ts'
import { type Html, html } from './html.ts'
import type { Answer, Attempt, Kit, OrgVisit } from './kit.ts'
import { errorBox, field, noteBox, type Page, tokenField } from './layout.ts'
import { dayOf, doneOf } from './members.ts'
import { signInPath } from './next.ts'

export type SettingsParts = {
  accounts: Accounts
  accountStore: AccountStore
  leaving: Leaving
  passkeys: Passkeys
  attempts: Attempts
  publicUrl: () => string
}

const PATH = '/o/:org_id/settings'
const FRESH_MS = 10 * 60_000
const DONE = {
  password: 'The password is changed, and every other session has ended.',
  totp: 'From now on, signing in with your password asks for a code.',
  totp_off: 'Signing in with your password asks for no code now.',
  passkey: 'The passkey is added.',
  passkey_off: 'The passkey is removed.',
  session: 'The session has ended.',
}

export function settingsPages(kit: Kit, parts: SettingsParts): void {
  const show = overview(parts)
  kit.orgPage(PATH, show)
  passwordForms(kit, parts, show)
  secondStepForms(kit, parts, show)
  passkeyForms(kit, parts, show)
  sessionForms(kit, parts, show)
  leavingForms(kit, parts, show)
}

type Show = (visit: OrgVisit, attempt: Attempt) => Promise<Page>

function settingsOf({ org }: OrgVisit, done?: keyof typeof DONE): string {
  return `/o/${org.id}/settings${done === undefined ? '' : `?done=${done}`}`
}

/** What a password confirms is tried as seldom as signing in. */
async function withPassword<T>(
  { attempts }: SettingsParts,
  { who, request }: OrgVisit,
  work: () => Promise<T | undefined>,
): Promise<T> {
  const { email } = who.account
  const share = shareOf(request.ip)
  if (!attempts.mayTry(email, share)) {
    throw new ApiError('rate.limited', {
      detail: 'there were too many wrong passwords: wait fifteen minutes',
    })
  }
  const found = await work()
  if (found !== undefined) {
    attempts.succeeded(email, share)
    return found
  }
  throw new ApiError('request.invalid', {
    errors: [{ code: 'password', pointer: '/password', message: 'is not the right one' }],
  })
}

function passwordForms(kit: Kit, parts: SettingsParts, show: Show): void {
  kit.orgForm(
    `${PATH}/password`,
    async (visit, form) => {
      const next = parsePassword(form.raw('new_password'))
      const { setCookies } = await withPassword(parts, visit, async () =>
        orRefused(
          await parts.accounts.changePassword(visit.browser, { current: form.raw('password'), next }),
        ),
      )
      return { redirect: settingsOf(visit, 'password'), setCookies }
    },
    show,
  )
}

function orRefused<T extends { state: string }>(entered: T): T | undefined {
  return entered.state === 'refused' ? undefined : entered
}

function secondStepForms(kit: Kit, parts: SettingsParts, show: Show): void {
  const { accounts } = parts
  kit.orgForm(
    `${PATH}/totp`,
    async (visit, form) => {
      const begun = await withPassword(parts, visit, () =>
        accounts.startTotp(visit.browser, form.raw('password')),
      )
      return totpPage(visit, begun)
    },
    show,
  )
  kit.orgForm(
    `${PATH}/totp/confirm`,
    async (visit, form) => {
      const { state, setCookies } = await accounts.confirmTotp(
        visit.browser,
        form.text('code').replaceAll(' ', ''),
      )
      if (state === 'done') return { redirect: settingsOf(visit, 'totp'), setCookies }
      return { ...totpPage(visit, undefined, 'This code is not valid. Wait for the next one.'), status: 400 }
    },
    show,
  )
  kit.orgForm(
    `${PATH}/totp/stop`,
    async (visit, form) => {
      const { setCookies } = await withPassword(parts, visit, async () =>
        orRefused(await accounts.stopTotp(visit.browser, form.raw('password'))),
      )
      return { redirect: settingsOf(visit, 'totp_off'), setCookies }
    },
    show,
  )
}

function isFresh({ who }: OrgVisit): boolean {
  return Date.now() - who.session.signedInAt < FRESH_MS
}

/** A passkey is a way in for good: not for whoever finds a browser open. */
function passkeyForms(kit: Kit, { accounts, passkeys }: SettingsParts, show: Show): void {
  function again(visit: OrgVisit): Answer {
    return { redirect: signInPath(settingsOf(visit), true) }
  }
  kit.orgForm(
    `${PATH}/passkeys/options`,
    async (visit) => {
      const challenge = isFresh(visit) ? await accounts.passkeyOptions(visit.browser, 'add') : undefined
      if (challenge === undefined) return { json: { sign_in: signInPath(settingsOf(visit), true) } }
      return { json: challenge.options, setCookies: challenge.setCookies }
    },
    show,
  )
  kit.orgForm(
    `${PATH}/passkeys`,
    async (visit, form) => {
      if (!isFresh(visit)) return again(visit)
      const name = form.text('passkey_name').slice(0, 100)
      if (await accounts.addPasskey(visit.browser, responseOf(form), name)) {
        await passkeys.record(visit.who, visit.requestId)
        return { redirect: settingsOf(visit, 'passkey') }
      }
      throw new ApiError('request.invalid', { detail: 'the passkey was not accepted: try again' })
    },
    show,
  )
  kit.orgForm(
    `${PATH}/passkeys/remove`,
    async (visit, form) => {
      if (!isFresh(visit)) return again(visit)
      await accounts.removePasskey(visit.browser, form.text('id'))
      await passkeys.record(visit.who, visit.requestId)
      return { redirect: settingsOf(visit, 'passkey_off') }
    },
    show,
  )
}

/** What a browser's passkey answered, as the script puts it into the form. */
export function responseOf(form: Form): object {
  try {
    const value: unknown = JSON.parse(form.raw('response'))
    if (typeof value === 'object' && value !== null) return value
  } catch {
    // As below.
  }
  throw new ApiError('request.invalid', { detail: 'this needs a browser that runs scripts' })
}

function sessionForms(kit: Kit, { accountStore }: SettingsParts, show: Show): void {
  kit.orgForm(
    `${PATH}/sessions/end`,
    async (visit, form) => {
      const { account, session } = visit.who
      if (form.text('id') === '') await accountStore.endSessions(account.id, session.id)
      else await accountStore.endSession(account.id, form.text('id'))
      return { redirect: settingsOf(visit, 'session') }
    },
    show,
  )
}

function leavingForms(kit: Kit, parts: SettingsParts, show: Show): void {
  const { leaving, accounts } = parts
  function requireWord(form: Form, expected: string): void {
    if (form.text('confirm') === expected) return
    throw new ApiError('request.invalid', {
      errors: [{ code: 'confirm', pointer: '/confirm', message: `must say \`${expected}\`` }],
    })
  }
  kit.orgForm(
    `${PATH}/leave`,
    async (visit, form) => {
      requireWord(form, visit.org.name)
      await leaving.leave(visit)
      return { redirect: '/' }
    },
    show,
  )
  kit.orgForm(
    `${PATH}/erase`,
    async (visit, form) => {
      if (!isFresh(visit)) return { redirect: signInPath(settingsOf(visit), true) }
      requireWord(form, visit.who.account.email)
      await leaving.erase(visit.who, visit.requestId)
      return { redirect: '/', setCookies: await accounts.signOut(visit.browser) }
    },
    show,
  )
}

function overview({ accountStore, publicUrl }: SettingsParts): Show {
  return async (visit, { error }) => {
    const { account } = visit.who
    const [sessions, passkeys] = [
      await accountStore.sessions(account.id),
      await accountStore.passkeys(account.id),
    ]
    return {
      title: 'Settings',
      at: 'settings',
      body: html`${errorBox(error)}${noteBox(doneOf(visit, DONE))}
<p>${account.name}, ${account.email}<br><span class="quiet">${visit.caller.role} of ${visit.org.name}, <code>${visit.caller.memberId}</code></span></p>
${passwordSection(visit)}
${secondStepSection(visit)}
${passkeySection(visit, passkeys, publicUrl())}
${sessionSection(visit, sessions)}
${leavingSection(visit)}`,
    }
  }
}

function passwordSection(visit: OrgVisit): Html {
  return html`<h2>Password</h2>
<form method="post" action="${settingsOf(visit)}/password">${tokenField(visit.token)}
<input type="hidden" name="username" autocomplete="username" value="${visit.who.account.email}">
${passwordField('current', 'Current password')}
<label for="new_password">New password</label>
<input id="new_password" name="new_password" type="password" autocomplete="new-password" maxlength="256" required aria-describedby="new-hint">
<p class="hint" id="new-hint">At least ten characters. Every other session ends.</p>
<button>Change the password</button></form>`
}

/** Several forms of the page ask for the current password, each under its own label. */
function passwordField(place: string, label: string): Html {
  return html`<label for="password-${place}">${label}</label>
<input id="password-${place}" name="password" type="password" autocomplete="current-password" maxlength="256" required>`
}

function secondStepSection(visit: OrgVisit): Html {
  const base = settingsOf(visit)
  if (visit.who.account.hasSecondFactor) {
    return html`<h2>Second step</h2>
<p>Signing in with your password asks for a code of your authenticator app.</p>
<form method="post" action="${base}/totp/stop">${tokenField(visit.token)}
${passwordField('totp', 'Password')}
<button class="danger">Turn it off</button></form>`
  }
  return html`<h2>Second step</h2>
<p>With an authenticator app, signing in with your password also asks for a code.</p>
<form method="post" action="${base}/totp">${tokenField(visit.token)}
${passwordField('totp', 'Password')}
<button>Set it up</button></form>`
}

function totpPage(
  visit: OrgVisit,
  begun: { uri: string; codes: string[] } | undefined,
  error?: string,
): Page {
  return {
    title: 'Set up your authenticator app',
    at: 'settings',
    narrow: true,
    body: html`${errorBox(error)}
${
  begun &&
  html`<p>Add this to your app: <a href="${begun.uri}">open it here</a>, or type this secret.</p>
<pre id="totp-secret">${URL.parse(begun.uri)?.searchParams.get('secret') ?? ''}</pre>
<h2>Recovery codes</h2>
<p>Each works once, when you do not have the app. They are shown this once.</p>
<pre id="recovery-codes">${begun.codes.join('\n')}</pre>`
}
<form method="post" action="${settingsOf(visit)}/totp/confirm">${tokenField(visit.token)}
${field('code', 'The code that the app shows', { autocomplete: 'one-time-code', inputmode: 'numeric', maxlength: 16 })}
<button>Turn it on</button></form>`,
  }
}

function passkeySection(visit: OrgVisit, passkeys: readonly Passkey[], publicUrl: string): Html {
  const base = settingsOf(visit)
  const { hostname } = new URL(publicUrl)
  const isUsable = !/^[\d.]+$|^\[/.test(hostname)
  return html`<h2>Passkeys</h2>
${passkeys.length === 0 && html`<p>You have none.</p>`}
<ul>${passkeys.map(
    ({
      id,
      name,
      createdAt,
    }) => html`<li class="row"><span>${name || 'A passkey'}, since ${dayOf(createdAt)}</span>
<form method="post" action="${base}/passkeys/remove">${tokenField(visit.token)}<input type="hidden" name="id" value="${id}">
<button class="danger">Remove<span class="hidden"> ${name}</span></button></form></li>`,
  )}</ul>
${
  isUsable
    ? html`<form method="post" action="${base}/passkeys" data-passkey="create" data-options="${base}/passkeys/options" hidden>${tokenField(visit.token)}
<input type="hidden" name="response">
${field('passkey_name', 'Name of the passkey', { maxlength: 100, hint: 'Such as the device that it is on.' })}
<p class="error" role="alert" hidden></p>
<button>Add a passkey</button></form>
<script src="${passkeyScript.path}" defer></script>
<noscript><p>Adding one needs scripts.</p></noscript>`
    : html`<p class="quiet">Passkeys need a host name. This service is reached by its address, ${hostname}.</p>`
}`
}

function sessionSection(visit: OrgVisit, sessions: readonly Session[]): Html {
  const base = `${settingsOf(visit)}/sessions/end`
  return html`<h2>Sessions</h2>
<ul>${sessions.map(
    (
      one,
    ) => html`<li class="row"><span>${one.userAgent || 'A program'}, since ${dayOf(one.signedInAt)} by ${one.method}${one.id === visit.who.session.id && ', this one'}</span>
${
  one.id !== visit.who.session.id &&
  html`<form method="post" action="${base}">${tokenField(visit.token)}<input type="hidden" name="id" value="${one.id}"><button class="plain">End<span class="hidden"> the session since ${dayOf(one.signedInAt)}</span></button></form>`
}</li>`,
  )}</ul>
${sessions.length > 1 && html`<form method="post" action="${base}">${tokenField(visit.token)}<button class="plain">End every other session</button></form>`}`
}

function leavingSection(visit: OrgVisit): Html {
  const base = settingsOf(visit)
  return html`<h2>Leave ${visit.org.name}</h2>
<p>Your membership ends. What you decided stays in the log, under an id that names nobody.</p>
<form method="post" action="${base}/leave">${tokenField(visit.token)}
<label for="leave">To leave, type the name of the org</label><input id="leave" name="confirm" autocomplete="off" maxlength="200" required>
<button class="danger">Leave</button></form>
<h2>Erase my account</h2>
<p>You leave every org, and your name, address and ways to sign in are removed for good.</p>
<form method="post" action="${base}/erase">${tokenField(visit.token)}
<label for="erase">To erase it, type your e-mail address</label><input id="erase" name="confirm" autocomplete="off" maxlength="254" required>
<button class="danger">Erase my account</button></form>`
}
