// What the caller is told: of a new verdict, of a rehearsal, and of a repeated request.
import type { Output } from '@countersign/contract'
import {
  type Decision,
  type PolicySet,
  REASONS,
  type Reason,
  type ReasonCode,
  reason,
  sanitizedBy,
} from '@countersign/policy'
import { hasVerdict, type Payload, type VerdictPayload } from '@countersign/receipt'
import type { Recorded, View } from '../../ports.ts'
import { type Context, receiptRef } from '../context.ts'
import type { Asked } from './ask.ts'
import { prepare, requireLiveKey, settle } from './judge.ts'

export type Answer = Output<'gate'>

/** A receipt lists at most so many reasons or policies. */
export const LISTED_MAX = 64

/** The answer to a decision that has its receipt. */
export function answer(
  context: Context,
  asked: Asked,
  decision: Decision,
  recorded: Recorded,
  policy: PolicySet | undefined,
): Answer {
  return {
    verdict: decision.verdict,
    ...common(asked, decision, policy),
    receipt: receiptRef(recorded),
    ...gateMembers(context, recorded.payload, GATE_STATUS[decision.verdict]),
  }
}

type Common = Omit<Answer, 'verdict' | 'receipt' | 'gate' | 'approval'>

function common(asked: Asked, decision: Decision, policy: PolicySet | undefined): Common {
  const { risk, reasons, explanation, shadow, sanitizedArguments, questions } = decision
  return {
    risk: risk as Answer['risk'],
    reasons,
    ...(sanitizedArguments && { sanitized_arguments: sanitizedArguments as never }),
    ...(questions && { clarifying_questions: [...questions] }),
    ...(asked.request.explain === true && {
      explanation: { policies: explanation, ...(shadow && { shadow }) } as never,
    }),
    policy: policyRef(policy),
    request_id: asked.call.requestId,
  }
}

const NO_POLICY = { version: 0, digest: `sha256:${'0'.repeat(64)}` }

function policyRef(policy: PolicySet | undefined): Answer['policy'] {
  return policy === undefined ? NO_POLICY : { version: policy.version, digest: policy.digest }
}

/** A verdict that opens and records nothing. */
export function rehearse(asked: Asked, view: View): Output<'check'> {
  const prepared = prepare(asked, view.config)
  const { decision } = settle(asked, view, prepared)
  return { would: decision.verdict, ...common(asked, decision, prepared.policy) }
}

const GATE_STATUS = {
  allow: 'open',
  sanitize: 'open',
  require_approval: 'pending',
  defer: 'denied',
  deny: 'denied',
} as const

type GateState = NonNullable<Answer['gate']>['status']

function gateMembers(
  context: Context,
  payload: Payload,
  status: GateState,
): Pick<Answer, 'gate' | 'approval'> {
  if (!('gate' in payload) || payload.gate === undefined) return {}
  const approval = payload.type === 'gate.pending' ? payload.approval : undefined
  const expiresAt = 'expires_at' in payload.gate ? payload.gate.expires_at : undefined
  return {
    gate: {
      id: payload.gate.id,
      status,
      ...(expiresAt !== undefined && { expires_at: expiresAt }),
    },
    ...(approval !== undefined && {
      approval: {
        id: approval.id,
        status: status === 'pending' ? 'pending' : 'expired',
        url: `${context.publicUrl()}/approvals/${approval.id}`,
        required: approval.required,
        expires_at: approval.expires_at,
      },
    }),
  }
}

/** The answer to a repeated request: its receipt, and an allow only while that still stands. */
export function again(context: Context, asked: Asked, view: View, first: Recorded): Answer {
  requireLiveKey(view, asked.call)
  const { payload } = first
  if (!hasVerdict(payload)) throw new Error('an idempotency key of a decision names another receipt')
  const { verdict, risk, reasons } = payload.decision
  const set = sameVersion(view, payload)
  const sanitized = verdict === 'sanitize' ? sanitizedAgain(asked, payload, set) : undefined
  const stands =
    verdict === 'allow' || sanitized !== undefined
      ? isActive(asked, view) && isOpen(asked, view)
      : verdict !== 'sanitize'
  return {
    verdict: stands ? verdict : 'deny',
    risk,
    reasons: stands ? reasons.map((kept) => withMessage(kept, set)) : [reason('gate.not_open')],
    ...(stands && sanitized && { sanitized_arguments: sanitized as never }),
    ...(verdict === 'defer' && { clarifying_questions: questionsOf(payload, set) }),
    policy:
      payload.policy === undefined
        ? NO_POLICY
        : { version: payload.policy.version, digest: payload.policy.digest },
    request_id: asked.call.requestId,
    receipt: receiptRef(first),
    ...gateMembers(context, payload, statusNow(view)),
  }
}

type Decided = VerdictPayload

/** The version that decided, while it is still the live one. */
function sameVersion(view: View, payload: Decided): PolicySet | undefined {
  const live = view.config.policyFor(payload.environment)
  return live?.version === payload.policy?.version && live?.digest === payload.policy?.digest
    ? live
    : undefined
}

/** What may be executed follows from the arguments and the policies that decided. */
function sanitizedAgain(asked: Asked, payload: Decided, set: PolicySet | undefined) {
  const args = asked.request.arguments
  if (set === undefined || args === undefined) return undefined
  const { reasons } = payload.decision
  // There may have been more of them, which asked for more to be taken out.
  if (reasons.length >= LISTED_MAX) return undefined
  const ids = reasons.flatMap(({ policy_id: id }) => id ?? [])
  return sanitizedBy(set, ids, args)
}

function questionsOf(payload: Decided, set: PolicySet | undefined): string[] {
  const asked = payload.decision.reasons.flatMap(({ policy_id: id }) =>
    id === undefined ? [] : (set?.annotations(id).defer ?? []),
  )
  return [...new Set(asked)]
}

/** As its holder must see it: past its time a gate is expired, even before the job has recorded that. */
function statusNow({ gate, now }: View): GateState {
  if (gate === undefined) return 'denied'
  const waits = gate.status === 'open' || gate.status === 'pending'
  return waits && gate.expiresAt <= now ? 'expired' : gate.status
}

function isActive(asked: Asked, view: View): boolean {
  return !view.config.org.halted && view.config.agents.get(asked.agentId)?.status === 'active'
}

function isOpen(asked: Asked, view: View): boolean {
  return asked.kind === 'check' || statusNow(view) === 'open'
}

function withMessage(
  kept: { code: string; severity: string; policy_id?: string },
  set: PolicySet | undefined,
): Reason {
  const code = kept.code as ReasonCode
  const told = kept.policy_id === undefined ? undefined : set?.annotations(kept.policy_id).reason
  return {
    code,
    severity: kept.severity as Reason['severity'],
    message: told ?? REASONS[code][1],
    ...(kept.policy_id !== undefined && { policy_id: kept.policy_id }),
  }
}
