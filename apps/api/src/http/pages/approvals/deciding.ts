// The forms of an approval's page: deciding, taking back, withdrawing.

import type { Form } from '../form.ts'
import { type Html, html, type Value } from '../html.ts'
import type { OrgVisit } from '../kit.ts'
import { tokenField } from '../layout.ts'
import { piecesOf } from './marks.ts'
import type { Review } from './sections.ts'
import type { Seen } from './seen.ts'
import { duration } from './words.ts'

export type Deciding = {
  visit: OrgVisit
  review: Review
  seen: Seen
  seenToken: string
  /** What was typed before. */
  form: Form
  /** Of the page with this part. */
  path: string
  /** Where the script learns what the member's passkey must sign; undefined where none is needed. */
  passkeyPath?: string
}

const SIGN_IN_LASTS_MS = 10 * 60_000

export function isGrave({ risk }: Pick<Review, 'risk'>): boolean {
  return risk.band === 'high' || risk.band === 'critical'
}

/** What the member may do now; or why they may do nothing. */
export function decisionForms(deciding: Deciding): Html {
  const { visit, review } = deciding
  const { status, refusal, stands_in_for: absent = [] } = review
  const isOpen = status === 'pending' || status === 'granted'
  const may = isOpen && (refusal === undefined || absent.length > 0)
  return html`<section aria-labelledby="decide"><h2 id="decide">Your decision</h2>
${!isOpen && html`<p>This is over: there is nothing left to decide.</p>`}
${!may && status === 'pending' && html`<p class="note">You cannot decide this: ${refusal}.</p>`}
${may && status === 'pending' && needsSignIn(deciding)}
${may && status === 'pending' && decideForm(deciding)}
${status === 'granted' && html`<p>It is approved and may still be used.${may && ' You can take that back until it is used.'}</p>`}
${may && status === 'granted' && takeBackForm(deciding)}
${isOpen && mayWithdraw(visit) && withdrawForm(deciding)}</section>
`
}

function mayWithdraw({ caller }: OrgVisit): boolean {
  return caller.role === 'owner' || caller.role === 'admin'
}

function needsSignIn({ visit: { caller }, review, path }: Deciding): Value {
  const age = review.now - caller.signedInAt
  if (!isGrave(review) || age <= SIGN_IN_LASTS_MS) return undefined
  return html`<p class="error">You signed in ${duration(age)} ago. A ${review.risk.band} risk is approved within ten minutes of signing in; you can reject at once.
<a href="/sign-in?again=again&amp;next=${encodeURIComponent(path)}">Sign in again</a>, then approve.</p>`
}

function hidden({ visit, review, seenToken }: Deciding): Html {
  return html`${tokenField(visit.token)}<input type="hidden" name="digest" value="${review.digest}"><input type="hidden" name="seen" value="${seenToken}">`
}

/** Enter in a field must decide nothing: it would press the first button, and this one cannot be pressed. */
const NO_DEFAULT = html`<button disabled hidden></button>`

function decideForm(deciding: Deciding): Html {
  const { review, seen, form, path, passkeyPath } = deciding
  const isWhole = seen.parts >= seen.of
  const grave = isGrave(review)
  return html`<form method="post" action="${path}" class="decide"${passkeyPath && html` data-passkey="get" data-when="grant" data-options="${passkeyPath}"`}>${NO_DEFAULT}${hidden(deciding)}
${passkeyPath && passkeyNote()}
${grave && !isWhole && html`<p class="error">You have seen ${seen.parts} of ${seen.of} parts of the arguments. Read all of them to approve a ${review.risk.band} risk; you can reject at once.</p>`}
<label for="reason">Reason <span class="quiet">${grave ? '(needed to approve)' : '(optional)'}</span></label>
<textarea id="reason" name="reason" rows="2" maxlength="2000"${grave && html` required`} aria-describedby="reason-hint">${form.raw('reason')}</textarea>
<p class="hint" id="reason-hint">Kept with the decision; the log holds only a commitment to it.</p>
${forField(review)}${grantFields(deciding)}
<div class="pair"><button class="plain" name="decision" value="grant">Approve</button><button class="plain" name="decision" value="reject" formnovalidate>Reject</button></div>
</form>`
}

function passkeyNote(): Html {
  return html`<input type="hidden" name="response"><p class="note">You have a passkey: approving this asks for it. Rejecting does not.</p>
<noscript><p class="error">Approving this needs your passkey, and so a browser that runs scripts. You can reject it without.</p></noscript>
<p class="error" role="alert" hidden></p>`
}

/** For whom: themselves, or somebody who is away. */
function forField({ refusal, stands_in_for: absent = [], members }: Review): Value {
  if (absent.length === 0) return undefined
  return html`<label for="for">You decide</label><select id="for" name="for">${refusal === undefined && html`<option value="">for yourself</option>`}${absent.map(
    (id) => html`<option value="${id}">for ${plainName(members, id)}</option>`,
  )}</select>`
}

/** A choice cannot show what a name hides, so there such a member is named by their id. */
function plainName(members: Review['members'], id: string): string {
  const name = members.find((member) => member.id === id)?.name ?? id
  return piecesOf(name).some(({ mark }) => mark !== undefined) ? id : name
}

/** More than one use, within what the policies allow. */
function grantFields({ review: { grant }, form }: Deciding): Value {
  if (grant === undefined) return undefined
  return html`<fieldset><legend>How often</legend>
<p class="hint">This exact call. Leave it empty for one use; at most ${grant.uses} uses within ${grant.minutes} minutes.</p>
<div class="row"><label for="uses">Uses <input id="uses" name="uses" inputmode="numeric" autocomplete="off" maxlength="3" value="${form.text('uses')}"></label>
<label for="minutes">within minutes <input id="minutes" name="minutes" inputmode="numeric" autocomplete="off" maxlength="4" value="${form.text('minutes')}"></label></div></fieldset>`
}

function takeBackForm(deciding: Deciding): Value {
  const { form, path, review } = deciding
  return html`<form method="post" action="${path}" class="decide">${NO_DEFAULT}${hidden(deciding)}
<label for="reason">Reason <span class="quiet">(optional)</span></label>
<textarea id="reason" name="reason" rows="2" maxlength="2000">${form.raw('reason')}</textarea>
${forField(review)}
<button class="plain" name="decision" value="reject">Take back</button></form>`
}

function withdrawForm(deciding: Deciding): Html {
  return html`<details class="withdraw"><summary>Withdraw the request</summary>
<form method="post" action="/o/${deciding.visit.org.id}/approvals/${deciding.review.id}/withdraw">${NO_DEFAULT}${hidden(deciding)}
<p>Nobody can decide or use it any more. The agent may ask again.</p>
<label for="why">Reason <span class="quiet">(optional)</span></label>
<textarea id="why" name="reason" rows="2" maxlength="2000"></textarea>
<button class="plain">Withdraw</button></form></details>`
}
