// The page of one approval: everything that its approver must see, and the decision.
import type { Input } from '@countersign/contract'
import { canonicalize } from '@countersign/json'
import { formatTime } from '@countersign/terms'
import * as z from 'zod'
import { ApiError } from '../../../operations/refusal.ts'
import { toApiError } from '../../problem.ts'
import { approvalScript, passkeyScript } from '../assets.ts'
import { type Form, responseOf } from '../form.ts'
import { type Html, html } from '../html.ts'
import type { Answer, Attempt, OrgVisit } from '../kit.ts'
import { errorBox, noteBox } from '../layout.ts'
import { decisionForms, isGrave } from './deciding.ts'
import { jsonText, type Shown } from './json-text.ts'
import type { Parts } from './parts.ts'
import {
  agentSection,
  callSection,
  differenceItems,
  differenceSection,
  type Review,
  receiptSection,
  stateSection,
  whySection,
  wordsSection,
} from './sections.ts'
import { nowSeen, type Seen, seenIn, seenToken } from './seen.ts'

/** The parameters of the page that name something; everything else is ignored. */
function idOf({ request }: OrgVisit): string {
  return (request.params as { approval_id?: string }).approval_id ?? ''
}

function queryOf({ request }: OrgVisit, name: string): string {
  const value = (request.query as Record<string, unknown>)[name]
  return typeof value === 'string' ? value : ''
}

function partOf(visit: OrgVisit, name: string): number {
  const text = queryOf(visit, name)
  return /^[1-9]\d{0,4}$/.test(text) ? Number(text) : 1
}

export async function showApproval(parts: Parts, visit: OrgVisit, { form, error }: Attempt): Promise<Answer> {
  const review = await parts.operate(visit, 'approvals.review', { approval_id: idOf(visit) })
  const { pace, forms } = parts
  const { orgId, sessionId } = visit.caller
  const args =
    review.canonical === undefined
      ? undefined
      : await jsonText(pace, orgId, review.canonical, partOf(visit, 'part'))
  const words =
    review.declared && (await jsonText(pace, orgId, canonicalize(review.declared), partOf(visit, 'words')))
  const whose = { sessionId, approvalId: review.id, digest: review.digest }
  const before = seenIn(forms, whose, form.raw('seen') || queryOf(visit, 'seen'))
  const seen = nowSeen(before, args ?? { part: 1, parts: 1 }, review.now)
  const token = seenToken(forms, whose, seen)
  const body = await bodyOf(parts, visit, { review, args, words, seen, token, form, error })
  return {
    title: `${review.action} in ${review.environment}`,
    at: 'approvals',
    body,
    ...((args?.part ?? 1) > (args?.parts ?? 1) && { status: 404 }),
  }
}

type Found = {
  review: Review
  args: Shown | undefined
  words: Shown | undefined
  seen: Seen
  token: string
  form: Form
  error: string | undefined
}

/** Sections hold texts of strangers, so each is written in its turn. */
async function bodyOf({ pace, passkeys }: Parts, visit: OrgVisit, found: Found): Promise<Html> {
  const { review, args, words, seen, token, form, error } = found
  const owner = visit.caller.orgId
  const base = `/o/${visit.org.id}`
  const path = pathOf(visit, review.id)
  const needsPasskey = isGrave(review) && (await passkeys.of(visit.caller)).length > 0
  const items: Html[] = []
  await pace.each(owner, differenceItems(review.differences), (item) => items.push(item()))
  const sections: Html[] = []
  const made = [
    () => stateSection(review, base),
    () => callSection(review, args, (part) => `${path}?part=${part}&seen=${token}#arguments`),
    () => differenceSection(review, items, base),
    () => agentSection(review),
    () => whySection(review),
    () => html`${wordsSection(words, (part) => `${path}?words=${part}&seen=${token}#words`)}`,
    () => receiptSection(review, base),
    () =>
      decisionForms({
        visit,
        review,
        seen,
        seenToken: token,
        form,
        path: `${path}?part=${args?.part ?? 1}`,
        ...(needsPasskey && { passkeyPath: `${path}/passkey` }),
      }),
  ]
  await pace.each(owner, made, (section) => sections.push(section()))
  return html`${errorBox(error)}${noteBox(outcomeOf(visit, review))}
<div id="live" role="status" data-org="${owner}" data-approval="${review.id}" data-state="${stateOf(review)}"></div>
${sections}<script src="${approvalScript.path}" defer></script>${needsPasskey && html`<script src="${passkeyScript.path}" defer></script>`}`
}

/** Changes whenever somebody has decided. */
function stateOf({ status, given, decisions }: Review): string {
  return `${status} ${given} ${decisions.length}`
}

/** After a decision the browser comes back here with what it did; the review shows what really happened. */
function outcomeOf(visit: OrgVisit, { decisions, status }: Review): string | undefined {
  const done = queryOf(visit, 'done')
  if (done === 'withdrawn' && status === 'withdrawn') return 'You withdrew it.'
  const mine = decisions.filter(({ member }) => member === visit.caller.memberId).at(-1)
  if (mine === undefined || done !== mine.decision) return undefined
  const what = mine.decision === 'grant' ? 'approved' : 'rejected'
  return `You ${what} it. The receipt is ${mine.receipt.id}.`
}

