// The receipt of a verdict, and the gate that it opens.

import { type Decision, type Facts, toolsNamed } from '@countersign/policy'
import type { UsedApproval } from '@countersign/receipt'
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
  const subject = {
    agent: asked.agentId,
    action: receiptActionOf(asked, prepared),
    environment,
    ...(policy &&
      inputs && { policy: { version: policy.version, digest: policy.digest, inputs: inputs.commitment } }),
    ...(request.session_id !== undefined && { session: request.session_id }),
  }
  const draft: Draft = {
    ...subject,
    type: asked.kind === 'check' ? 'check' : TYPE_OF[decision.verdict],
    actor: call.caller.actor,
    decision: decisionMembers(decision, sanitized),
    mode: modeOf(request),
    ...(request.run_id !== undefined && { run: request.run_id }),
    ...(call.traceId !== undefined && { trace: call.traceId }),
    ...(asked.idempotency && { idempotency: asked.idempotency.commitment }),
  }
  const opening =
    asked.kind === 'check'
      ? undefined
      : openingFor(context, view, judged, {
          subject: { org: call.caller.orgId, ...subject },
          agentId: asked.agentId,
          approvalId: request.approval_id,
          sameness,
        })
  const disclosures = [...asked.disclosures]
  if (inputs !== undefined) disclosures.push(inputs.disclosure)
  if (sanitized !== undefined) disclosures.push(sanitized.disclosure)
  const changes = opening?.changes ?? []
  if (facts !== undefined) changes.push(...countsAfter(asked, view, judged, prepared))
  return { draft: Object.assign(draft, opening?.members), disclosures, changes }
}

/** The facts that the policies read; the arguments have a commitment of their own. */
function inputsOf(asked: DecisionRequest, facts: Facts | undefined): unknown {
  if (facts === undefined) return { agent: asked.agentId, action: asked.action }
  const { arguments: _, ...inputs } = facts
  return inputs
}

function decisionMembers(
  decision: Decision,
  sanitized: Committed | undefined,
): NonNullable<Draft['decision']> {
  const { verdict, risk, reasons, shadow } = decision
  return {
    verdict,
    risk: { score: risk.score, band: risk.band, contributions: risk.contributions.slice(0, 32) },
    reasons: reasons.slice(0, LISTED_MAX).map(({ message: _, ...kept }) => kept),
    ...(sanitized && { sanitized: sanitized.commitment }),
    ...(shadow && { shadow: { verdict: shadow.verdict, policies: shadow.determining.slice(0, LISTED_MAX) } }),
  }
}

function countsAfter(
  asked: DecisionRequest,
  view: JudgeView,
  { decision, policy }: Judged,
  prepared: Prepared,
): Change[] {
  if (asked.kind === 'check') {
    // An agent that is allowed to read will read, so a check labels although it counts nothing.
    const taints = isAllowed(decision) ? (decision.taints ?? []) : []
    return taints.length === 0 ? [] : [countLabels(asked.counted, view, taints)]
  }
  const counted = countGate(asked.counted, view, {
    isAllowed: isAllowed(decision),
    taints: decision.taints ?? [],
    costUsd: asked.request.declared?.cost_usd ?? 0,
    payments: paymentsIn(prepared),
    isOtherRegistered:
      policy !== undefined && toolsNamed(policy.names.registered, { tool: asked.action }).length > 0,
  })
  return [counted]
}

/** One for each way in which the policies of its places know a payment again. */
function paymentsIn({ judged }: Prepared): Payments {
  if ('refusal' in judged) return NO_PAYMENTS
  const payments = judged.places.flatMap(({ payment }) => payment ?? [])
  return payments.length < 2 ? payments : [...new Set(payments)]
}

type Opening = {
  subject: Parameters<typeof requestApproval>[1]
  agentId: string
  /** The approval that the request offers. */
  approvalId: string | undefined
  sameness: string | undefined
}

function openingFor(
  context: Context,
  view: JudgeView,
  { decision, use }: Judged,
  { subject, agentId, approvalId, sameness }: Opening,
): { members: Pick<Draft, 'gate' | 'approval'>; changes: Change[] } {
  if (isAllowed(decision)) {
    const expiresAt = view.now + context.ttl.gateMs
    return {
      members: { gate: { expires_at: expiresAt }, ...(use && { approval: usedBy(use) }) },
      changes: [
        { kind: 'gate.open', status: 'open', expiresAt, approvalId: null },
        ...(use === undefined ? [] : usedOnce(use)),
      ],
    }
  }
  if (decision.verdict === 'require_approval') {
    const ttlMs = (decision.obligations?.ttlSeconds ?? context.ttl.approvalMs / 1000) * 1000
    const expiresAt = view.now + ttlMs
    const approval = requestApproval(context, subject, decision, { now: view.now, expiresAt })
    return {
      members: { gate: { expires_at: expiresAt }, approval },
      changes: [
        { kind: 'gate.open', status: 'pending', expiresAt, approvalId: approval.id },
        {
          kind: 'approval.open',
          id: approval.id,
          agentId,
          environment: subject.environment,
          tool: subject.action.tool ?? subject.action.name,
          action: subject.action.name,
          sameness: sameness ?? approval.id,
        },
      ],
    }
  }
  const offered = approvalId === undefined ? {} : { approval: { id: approvalId } }
  return { members: { gate: {}, ...offered }, changes: [] }
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
