// The values behind the commitments of a receipt: those that are there, those that were erased, and a form.
import type { Output } from '@countersign/contract'
import { canonicalize } from '@countersign/json'
import { COMMITMENT_PATHS, commitmentAt, type Payload } from '@countersign/receipt'
import { shown } from '../approvals/marks.ts'
import { plural } from '../approvals/words.ts'
import type { Form } from '../form.ts'
import { type Html, html, type Value as Shown } from '../html.ts'
import type { OrgVisit } from '../kit.ts'
import { tokenField } from '../layout.ts'
import { signInPath } from '../next.ts'

type Disclosure = Output<'receipts.get'>['disclosures'][number]

/** `kept`: it never was here, because the caller sent only a commitment to it. */
export type Value = { path: string; state: 'disclosed' | 'erased' | 'kept'; value?: Disclosure['value'] }

const ARGUMENTS = 'action.arguments'

/** What the receipt commits to, in the order of the format. */
export function valuesOf(payload: Payload, disclosures: readonly Disclosure[]): Value[] {
  const isHashOnly = 'mode' in payload && payload.mode === 'hash_only'
  return COMMITMENT_PATHS.filter((path) => commitmentAt(payload, path) !== undefined).map((path) => {
    const found = disclosures.find((one) => one.path === path)
    if (found !== undefined) return { path, state: 'disclosed', value: found.value }
    return { path, state: isHashOnly && path === ARGUMENTS ? 'kept' : 'erased' }
  })
}

const VALUE_MAX = 600

export function valueRow({ path, state, value }: Value): Html {
  const held: Record<Value['state'], Shown> = {
    disclosed: value !== undefined && shown(canonicalize(value), VALUE_MAX),
    erased: html`<strong>Erased.</strong> Nobody can show what it was any more.`,
    kept: 'Not here: the caller sent a commitment to it, and kept the value.',
  }
  return html`<tr><td class="lead"><code>${path}</code></td><td data-label="Value">${held[state]}</td></tr>`
}

/** Nothing where the receipt commits to nothing. */
export function valuesSection(rows: readonly Html[]): Shown {
  if (rows.length === 0) return undefined
  return html`<h2 id="values">The values behind it</h2>
<p class="quiet">The receipt holds commitments to them. They lie beside the log, sealed, until they are erased.</p>
<div class="wide"><table class="stacked"><thead><tr><th scope="col">Commitment</th><th scope="col">Value</th></tr></thead>
<tbody>${rows}</tbody></table></div>`
}

type Erasing = { visit: OrgVisit; path: string; form: Form; values: readonly Value[]; isRecent: boolean }

/** Without a script: a button opens the form that says what cannot be taken back. */
export function eraseSection({ visit, path, form, values, isRecent }: Erasing): Html {
  if (!isRecent) {
    return html`<h2>Erase</h2>
<p>To erase any of them you must have signed in within the last ten minutes. <a href="${signInPath(path, 'again')}">Sign in again</a></p>`
  }
  const chosen = form.all('paths')
  return html`<h2>Erase</h2>
<details class="confirm"${chosen.length > 0 && html` open`}><summary class="button danger">Erase values</summary>
<form method="post" action="${path}/erase">${tokenField(visit.token)}
<fieldset><legend>Which values?</legend>${values
    .filter(({ state }) => state === 'disclosed')
    .map(
      (value) =>
        html`<label class="choice"><input type="checkbox" name="paths" value="${value.path}"${chosen.includes(value.path) && html` checked`}><code>${value.path}</code></label>\n`,
    )}</fieldset>
<label for="reason">Why?</label>
<textarea id="reason" name="reason" rows="2" maxlength="2000" required aria-describedby="reason-hint">${form.raw('reason')}</textarea>
<p class="hint" id="reason-hint">The log commits to this text. Do not repeat the value in it.</p>
<p>Nobody can bring back what is erased. The receipt and its proofs stay. With arguments or a target go the facts that were read from them, and the same values in other receipts about the same approval.</p>
<button class="danger">Erase for good</button></form></details>`
}

/** Of a receipt that says what was erased. */
export function erasedSection(payload: Payload, receipts: string): Shown {
  if (payload.type !== 'data.erased') return undefined
  const { erased = [], range } = payload
  return html`<h2>What was erased</h2>
${
  range !== undefined &&
  html`<p>${plural(range.count, 'value')}: everything that the receipts at the places ${range.from} to ${range.to - 1} still disclosed.</p>`
}
${
  erased.length > 0 &&
  html`<ul>${erased.map(
    ({ receipt, paths }) =>
      html`<li><a href="${receipts}/${receipt}">${receipt}</a>: ${paths.map((path, at) => html`${at > 0 && ', '}<code>${path}</code>`)}</li>`,
  )}</ul>`
}`
}
