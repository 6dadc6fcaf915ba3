// Lists approvals, newest first.
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'
import { decodeIdCursor, encodeCursor, pageOf } from '../position.ts'
import { approvalAnswer } from './answer.ts'
import { refusalsOf } from './deciders.ts'

export function listApprovals(context: Context): Handler<'approvals.list'> {
  return async ({ caller }, { limit, cursor, status, agent_id: wanted, environment }) => {
    const after = decodeIdCursor('apr', cursor)
    // An agent's key sees its own agent, whatever it asks for.
    if (caller.agentId !== undefined && wanted !== undefined && wanted !== caller.agentId)
      return pageOf([], undefined)
    const agentId = caller.agentId ?? wanted
    const { rows, nextAfter } = await context.store.approvals.list(caller.orgId, {
      limit,
      ...(after !== undefined && { after }),
      ...(status !== undefined && { status }),
      ...(agentId !== undefined && { agentId }),
      ...(environment !== undefined && { environment }),
    })
    const refusal = await refusalsOf(context, caller, rows)
    const data = rows.map((row) => ({ ...approvalAnswer(row), ...refusal(row) }))
    return pageOf(data, nextAfter === undefined ? undefined : encodeCursor(nextAfter))
  }
}