export async function decideOnPage(parts: Parts, visit: OrgVisit, form: Form): Promise<Answer> {
  const id = idOf(visit)
  const decision = form.text('decision')
  if (decision !== 'grant' && decision !== 'reject')
    throw new ApiError('request.invalid', { detail: 'choose one' })
  const whose = { sessionId: visit.caller.sessionId, approvalId: id, digest: form.text('digest') }
  const seen = seenIn(parts.forms, whose, form.raw('seen'))
  if (seen === undefined)
    throw new ApiError('auth.forged', { detail: 'the page was made for another session' })
  if (decision === 'grant' && seen.parts < seen.of) await requireWhole(parts, visit, id)
  const [reason, absent] = [form.text('reason'), form.text('for')]
  const limits = limitsIn(form)
  const passkey = passkeyIn(form)
  // What the account was given or lost outside this org counts here as well.
  if (decision === 'grant') await parts.passkeys.recordIn(visit)
  return plainly(parts, visit, form, async () => {
    await parts.operate(visit, 'approvals.decide', {
      approval_id: id,
      decision,
      digest: whose.digest,
      shown_at: formatTime(seen.at),
      ...(reason !== '' && { reason }),
      ...(absent !== '' && { for: absent }),
      ...(decision === 'grant' && limits && { grant: limits }),
      ...(decision === 'grant' && passkey && { passkey }),
    })
    return { redirect: `${pathOf(visit, id)}?done=${decision}` }
  })
}

/** What the script asks the browser's passkey to sign: the decision as the form would send it. */
export async function askPasskey({ passkeys }: Parts, visit: OrgVisit, form: Form): Promise<Answer> {
  await passkeys.recordIn(visit)
  const [digest, absent] = [form.text('digest'), form.text('for')]
  const grant = limitsIn(form)
  const decision = {
    approval: idOf(visit),
    digest,
    decision: 'grant' as const,
    ...(absent !== '' && { for: absent }),
    ...(grant && { grant }),
  }
  return { json: await passkeys.request(visit.caller, decision) }
}

type PasskeyAnswer = NonNullable<Input<'approvals.decide'>['passkey']>

/** What the passkey answered, as the script wrote it into the form; the operation checks every part. */
function passkeyIn(form: Form): PasskeyAnswer | undefined {
  if (form.raw('response') === '') return undefined
  const read = Answered.safeParse(responseOf(form))
  if (!read.success) throw new ApiError('approval.passkey', { detail: 'the browser sent no passkey' })
  const { id, response } = read.data
  return {
    credential_id: id,
    client_data: response.clientDataJSON,
    authenticator_data: response.authenticatorData,
    signature: response.signature,
  }
}

const Text = z.string().max(8192)
const Answered = z.object({
  id: Text,
  response: z.object({ clientDataJSON: Text, authenticatorData: Text, signature: Text }),
})

/** What can do much harm is approved by who has seen all of it. */
async function requireWhole({ operate }: Parts, visit: OrgVisit, id: string): Promise<void> {
  const { risk } = await operate(visit, 'approvals.get', { approval_id: id })
  if (!isGrave({ risk })) return
  throw new ApiError('request.invalid', { detail: 'read all parts of the arguments first' })
}

function limitsIn(form: Form): { uses: number; minutes: number } | undefined {
  const [uses, minutes] = [form.text('uses'), form.text('minutes')]
  if (uses === '' && minutes === '') return undefined
  const isWhole = /^\d{1,4}$/
  if (isWhole.test(uses) && isWhole.test(minutes)) return { uses: Number(uses), minutes: Number(minutes) }
  throw new ApiError('request.invalid', { detail: 'give both, uses and minutes, as numbers, or neither' })
}

export async function withdrawOnPage(parts: Parts, visit: OrgVisit, form: Form): Promise<Answer> {
  const id = idOf(visit)
  const reason = form.text('reason')
  return plainly(parts, visit, form, async () => {
    await parts.operate(visit, 'approvals.withdraw', { approval_id: id, ...(reason !== '' && { reason }) })
    return { redirect: `${pathOf(visit, id)}?done=withdrawn` }
  })
}

function pathOf({ org }: OrgVisit, id: string): string {
  return `/o/${org.id}/approvals/${id}`
}

const PLAINLY: Partial<Record<ApiError['code'], string>> = {
  'approval.passkey':
    'You have a passkey, and a call of this risk is approved with it. Nothing was decided; what you typed is still here. Approve it again in a browser that runs scripts and has your passkey, or reject it without.',
  'approval.closed':
    'Somebody else was faster, or its time is over. What happened is shown above; there is nothing left to decide.',
  'approval.digest':
    'What you were shown is not what would be approved now. Look at it again below; nothing was decided.',
  'approval.sign_in':
    'You signed in more than ten minutes ago. Nothing was decided; what you typed is still here. Sign in again in another tab, then send it again.',
  'approval.decided': 'You have decided this before. Your earlier decision stands.',
}

/** Says what went wrong in the words of the page, with what was typed. */
async function plainly(
  parts: Parts,
  visit: OrgVisit,
  form: Form,
  change: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await change()
  } catch (failed) {
    const error = toApiError(failed)
    const text = PLAINLY[error.code]
    if (text === undefined) throw failed
    const page = await showApproval(parts, visit, { form, error: text })
    return { ...page, status: 409 }
  }
}
