// The receipt of a verdict, and the gate that it opens.

import { type Decision, type Facts, type Reason, toolsNamed } from '@countersign/policy'
import type { Commitment, PayloadAction, UsedApproval } from '@countersign/receipt'
import { withOne } from '../../lists.ts'
import type { Change, Draft, Entry, Unplaced } from '../../ports/ledger.ts'
import { type Committed, committed, withDisclosure } from '../commitment.ts'
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
  const { request, call } = asked
  const inputs = policy && committed(context, 'policy.inputs', inputsOf(asked, facts))
  const left = decision.verdict === 'sanitize' ? decision.sanitizedArguments : undefined
  const sanitized = left && asked.sanitized(left)
  // All that it may have, in canonical order: so it is checked and written without another copy.
  const draft: GateDraft = {
    action: receiptActionOf(asked, prepared),
    actor: call.caller.actor,
    agent: asked.agentId,
    approval: undefined,
    decision: decisionMembers(decision, sanitized),
    environment: prepared.environment,
    gate: undefined,
    id: '',
    idempotency: asked.idempotency?.commitment,
    issued_at: 0,
    mode: modeOf(request),
    nonce: '',
    org: '',
    policy: policy && inputs && { digest: policy.digest, inputs: inputs.commitment, version: policy.version },
    prev: '',
    run: request.run_id,
    seq: 0,
    session: request.session_id,
    trace: call.traceId,
    type: asked.kind === 'check' ? 'check' : TYPE_OF[decision.verdict],
    v: 1,
  }
  const opened = asked.kind === 'check' ? NO_CHANGES : opening(context, asked, view, judged, draft, sameness)
  const counts = facts && countsAfter(asked, view, judged, prepared)
  return {
    draft,
    disclosures: withDisclosure(withDisclosure(asked.disclosures, inputs), sanitized),
    changes: counts === undefined ? opened : withOne(opened, counts),
  }
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
  return policy_id === undefined ? { code, severity } : { code, policy_id, severity }
}

function decisionMembers(
  decision: Decision,
  sanitized: Committed | undefined,
): NonNullable<Draft['decision']> {
  const { verdict, risk, reasons, shadow } = decision
  return {
    reasons: listed(reasons).map(withoutMessage),
    risk: { band: risk.band, contributions: risk.contributions.slice(0, 32), score: risk.score },
    ...(sanitized && { sanitized: sanitized.commitment }),
    ...(shadow && { shadow: { policies: shadow.determining.slice(0, LISTED_MAX), verdict: shadow.verdict } }),
    verdict,
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
type GateDraft = Draft &
  Unplaced & {
    agent: string
    action: PayloadAction
    environment: string
    policy: { digest: string; inputs: Commitment; version: number } | undefined
  }

const NO_CHANGES: readonly Change[] = []

/** Adds to the draft what a gate opens or names; answers what changes with it. */
function opening(
  context: Context,
  { call, request }: DecisionRequest,
  view: JudgeView,
  { decision, use }: Judged,
  draft: GateDraft,
  sameness: string | undefined,
): readonly Change[] {
  if (isAllowed(decision)) {
    const expiresAt = view.now + context.ttl.gateMs
    const open: Change = { kind: 'gate.open', status: 'open', expiresAt, approvalId: null }
    draft.gate = { expires_at: expiresAt }
    if (use === undefined) return [open]
    draft.approval = usedBy(use)
    return [open, ...usedOnce(use)]
  }
  if (decision.verdict === 'require_approval') {
    const ttlMs = (decision.obligations?.ttlSeconds ?? context.ttl.approvalMs / 1000) * 1000
    const expiresAt = view.now + ttlMs
    const { agent, action, environment } = draft
    const subject = subjectOf(call.caller.orgId, draft)
    const approval = requestApproval(context, subject, decision, { now: view.now, expiresAt })
    draft.gate = { expires_at: expiresAt }
    draft.approval = approval
    return [
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
    ]
  }
  draft.gate = {}
  if (request.approval_id !== undefined) draft.approval = { id: request.approval_id }
  return NO_CHANGES
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
