// What every page has around its content: head, navigation, who is signed in.
import { hasScope, type Scope } from '@countersign/contract'
import { icon, stylesheet } from './assets.ts'
import { type Html, html, markupOf, type Value, withCode } from './html.ts'

/** The places of an org, in the order of its navigation: the last part of the path, the word, and what reading it needs. */
export const PLACES = [
  ['approvals', 'Approvals', 'approvals:read'],
  ['agents', 'Agents', 'agents:read'],
  ['members', 'Members', 'members:read'],
  ['keys', 'Keys', 'keys:read'],
  ['webhooks', 'Webhooks', 'webhooks:read'],
  ['retention', 'Retention', 'org:read'],
  ['settings', 'Settings', undefined],
] as const

export type Place = (typeof PLACES)[number][0]

const BRAND = 'Countersign'

/** A page: its title is also its heading. */
export type Page = {
  title: string
  body: Html
  status?: number
  /** Its place in the navigation of an org. */
  at?: Place
  /** For a form and little else. */
  narrow?: boolean
  /** What stands above its heading. */
  above?: Html
  /** Where the same is as Markdown. */
  markdown?: string
}

/** Who looks at it: what the header shows, and the token for its forms. */
export type Viewer = {
  token: string
  name?: string
  org?: { id: string; name: string }
  /** What they may do in it. */
  scopes?: ReadonlySet<Scope>
}

export function documentOf(
  { title, body, at, narrow = false, above, markdown }: Page,
  viewer: Viewer,
): string {
  return markupOf(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${viewer.token !== '' && html`<meta name="csrf-token" content="${viewer.token}">`}
<title>${title === BRAND ? BRAND : `${title} · ${BRAND}`}</title>
<link rel="stylesheet" href="${stylesheet.path}">
<link rel="icon" href="${icon.path}">${markdown !== undefined && html`\n<link rel="alternate" type="text/markdown" href="${markdown}">`}
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header>
<a class="brand" href="/">${BRAND}</a>
${viewer.org === undefined ? undefined : navigation(viewer.org, viewer.scopes ?? new Set(), at)}
${viewer.name === undefined ? undefined : signOut(viewer.name, viewer.token)}
</header>
<main id="content"${narrow ? html` class="narrow"` : undefined}>
${above}<h1>${title}</h1>
${body}
</main>
</body>
</html>
`)
}

/** The first place of an org that somebody with these scopes may see. */
export function homeOf(orgId: string, scopes: ReadonlySet<Scope>): string {
  const [first] = placesFor(scopes)
  return `/o/${orgId}/${first}`
}

function placesFor(scopes: ReadonlySet<Scope>) {
  return PLACES.filter(([, , scope]) => scope === undefined || hasScope(scopes, scope)).map(
    ([place]) => place,
  )
}

function navigation(
  org: { id: string; name: string },
  scopes: ReadonlySet<Scope>,
  at: Place | undefined,
): Html {
  const places = placesFor(scopes)
  return html`<nav aria-label="${org.name}">
${PLACES.filter(([place]) => places.includes(place)).map(([place, word]) => html`<a href="/o/${org.id}/${place}"${current(place === at)}>${word}</a>\n`)}<a href="/docs">API</a></nav>`
}

function current(isHere: boolean): Value {
  return isHere && html` aria-current="page"`
}

function signOut(name: string, token: string): Html {
  return html`<form method="post" action="/sign-out">${tokenField(token)}<span class="quiet" title="${name}">${name}</span>
<button class="plain">Sign out</button></form>`
}

/** What every form carries. */
export function tokenField(token: string): Html {
  return html`<input type="hidden" name="csrf" value="${token}">`
}

/** What cannot be taken back asks once more, without a script: the button opens what says so, with the one that does it. */
export function confirming(word: string, of: string, what: string, action: string, token: string): Html {
  return html`<details class="confirm"><summary class="button danger">${word}<span class="hidden"> ${of}</span></summary>
<form method="post" action="${action}">${tokenField(token)}<p>${what}</p><button class="danger">${word} ${of}</button></form></details>`
}

/** What went wrong with a form, above it. */
export function errorBox(text: string | undefined): Value {
  return text !== undefined && html`<p class="error" role="alert">${withCode(text)}</p>`
}

export function noteBox(text: string | undefined): Value {
  return text !== undefined && html`<p class="note" role="status">${text}</p>`
}

type FieldOptions = {
  type?: 'text' | 'email' | 'password'
  autocomplete?: string
  value?: string | undefined
  hint?: string
  isOptional?: boolean
  inputmode?: string
  maxlength?: number
}

/** A labelled field of one line. */
export function field(name: string, label: string, options: FieldOptions = {}): Html {
  const {
    type = 'text',
    autocomplete = 'off',
    value,
    hint,
    isOptional = false,
    inputmode,
    maxlength = 256,
  } = options
  return html`<label for="${name}">${label}${isOptional && html` <span class="quiet">(optional)</span>`}</label>
<input id="${name}" name="${name}" type="${type}" autocomplete="${autocomplete}" maxlength="${maxlength}"
${value !== undefined && html` value="${value}"`}${!isOptional && html` required`}${inputmode !== undefined && html` inputmode="${inputmode}"`}${hint !== undefined && html` aria-describedby="${name}-hint"`}>
${hint !== undefined && html`<p class="hint" id="${name}-hint">${hint}</p>`}`
}
