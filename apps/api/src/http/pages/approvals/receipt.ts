// One receipt as the log holds it.
import { type Html, html } from '../html.ts'
import type { Answer, OrgVisit } from '../kit.ts'
import { jsonText } from './json-text.ts'
import type { Parts } from './parts.ts'
import { textBlock } from './sections.ts'

export async function receiptPage({ operate, pace }: Parts, visit: OrgVisit): Promise<Answer> {
  const { receipt_id: id = '' } = visit.request.params as { receipt_id?: string }
  const evidence = await operate(visit, 'receipts.get', { receipt_id: id })
  const { part } = visit.request.query as { part?: unknown }
  const wanted = typeof part === 'string' && /^[1-9]\d{0,4}$/.test(part) ? Number(part) : 1
  const text = await jsonText(pace, visit.caller.orgId, evidence.payload, wanted)
  const path = `/o/${visit.org.id}/receipts/${id}`
  const body: Html = html`<dl><div><dt>Place in the log</dt><dd>${evidence.seq}</dd></div>
<div><dt>Leaf hash</dt><dd><code>${evidence.leaf_hash}</code></dd></div>
<div><dt>Signed by</dt><dd><code>${evidence.kid}</code></dd></div></dl>
<h2 id="payload">What was signed</h2>
${textBlock(text, 'What was signed', (next) => `${path}?part=${next}#payload`)}
<p class="quiet">Anyone can check it offline: export the log and run <code>countersign verify</code>.</p>`
  return { title: `Receipt ${id}`, body }
}
