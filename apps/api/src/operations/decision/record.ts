// The receipt of a verdict, and the gate that it opens.

import { type Decision, type Facts, type Reason, toolsNamed } from '@countersign/policy'
import type { Commitment, PayloadAction, UsedApproval } from '@countersign/receipt'
import type { Change, Draft, Entry } from '../../ports/ledger.ts'
import { type Committed, committed } from '../commitment.ts'
import type { Context } from '../context.ts'
import { requestApproval } from './approval.ts'
import type { DecisionRequest } from './ask.ts'
import { countGate, countLabels, NO_PAYMENTS, type Payments } from './counters.ts'
import { isAllowed, type Judged, type JudgeView } from './judge.ts'
import { modeOf, type Use } from './offer.ts'
import { type Prepared, receiptActionOf } from './prepare.ts'

/** A receipt lists at most so many reasons or policies. */
export const LISTED_MAX = 64

const TYPE_OF = {
  allow: 'gate.allowed',
  sanitize: 'gate.allowed',
  require_approval: 'gate.pending',
  defer: 'gate.deferred',
  deny: 'gate.denied',
} as const

export function entryFor(
  context: Context,
  asked: DecisionRequest,
  view: JudgeView,
  judged: Judged,
  prepared: Prepared,
  sameness?: string,
): Entry {
  const { decision, facts, policy } = judged
  const { environment } = prepared
  const { request, call } = asked
  const inputs = policy && committed(context, 'policy.inputs', inputsOf(asked, facts))
  const left = decision.verdict === 'sanitize' ? decision.sanitizedArguments : undefined
  const sanitized = left && asked.sanitized(left)
  const draft: GateDraft = {
    agent: asked.agentId,
    action: receiptActionOf(asked, prepared),
    environment,
    type: asked.kind === 'check' ? 'check' : TYPE_OF[decision.verdict],
    actor: call.caller.actor,
    decision: decisionMembers(decision, sanitized),
    mode: modeOf(request),
  }
  if (policy !== undefined && inputs !== undefined)
    draft.policy = { version: policy.version, digest: policy.digest, inputs: inputs.commitment }
  if (request.session_id !== undefined) draft.session = request.session_id
  if (request.run_id !== undefined) draft.run = request.run_id
  if (call.traceId !== undefined) draft.trace = call.traceId
  if (asked.idempotency !== undefined) draft.idempotency = asked.idempotency.commitment
  const opening = openingFor(context, view, judged, {
    kind: asked.kind,
    orgId: call.caller.orgId,
    draft,
    approvalId: request.approval_id,
    sameness,
  })
  const disclosures =
    inputs === undefined ? [...asked.disclosures] : [...asked.disclosures, inputs.disclosure]
  if (sanitized !== undefined) disclosures.push(sanitized.disclosure)
  const { members, changes } = opening
  const counts = facts && countsAfter(asked, view, judged, prepared)
  if (counts !== undefined) changes.push(counts)
  return { draft: Object.assign(draft, members), disclosures, changes }
}

/** The facts that the policies read; the arguments have a commitment of their own. */
function inputsOf(asked: DecisionRequest, facts: Facts | undefined): unknown {
  if (facts === undefined) return { agent: asked.agentId, action: asked.action }
  const { arguments: _, ...inputs } = facts
  return inputs
}

function listed<T>(all: T[]): T[] {
  return all.length > LISTED_MAX ? all.slice(0, LISTED_MAX) : all
}

function withoutMessage({ code, severity, policy_id }: Reason): Omit<Reason, 'message'> {
  return policy_id === undefined ? { code, severity } : { code, severity, policy_id }
}

function decisionMembers(
  decision: Decision,
  sanitized: Committed | undefined,
): NonNullable<Draft['decision']> {
  const { verdict, risk, reasons, shadow } = decision
  return {
    verdict,
    risk: { score: risk.score, band: risk.band, contributions: risk.contributions.slice(0, 32) },
    reasons: listed(reasons).map(withoutMessage),
    ...(sanitized && { sanitized: sanitized.commitment }),
    ...(shadow && { shadow: { verdict: shadow.verdict, policies: shadow.determining.slice(0, LISTED_MAX) } }),
  }
}

