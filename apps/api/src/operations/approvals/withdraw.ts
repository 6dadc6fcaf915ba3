// Withdraws a requested approval; the caller that asked for it or an admin may do so.
import { hasScope } from '@countersign/contract'
import type { Caller, Handler } from '../call.ts'
import { committed } from '../commitment.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../refusal.ts'
import { givenOf } from './answer.ts'
import { denied, requireOpen, settle, type Waiting } from './settle.ts'

export function withdrawApproval(context: Context): Handler<'approvals.withdraw'> {
  return async (call, { approval_id: id, reason }) => {
    const why = reason === undefined ? undefined : committed(context, 'change.reason', reason)
    return settle(context, call, { id }, (waiting) => {
      requireAsker(call.caller, waiting)
      requireOpen(waiting, ['pending', 'granted'])
      const { gate, pending, approval } = waiting
      return {
        draft: {
          type: 'approval.withdrawn',
          approval: { id, digest: pending.approval.digest, given: givenOf(approval) },
          ...(why && { change: { reason: why.commitment } }),
        },
        committed: [why],
        changes: [denied(waiting), { kind: 'approval.close', seq: gate.seq, status: 'withdrawn' }],
      }
    })
  }
}

/** The agent's own key cannot read approvals of other agents, so if it reads this one, its agent asked. */
function requireAsker(caller: Caller, { pending }: Waiting): void {
  const { actor, agentId, scopes } = caller
  if (agentId !== undefined || actor === pending.actor || hasScope(scopes, 'admin')) return
  if (caller.kind === 'member' && caller.role === 'admin') return
  throw new ApiError('auth.scope', { detail: 'another key asked for this: use that one, or an admin key' })
}
