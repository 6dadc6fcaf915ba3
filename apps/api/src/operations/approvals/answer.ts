// An approval as it is answered.
import type { Output } from '@countersign/contract'
import type { PayloadOf } from '@countersign/receipt'
import type { Approval, ApprovalState } from '../../ports/gates.ts'
import type { Caller } from '../call.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../refusal.ts'
import { isStanding, usesMaxOf } from './grants.ts'

type Pending = PayloadOf<'gate.pending'>
type ApprovalAnswer = Output<'approvals.list'>['data'][number]

/** How many grants count. */
export function givenOf(approval: ApprovalState | null): number {
  return approval?.decisions.filter(isStanding).length ?? 0
}

/** The receipt that asked for an approval. */
export function pendingOf({ opened }: Pick<Approval, 'opened'>): Pending {
  if (opened.type !== 'gate.pending')
    throw new Error('an approval was requested by a receipt of another type')
  return opened
}

export function approvalAnswer(approval: Approval): ApprovalAnswer {
  const pending = pendingOf(approval)
  const { digest, required, group, escalation, also, grant } = pending.approval
  return {
    id: approval.id,
    status: approval.status,
    digest,
    required,
    ...(group !== undefined && { group }),
    ...(escalation && { escalation }),
    ...(also !== undefined && { also }),
    ...(grant && { grant }),
    given: givenOf(approval),
    decisions: approval.decisions.map(({ hasReason: _, ...decided }) => decided),
    agent_id: agentOf(pending),
    action: pending.action.name,
    ...(pending.action.tool !== undefined && { tool: pending.action.tool }),
    environment: pending.environment,
    risk: pending.decision.risk,
    ...(pending.session !== undefined && { session_id: pending.session }),
    gate_id: pending.gate.id,
    created_at: pending.issued_at,
    expires_at: approval.expiresAt,
    ...usesOf(approval),
  }
}

/** How often it may be used, and how often it was; of one that is granted, or was. */
function usesOf({ status, used, decisions, expiresAt }: Approval): Pick<ApprovalAnswer, 'uses'> {
  if (status !== 'granted' && used === 0) return {}
  return { uses: { max: usesMaxOf(decisions), used, until: expiresAt } }
}

/** Every gate names its agent. */
export function agentOf({ agent }: Pending): string {
  if (agent === undefined) throw new Error('a gate was opened without an agent')
  return agent
}

/** One that the caller may read; unknown, foreign and other agents' approvals are the same 404. */
export async function readableApproval({ store }: Context, caller: Caller, id: string): Promise<Approval> {
  const approval = await store.approvals.get(caller.orgId, id)
  if (approval === undefined) throw new ApiError('not_found')
  if (caller.agentId !== undefined && caller.agentId !== agentOf(pendingOf(approval)))
    throw new ApiError('not_found')
  return approval
}