function countsAfter(
  asked: DecisionRequest,
  view: JudgeView,
  { decision, policy }: Judged,
  prepared: Prepared,
): Change | undefined {
  if (asked.kind === 'check') {
    // An agent that is allowed to read will read, so a check labels although it counts nothing.
    const taints = isAllowed(decision) ? (decision.taints ?? NO_TAINTS) : NO_TAINTS
    return taints.length === 0 ? undefined : countLabels(asked.counted, view, taints)
  }
  return countGate(asked.counted, view, {
    isAllowed: isAllowed(decision),
    taints: decision.taints ?? NO_TAINTS,
    costUsd: asked.request.declared?.cost_usd ?? 0,
    payments: paymentsIn(prepared),
    isOtherRegistered:
      policy !== undefined && toolsNamed(policy.names.registered, { tool: asked.action }).length > 0,
  })
}

const NO_TAINTS: readonly string[] = []

/** One for each way in which the policies of its places know a payment again. */
function paymentsIn({ judged }: Prepared): Payments {
  if ('refusal' in judged) return NO_PAYMENTS
  const [own] = judged.places
  if (judged.places.length === 1) return own.payment === undefined ? NO_PAYMENTS : [own.payment]
  const payments = judged.places.flatMap(({ payment }) => payment ?? [])
  return payments.length < 2 ? payments : [...new Set(payments)]
}

/** What the receipt of every check and gate says. */
type GateDraft = Draft & {
  agent: string
  action: PayloadAction
  environment: string
  policy?: { version: number; digest: string; inputs: Commitment }
}

type Opening = {
  kind: DecisionRequest['kind']
  orgId: string
  draft: GateDraft
  /** The approval that the request offers. */
  approvalId: string | undefined
  sameness: string | undefined
}

const NO_CHANGES: readonly Change[] = []

function openingFor(
  context: Context,
  view: JudgeView,
  { decision, use }: Judged,
  { kind, orgId, draft, approvalId, sameness }: Opening,
): { members: Pick<Draft, 'gate' | 'approval'>; changes: Change[] } {
  if (kind === 'check') return { members: {}, changes: [] }
  if (isAllowed(decision)) {
    const expiresAt = view.now + context.ttl.gateMs
    return {
      members: { gate: { expires_at: expiresAt }, ...(use && { approval: usedBy(use) }) },
      changes: [
        { kind: 'gate.open', status: 'open', expiresAt, approvalId: null },
        ...(use === undefined ? NO_CHANGES : usedOnce(use)),
      ],
    }
  }
  if (decision.verdict === 'require_approval') {
    const ttlMs = (decision.obligations?.ttlSeconds ?? context.ttl.approvalMs / 1000) * 1000
    const expiresAt = view.now + ttlMs
    const { agent, action, environment } = draft
    const approval = requestApproval(context, subjectOf(orgId, draft), decision, { now: view.now, expiresAt })
    return {
      members: { gate: { expires_at: expiresAt }, approval },
      changes: [
        { kind: 'gate.open', status: 'pending', expiresAt, approvalId: approval.id },
        {
          kind: 'approval.open',
          id: approval.id,
          agentId: agent,
          environment,
          tool: action.tool ?? action.name,
          action: action.name,
          sameness: sameness ?? approval.id,
        },
      ],
    }
  }
  const offered = approvalId === undefined ? {} : { approval: { id: approvalId } }
  return { members: { gate: {}, ...offered }, changes: [] }
}

/** What an approval is bound to. */
function subjectOf(
  org: string,
  { agent, action, environment, policy, session }: GateDraft,
): Parameters<typeof requestApproval>[1] {
  return {
    org,
    agent,
    action,
    environment,
    ...(policy !== undefined && { policy }),
    ...(session !== undefined && { session }),
  }
}

function usedBy({ pending, use }: Use): UsedApproval {
  const { id, digest } = pending.approval
  return { id, digest, use }
}

/** In the commit of the receipt that it allows: nothing can use it once more than was granted. */
function usedOnce({ seq, isLast }: Use): Change[] {
  if (!isLast) return [{ kind: 'approval.use', seq, status: 'granted' }]
  return [
    { kind: 'gate.close', seq, status: 'superseded', outputDigest: null },
    { kind: 'approval.use', seq, status: 'used' },
  ]
}
