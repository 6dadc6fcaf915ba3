// The receipt of a verdict, and the gate that it opens.

import { type Decision, type Facts, type PolicySet, toolsNamed } from '@countersign/policy'
import type { Change, Draft, Entry } from '../../ports/ledger.ts'
import { type Committed, committed } from '../commitment.ts'
import type { Context } from '../context.ts'
import { requestApproval } from './approval.ts'
import type { Asked } from './ask.ts'
import { countGate } from './counters.ts'
import type { Judged, JudgeView } from './judge.ts'
import type { Prepared } from './prepare.ts'

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
  asked: Asked,
  view: JudgeView,
  { decision, facts, policy }: Judged,
  { environment }: Prepared,
): Entry {
  const { request, call } = asked
  const inputs = policy && committed(context, 'policy.inputs', inputsOf(asked, facts))
  const left = decision.verdict === 'sanitize' ? decision.sanitizedArguments : undefined
  const sanitized = left && asked.sanitized(left)
  const subject = {
    agent: asked.agentId,
    action: asked.receiptAction,
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
    mode: request.arguments_commitment === undefined ? 'full' : 'hash_only',
    ...(request.run_id !== undefined && { run: request.run_id }),
    ...(call.traceId !== undefined && { trace: call.traceId }),
    ...(asked.idempotency && { idempotency: asked.idempotency.commitment }),
  }
  const opening =
    asked.kind === 'check'
      ? undefined
      : openingFor(context, view, decision, { org: call.caller.orgId, ...subject })
  const counts = asked.kind === 'gate' && facts !== undefined
  return {
    draft: { ...draft, ...opening?.members },
    disclosures: [...asked.disclosures, ...[inputs, sanitized].flatMap((made) => made?.disclosure ?? [])],
    changes: [...(opening?.changes ?? []), ...(counts ? [countsAfter(asked, view, decision, policy)] : [])],
  }
}

/** What the policies rested on; the arguments stand beside it under a commitment of their own. */
function inputsOf(asked: Asked, facts: Facts | undefined): unknown {
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
  asked: Asked,
  view: JudgeView,
  decision: Decision,
  policy: PolicySet | undefined,
): Change {
  const { verdict, taints } = decision
  return countGate(asked.counted, view, {
    isAllowed: verdict === 'allow' || verdict === 'sanitize',
    taints: taints ?? [],
    costUsd: asked.request.declared?.cost_usd ?? 0,
    isOtherRegistered:
      policy !== undefined && toolsNamed(policy.names.registered, { tool: asked.action }).length > 0,
  })
}

function openingFor(
  context: Context,
  view: JudgeView,
  decision: Decision,
  subject: Parameters<typeof requestApproval>[1],
): { members: Pick<Draft, 'gate' | 'approval'>; changes: Change[] } {
  if (decision.verdict === 'allow' || decision.verdict === 'sanitize') {
    const expiresAt = view.now + context.ttl.gateMs
    return {
      members: { gate: { expires_at: expiresAt } },
      changes: [{ kind: 'gate.open', status: 'open', expiresAt, approvalId: null }],
    }
  }
  if (decision.verdict === 'require_approval') {
    const ttlMs = (decision.obligations?.ttlSeconds ?? context.ttl.approvalMs / 1000) * 1000
    const expiresAt = view.now + ttlMs
    const approval = requestApproval(context, subject, decision, expiresAt)
    return {
      members: { gate: { expires_at: expiresAt }, approval },
      changes: [{ kind: 'gate.open', status: 'pending', expiresAt, approvalId: approval.id }],
    }
  }
  return { members: { gate: {} }, changes: [] }
}
