// One receipt as the log holds it, the values behind its commitments, and the form that erases them.
import { hasScope } from '@countersign/contract'
import type { Payload } from '@countersign/receipt'
import { isSignedInLately } from '../../../operations/standing.ts'
import { jsonText } from '../approvals/json-text.ts'
import type { Parts } from '../approvals/parts.ts'
import { textBlock } from '../approvals/sections.ts'
import { chosenOf, type Form } from '../form.ts'
import { type Html, html } from '../html.ts'
import type { Attempt, Kit, OrgVisit } from '../kit.ts'
import { errorBox, noteBox, type Page } from '../layout.ts'
import { doneOf } from '../members.ts'
import { erasedSection, eraseSection, type Value, valueRow, valuesOf, valuesSection } from './values.ts'

const PATH = '/o/:org_id/receipts/:receipt_id'
const DONE = {
  erased: 'Erased for good. The log says so in a receipt of its own.',
  more: 'A part is erased: run `countersign erase` with the same paths for the rest.',
}

/** Values that many receipts share take many commits. One request waits for so many at most. */
const COMMITS_MAX = 20

export function receiptPages(kit: Kit, parts: Parts): void {
  function show(visit: OrgVisit, attempt: Attempt): Promise<Page> {
    return receiptPage(parts, visit, attempt)
  }
  kit.orgPage(PATH, show)
  kit.orgForm(
    `${PATH}/erase`,
    async (visit, form) => ({ redirect: `${pathOf(visit)}?done=${await erase(parts, visit, form)}` }),
    show,
  )
}

async function erase({ operate }: Parts, visit: OrgVisit, form: Form): Promise<keyof typeof DONE> {
  const paths = chosenOf(form, 'paths', 'value')
  const wanted = { receipt_id: idOf(visit), paths, reason: form.text('reason') }
  for (let n = 0; n < COMMITS_MAX; n++) {
    const { complete } = await operate(visit, 'receipts.erase', wanted)
    if (complete) return 'erased'
  }
  return 'more'
}

function idOf({ request }: OrgVisit): string {
  const { receipt_id: id = '' } = request.params as { receipt_id?: string }
  return id
}

function pathOf(visit: OrgVisit): string {
  return `/o/${visit.org.id}/receipts/${idOf(visit)}`
}

async function receiptPage(
  { operate, pace, clock }: Parts,
  visit: OrgVisit,
  { form, error }: Attempt,
): Promise<Page> {
  const evidence = await operate(visit, 'receipts.get', { receipt_id: idOf(visit) })
  const { part } = visit.request.query as { part?: unknown }
  const wanted = typeof part === 'string' && /^[1-9]\d{0,4}$/.test(part) ? Number(part) : 1
  const owner = visit.caller.orgId
  const text = await jsonText(pace, owner, evidence.payload, wanted)
  const path = pathOf(visit)
  const payload = JSON.parse(evidence.payload) as Payload
  const values = valuesOf(payload, evidence.disclosures)
  const rows: Html[] = []
  await pace.each(owner, values, (value) => rows.push(valueRow(value)))
  const body: Html = html`${errorBox(error)}${noteBox(doneOf(visit, DONE))}
<dl><div><dt>Place in the log</dt><dd>${evidence.seq}</dd></div>
<div><dt>Leaf hash</dt><dd><code>${evidence.leaf_hash}</code></dd></div>
<div><dt>Signed by</dt><dd><code>${evidence.kid}</code></dd></div></dl>
${erasedSection(payload, `/o/${visit.org.id}/receipts`)}
<h2 id="payload">What was signed</h2>
${textBlock(text, 'What was signed', (next) => `${path}?part=${next}#payload`)}
<p class="quiet">Anyone can check it offline: export the log and run <code>countersign verify</code>.</p>
${valuesSection(rows)}
${mayErase(visit, values) && eraseSection({ visit, path, form, values, isRecent: isSignedInLately(visit.caller, clock()) })}`
  return { title: `Receipt ${evidence.id}`, body }
}

function mayErase({ caller }: OrgVisit, values: readonly Value[]): boolean {
  return hasScope(caller.scopes, 'receipts:erase') && values.some(({ state }) => state === 'disclosed')
}
