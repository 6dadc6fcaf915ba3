// The sections of the settings page.
import type { Passkey, Session } from '../../../ports/accounts.ts'
import { passkeyScript } from '../assets.ts'
import { type Html, html, type Value } from '../html.ts'
import type { OrgVisit } from '../kit.ts'
import { field, tokenField } from '../layout.ts'
import { dayOf } from '../members.ts'
import { byNumber, whereByName } from '../passkeys.ts'
import { settingsOf } from './place.ts'
import { browserOf } from './user-agent.ts'

/** Nothing where the address is proven. */
export function addressSection(visit: OrgVisit, canMail: boolean): Value {
  const { isProven, email } = visit.who.account
  if (isProven) return undefined
  return html`<h2>Your address</h2>
<p>Nobody has shown yet that ${email} is yours, so no mail about approvals goes to it.</p>
${
  canMail
    ? html`<form method="post" action="${settingsOf(visit)}/address">${tokenField(visit.token)}<button>Mail me a link to confirm it</button></form>`
    : html`<p class="quiet">This server sends no mail.</p>`
}`
}

export function passwordSection(visit: OrgVisit, hasPassword: boolean): Html {
  return hasPassword ? changePasswordSection(visit) : addPasswordSection(visit)
}

function addPasswordSection(visit: OrgVisit): Html {
  return html`<h2>Password</h2>
<p>You have none, and sign in with a passkey. With a password you get in when you do not have it.</p>
<form method="post" action="${settingsOf(visit)}/password/add">${tokenField(visit.token)}
<input type="hidden" name="username" autocomplete="username" value="${visit.who.account.email}">
${newPasswordField('At least ten characters.')}
<button>Set a password</button></form>`
}

function changePasswordSection(visit: OrgVisit): Html {
  return html`<h2>Password</h2>
<form method="post" action="${settingsOf(visit)}/password">${tokenField(visit.token)}
<input type="hidden" name="username" autocomplete="username" value="${visit.who.account.email}">
${passwordField('current', 'Current password')}
${newPasswordField('At least ten characters. Every other session ends.')}
<button>Change the password</button></form>`
}

function newPasswordField(hint: string): Html {
  return html`<label for="new_password">New password</label>
<input id="new_password" name="new_password" type="password" autocomplete="new-password" maxlength="256" required aria-describedby="new-hint">
<p class="hint" id="new-hint">${hint}</p>`
}

/** Several forms of the page ask for the current password, each under its own label. */
function passwordField(place: string, label: string): Html {
  return html`<label for="password-${place}">${label}</label>
<input id="password-${place}" name="password" type="password" autocomplete="current-password" maxlength="256" required>`
}

/** Of signing in with a password: nothing where there is none. */
export function secondStepSection(visit: OrgVisit, hasPassword: boolean): Value {
  const base = settingsOf(visit)
  if (!hasPassword) return undefined
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

export function passkeySection(visit: OrgVisit, passkeys: readonly Passkey[], publicUrl: string): Html {
  const base = settingsOf(visit)
  const address = byNumber(publicUrl)
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
  address === undefined
    ? html`<form method="post" action="${base}/passkeys" data-passkey="create" data-options="${base}/passkeys/options" hidden>${tokenField(visit.token)}
<input type="hidden" name="response">
${field('passkey_name', 'Name of the passkey', { maxlength: 100, hint: 'Such as the device that it is on.' })}
<p class="error" role="alert" hidden></p>
<button>Add a passkey</button></form>
<script src="${passkeyScript.path}" defer></script>
<noscript><p>Adding one needs scripts.</p></noscript>`
    : whereByName(settingsOf(visit), address)
}`
}

export function sessionSection(visit: OrgVisit, sessions: readonly Session[]): Html {
  const base = `${settingsOf(visit)}/sessions/end`
  return html`<h2>Sessions</h2>
<ul>${sessions.map(
    (
      one,
    ) => html`<li class="row"><span>${one.orgId === null ? browserOf(one.userAgent) : one.userAgent || 'A program'}, since ${dayOf(one.signedInAt)} by ${one.method}${one.id === visit.who.session.id && ', this one'}</span>
${
  one.id !== visit.who.session.id &&
  html`<form method="post" action="${base}">${tokenField(visit.token)}<input type="hidden" name="id" value="${one.id}"><button class="plain">End<span class="hidden"> the session since ${dayOf(one.signedInAt)}</span></button></form>`
}</li>`,
  )}</ul>
${sessions.length > 1 && html`<form method="post" action="${base}">${tokenField(visit.token)}<button class="plain">End every other session</button></form>`}`
}

export function leavingSection(visit: OrgVisit): Html {
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
