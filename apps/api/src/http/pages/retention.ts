// For how long the values behind receipts are kept: what holds, setting it, and what was erased last.
import { hasScope, type Output } from '@countersign/contract'
import { ID_PATTERNS } from '@countersign/terms'
import { ApiError } from '../../operations/refusal.ts'
import { isSignedInLately } from '../../operations/standing.ts'
import { plural, time } from './approvals/words.ts'
import type { Form } from './form.ts'
import { type Html, html, type Value } from './html.ts'
import type { Attempt, Kit, OrgVisit } from './kit.ts'
import { errorBox, field, noteBox, type Page, tokenField } from './layout.ts'
import { doneOf } from './members.ts'
import { signInPath } from './next.ts'
import type { Operate } from './operate.ts'

type Retention = Output<'org.get'>['retention']
type Erasure = Output<'receipts.list'>['data'][number]
type Parts = { operate: Operate; clock: () => number }

const PATH = '/o/:org_id/retention'
const DONE = { set: 'The time is set.' }
const ERASURES_SHOWN = 10

export function retentionPages(kit: Kit, { operate, clock }: Parts): void {
  async function show(visit: OrgVisit, attempt: Attempt): Promise<Page> {
    const { retention } = await operate(visit, 'org.get', {})
    const erasures = mayRead(visit) ? await lastErasures(operate, visit) : undefined
    const isRecent = isSignedInLately(visit.caller, clock())
    return retentionPage(visit, { retention, erasures, isRecent }, attempt)
  }
  kit.orgPage(PATH, show)
  kit.orgForm(
    PATH,
    async (visit, form) => {
      const reason = form.text('reason')
      await operate(visit, 'org.retention', { days: daysOf(form), ...(reason !== '' && { reason }) })
      return { redirect: `/o/${visit.org.id}/retention?done=set` }
    },
    show,
  )
  kit.orgForm(
    `${PATH}/receipt`,
    async (visit, form) => ({ redirect: `/o/${visit.org.id}/receipts/${receiptIdOf(form)}#values` }),
    show,
  )
}

function mayRead({ caller }: OrgVisit): boolean {
  return hasScope(caller.scopes, 'receipts:read')
}

async function lastErasures(operate: Operate, visit: OrgVisit): Promise<Erasure[]> {
  const wanted = { type: 'data.erased', limit: ERASURES_SHOWN, order: 'desc' } as const
  return (await operate(visit, 'receipts.list', wanted)).data
}

function daysOf(form: Form): number | null {
  const text = form.text('days')
  if (text === '') return null
  if (/^\d{1,6}$/.test(text)) return Number(text)
  throw refusedField('days', 'must be a whole number, or empty')
}

function receiptIdOf(form: Form): string {
  const id = form.text('receipt_id')
  if (ID_PATTERNS.rcp.test(id)) return id
  throw refusedField('receipt_id', 'must be the id of a receipt, which begins with `rcp_`')
}

function refusedField(name: string, message: string): ApiError {
  return new ApiError('request.invalid', {
    errors: [{ code: 'invalid_value', pointer: `/${name}`, message }],
  })
}

type State = { retention: Retention; erasures: Erasure[] | undefined; isRecent: boolean }

function retentionPage(visit: OrgVisit, state: State, { form, error }: Attempt): Page {
  const { retention, erasures } = state
  return {
    title: 'Retention',
    at: 'retention',
    body: html`${errorBox(error)}${noteBox(doneOf(visit, DONE))}
<div class="card"><p>Values are kept <strong>${timeOf(retention.days)}</strong>.</p>
${retention.next !== undefined && html`<p>From ${time(retention.next.at)} on they are kept <strong>${timeOf(retention.next.days)}</strong>. Until then, setting the longer time again takes that back.</p>`}</div>
<p>Values are what receipts hold commitments to: arguments, reasons, names. What is older is erased for good. Receipts and their proofs stay for ever.</p>
${hasScope(visit.caller.scopes, 'org:write') && ageSection(visit, state, form)}
${mayRead(visit) && receiptSection(visit, form)}
${erasures !== undefined && erasuresSection(visit, erasures)}`,
  }
}

function timeOf(days: number | null): string {
  return days === null ? 'for ever' : `for ${plural(days, 'day')}`
}

function ageSection(visit: OrgVisit, { retention, isRecent }: State, form: Form): Html {
  const path = `/o/${visit.org.id}/retention`
  if (!isRecent) {
    return html`<h2>Set the time</h2>
<p>To set it you must have signed in within the last ten minutes. <a href="${signInPath(path, 'again')}">Sign in again</a></p>`
  }
  const days = retention.next?.days ?? retention.days
  return html`<h2>Set the time</h2>
<form method="post" action="${path}">${tokenField(visit.token)}
${field('days', 'Days', { isOptional: true, inputmode: 'numeric', maxlength: 6, value: form.text('days') || (days === null ? '' : String(days)), hint: 'At least 30. Leave it empty to keep values for ever. A shorter time takes effect after seven days, so that a mistake can be taken back. Export what must be kept for longer first.' })}
${field('reason', 'Reason', { isOptional: true, value: form.text('reason'), maxlength: 2000 })}
<button class="danger">Set it</button></form>`
}

function receiptSection({ org, token, caller }: OrgVisit, form: Form): Html {
  const mayErase = hasScope(caller.scopes, 'receipts:erase')
  return html`<h2>One receipt</h2>
<form method="post" action="/o/${org.id}/retention/receipt">${tokenField(token)}
${field('receipt_id', 'Id of the receipt', { value: form.text('receipt_id'), maxlength: 64, hint: mayErase ? 'Its page shows its values, and erases them.' : 'Its page shows its values, and which were erased.' })}
<button class="plain">Open it</button></form>`
}

function erasuresSection({ org }: OrgVisit, erasures: readonly Erasure[]): Value {
  if (erasures.length === 0) return html`<h2>What was erased</h2><p>Nothing yet.</p>`
  return html`<h2>What was erased</h2>
<p class="quiet">The last receipts that say so.</p>
<ul>${erasures.map(({ id, issued_at }) => html`<li>${time(issued_at)}: <a href="/o/${org.id}/receipts/${id}">${id}</a></li>`)}</ul>`
}
