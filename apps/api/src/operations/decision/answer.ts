// The answer to a decision.

import type { Output } from '@countersign/contract'
import type { Decision, PolicySet, ShadowDecision } from '@countersign/policy'
import type { Payload } from '@countersign/receipt'
import type { Verdict } from '@countersign/terms'
import type { Recorded } from '../../ports/ledger.ts'
import { approvalLink } from '../approvals/link.ts'
import type { Context } from '../context.ts'
import { receiptRef } from '../recorded.ts'
import type { DecisionRequest } from './ask.ts'

type GateAnswer = Output<'gate'>

/** Everything that an answer may have besides its verdict. */
type Members = Omit<Extract<GateAnswer, { verdict: 'deny' }>, 'verdict'>

/** The answer to a check or a gate; what it promises is proven where it leaves, by `gateAnswer`. */
export type Answer = Members & { verdict: Verdict }

/** The answer to a decision that has its receipt. */
export function answer(
  context: Context,
  asked: DecisionRequest,
  decision: Decision,
  recorded: Recorded,
  policy: PolicySet | undefined,
): Answer {
  return {
    verdict: decision.verdict,
    ...decisionMembers(asked, decision, policy),
    receipt: receiptRef(recorded),
    ...gateMembers(context, recorded.payload, GATE_STATUS[decision.verdict], { status: 'pending', given: 0 }),
  }
}

/** A caller that may act has a gate, one that must wait an approval: anything else is a fault. */
export function gateAnswer(answer: Answer): GateAnswer {
  if (isComplete(answer)) return answer
  throw new Error(`the answer \`${answer.verdict}\` lacks what it promises`)
}

function isComplete(answer: Answer): answer is Answer & GateAnswer {
  const { verdict, gate, approval, sanitized_arguments: sanitized } = answer
  if (verdict === 'deny' || verdict === 'defer') return true
  if (gate === undefined) return false
  if (verdict === 'sanitize') return sanitized !== undefined
  return verdict === 'require_approval' ? approval !== undefined : verdict === 'allow'
}

type Common = Omit<Members, 'receipt' | 'gate' | 'approval'>

export function decisionMembers(
  asked: DecisionRequest,
  decision: Decision,
  policy: PolicySet | undefined,
): Common {
  const { risk, reasons, explanation, shadow, sanitizedArguments, questions } = decision
  return {
    risk: { ...risk, contributions: [...risk.contributions] },
    reasons,
    ...(sanitizedArguments && { sanitized_arguments: sanitizedArguments }),
    ...(questions && { clarifying_questions: [...questions] }),
    ...(asked.request.explain === true && {
      explanation: { policies: explanation, ...(shadow && { shadow: shadowAnswer(shadow) }) },
    }),
    policy: policyRef(policy),
    request_id: asked.call.requestId,
  }
}

function shadowAnswer({ verdict, determining }: ShadowDecision) {
  return { verdict, determining: [...determining] }
}

const NO_POLICY = { version: 0, digest: `sha256:${'0'.repeat(64)}` }

export function policyRef(policy: Pick<PolicySet, 'version' | 'digest'> | undefined): Answer['policy'] {
  return policy === undefined ? NO_POLICY : { version: policy.version, digest: policy.digest }
}

const GATE_STATUS = {
  allow: 'open',
  sanitize: 'open',
  require_approval: 'pending',
  defer: 'denied',
  deny: 'denied',
} as const

export type GateState = NonNullable<Answer['gate']>['status']

type ApprovalAnswer = NonNullable<Answer['approval']>

/** What changes of an approval; its end does when it is granted. */
export type ApprovalNow = Pick<ApprovalAnswer, 'status' | 'given'> &
  Partial<Pick<ApprovalAnswer, 'expires_at'>>

export function gateMembers(
  context: Context,
  payload: Payload,
  status: GateState,
  approvalNow: ApprovalNow,
): Pick<Answer, 'gate' | 'approval'> {
  if (!('gate' in payload) || payload.gate === undefined) return {}
  const approval = payload.type === 'gate.pending' ? payload.approval : undefined
  const opened = 'expires_at' in payload.gate ? payload.gate.expires_at : undefined
  const expiresAt = (approval && approvalNow.expires_at) ?? opened
  return {
    gate: {
      id: payload.gate.id,
      status,
      ...(expiresAt !== undefined && { expires_at: expiresAt }),
    },
    ...(approval !== undefined && {
      approval: {
        id: approval.id,
        url: approvalLink(context, payload.org, approval.id),
        required: approval.required,
        expires_at: approval.expires_at,
        ...approvalNow,
      },
    }),
  }
}
