// The answer to a repeated request: from its receipt, and an allow only while its gate is open.
import {
  type PolicySet,
  REASONS,
  type Reason,
  type ReasonCode,
  reason,
  sanitizedBy,
} from '@countersign/policy'
import { hasVerdict, type Payload, type VerdictPayload } from '@countersign/receipt'
import type { Recorded, View } from '../../ports/ledger.ts'
import { givenOf } from '../approvals/answer.ts'
import type { Context } from '../context.ts'
import { receiptRef } from '../recorded.ts'
import { isActing } from '../standing.ts'
import { type Answer, type ApprovalNow, type GateState, gateMembers, policyRef } from './answer.ts'
import type { DecisionRequest } from './ask.ts'
import type { Prepared } from './prepare.ts'
import { LISTED_MAX } from './record.ts'

export function again(
  context: Context,
  asked: DecisionRequest,
  view: View,
  first: Recorded,
  prepared: Prepared,
): Answer {
  const { payload } = first
  if (!hasVerdict(payload)) throw new Error('an idempotency key of a decision names another receipt')
  const { verdict, risk, reasons } = payload.decision
  const set = sameVersion(view, payload)
  const status = statusNow(view, payload)
  const sanitized = verdict === 'sanitize' ? sanitizedAgain(payload, set, prepared) : undefined
  const isValid =
    verdict === 'allow' || sanitized !== undefined
      ? isActing(view.config, asked.agentId) && isOpen(asked, status)
      : verdict !== 'sanitize'
  return {
    verdict: isValid ? verdict : 'deny',
    risk,
    reasons: isValid ? reasons.map((kept) => withMessage(kept, set)) : [reason('gate.not_open')],
    ...(isValid && sanitized && { sanitized_arguments: sanitized }),
    ...(verdict === 'defer' && { clarifying_questions: questionsOf(payload, set) }),
    policy: policyRef(payload.policy),
    request_id: asked.call.requestId,
    receipt: receiptRef(first),
    ...gateMembers(context, payload, status, approvalNow(view, payload, status)),
  }
}

type Decided = VerdictPayload

/** The version that decided, while it is still live there, or in `production`, which may have been the stricter. */
function sameVersion({ config }: View, { environment, policy }: Decided): PolicySet | undefined {
  const live = [config.policyFor(environment), config.policyFor('production')]
  return live.find((set) => set?.version === policy?.version && set?.digest === policy?.digest)
}

/** What may be executed follows from the arguments and the policies that decided. */
function sanitizedAgain(payload: Decided, set: PolicySet | undefined, prepared: Prepared) {
  if (set === undefined || 'refusal' in prepared.judged) return undefined
  const { places } = prepared.judged
  // Policies of two environments may have taken something out, and the receipt names one version.
  if (places.length > 1) return undefined
  const content = places.find(({ policy }) => policy === set)?.content
  if (content === undefined) return undefined
  const { reasons } = payload.decision
  // There may have been more of them, which asked for more to be taken out.
  if (reasons.length >= LISTED_MAX) return undefined
  const ids = reasons.flatMap(({ policy_id: id }) => id ?? [])
  return sanitizedBy(set, ids, content)
}

function questionsOf(payload: Decided, set: PolicySet | undefined): string[] {
  const asked = payload.decision.reasons.flatMap(({ policy_id: id }) =>
    id === undefined ? [] : (set?.annotations(id).defer ?? []),
  )
  return [...new Set(asked)]
}

/** As its holder must see it: past its time a gate is expired, even before the job has recorded that. */
function statusNow({ gates, now }: View, { seq }: Payload): GateState {
  const gate = gates.get(seq)
  if (gate === undefined) return 'denied'
  const waits = gate.status === 'open' || gate.status === 'pending'
  // What took a superseded gate's place is a gate of its own.
  if (gate.status === 'superseded') return 'expired'
  return waits && gate.expiresAt <= now ? 'expired' : gate.status
}

/** Past its time it is expired with its gate. */
function approvalNow({ gates }: View, { seq }: Payload, gate: GateState): ApprovalNow {
  const { approval = null, expiresAt } = gates.get(seq) ?? {}
  const isWaiting = approval?.status === 'pending' || approval?.status === 'granted'
  const isOver = approval === null || (isWaiting && gate !== 'pending')
  return {
    status: isOver ? 'expired' : approval.status,
    given: givenOf(approval),
    ...(expiresAt !== undefined && { expires_at: expiresAt }),
  }
}

function isOpen(asked: DecisionRequest, status: GateState): boolean {
  return asked.kind === 'check' || status === 'open'
}

function withMessage(
  kept: { code: string; severity: string; policy_id?: string },
  set: PolicySet | undefined,
): Reason {
  const code = kept.code as ReasonCode
  const written = kept.policy_id === undefined ? undefined : set?.annotations(kept.policy_id).reason
  return {
    code,
    severity: kept.severity as Reason['severity'],
    message: written ?? REASONS[code][1],
    ...(kept.policy_id !== undefined && { policy_id: kept.policy_id }),
  }
}
