// What the caller is told: of a new verdict, of a rehearsal, and of a repeated request.
import type { Output } from '@countersign/contract'
import { type Decision, REASONS, type Reason, type ReasonCode, reason } from '@countersign/policy'
import type { Payload } from '@countersign/receipt'
import type { OrgConfig, Recorded, View } from '../../ports.ts'
import { type Context, receiptRef } from '../context.ts'
import type { Asked } from './ask.ts'
import { denial, prepare, requireLiveKey } from './judge.ts'

export type Answer = Output<'gate'>

/** The answer to a decision that has its receipt. */
export function answer(
  context: Context,
  asked: Asked,
  decision: Decision,
  recorded: Recorded,
  policy: { version: number; digest: string },
): Answer {
  return {
    verdict: decision.verdict,
    ...common(asked, decision, policy),
    receipt: receiptRef(recorded),
    ...gateMembers(context, recorded.payload, GATE_STATUS[decision.verdict]),
  }
}

function common(
  asked: Asked,
  decision: Decision,
  policy: { version: number; digest: string },
): Pick<Answer, 'risk' | 'reasons' | 'explanation' | 'policy' | 'request_id'> {
  return {
    risk: decision.risk,
    reasons: decision.reasons,
    ...(asked.request.explain === true && { explanation: { policies: decision.explanation as never } }),
    policy: { version: policy.version, digest: policy.digest },
    request_id: asked.call.requestId,
  }
}

/** A verdict that opens and records nothing. */
export function rehearse(context: Context, asked: Asked, config: OrgConfig): Output<'check'> {
  const prepared = prepare(context, asked, config)
  const decision = config.org.halted ? denial('org.halted') : prepared.decision
  return { would: decision.verdict, ...common(asked, decision, config.policy) }
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
  const approval = 'approval' in payload ? payload.approval : undefined
  return {
    gate: {
      id: payload.gate.id,
      status,
      ...(payload.gate.expires_at !== undefined && { expires_at: payload.gate.expires_at }),
    },
    ...(approval?.expires_at !== undefined && {
      approval: {
        id: approval.id,
        status: status === 'pending' ? 'pending' : 'expired',
        url: `${context.publicUrl()}/approvals/${approval.id}`,
        required: 1,
        expires_at: approval.expires_at,
      },
    }),
  }
}

/** The answer to a repeated request: its receipt, and an allow only while that still stands. */
export function again(context: Context, asked: Asked, view: View, first: Recorded): Answer {
  requireLiveKey(view, asked.call)
  const { payload } = first
  if (!('decision' in payload)) throw new Error('an idempotency key of a decision names another receipt')
  const { verdict, risk, reasons } = payload.decision
  const stands =
    verdict !== 'allow' && verdict !== 'sanitize' ? true : isActive(asked, view) && isOpen(asked, view)
  const shown: Reason[] = stands ? reasons.map((kept) => withMessage(kept, view)) : [reason('gate.not_open')]
  return {
    verdict: stands ? verdict : 'deny',
    risk,
    reasons: shown,
    policy: {
      version: payload.policy?.version ?? 0,
      digest: payload.policy?.digest ?? view.config.policy.digest,
    },
    request_id: asked.call.requestId,
    receipt: receiptRef(first),
    ...gateMembers(context, payload, statusNow(view)),
  }
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

function withMessage(kept: { code: string; severity: string; policy_id?: string }, view: View): Reason {
  const code = kept.code as ReasonCode
  const told =
    kept.policy_id === undefined ? undefined : view.config.policy.annotations(kept.policy_id).reason
  return {
    code,
    severity: kept.severity as Reason['severity'],
    message: told ?? REASONS[code][1],
    ...(kept.policy_id !== undefined && { policy_id: kept.policy_id }),
  }
}
