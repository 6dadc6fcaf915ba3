// Lists approvals, newest first.
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'
import { decodeIdCursor, encodeCursor } from '../position.ts'
import { approvalAnswer } from './answer.ts'

export function listApprovals({ store }: Context): Handler<'approvals.list'> {
  return async ({ caller }, { limit, cursor, status, agent_id: wanted, environment }) => {
    const after = decodeIdCursor('apr', cursor)
    // An agent's key sees its own agent, whatever it asks for.
    if (caller.agentId !== undefined && wanted !== undefined && wanted !== caller.agentId) return { data: [] }
    const agentId = caller.agentId ?? wanted
    const { rows, nextAfter } = await store.approvals.list(caller.orgId, {
      limit,
      ...(after !== undefined && { after }),
      ...(status !== undefined && { status }),
      ...(agentId !== undefined && { agentId }),
      ...(environment !== undefined && { environment }),
    })
    return {
      data: rows.map(approvalAnswer),
      ...(nextAfter !== undefined && { next_cursor: encodeCursor(nextAfter) }),
    }
  }
}
