// Lists agents, oldest first.
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'
import { decodeIdCursor, encodeCursor, pageOf } from '../position.ts'
import { agentAnswer } from './answer.ts'

export function listAgents({ store }: Context): Handler<'agents.list'> {
  return async ({ caller }, { limit, cursor, status }) => {
    const after = decodeIdCursor('agt', cursor)
    const { rows, more } = await store.agents.list(caller.orgId, {
      limit,
      ...(after !== undefined && { after }),
      ...(status !== undefined && { status }),
    })
    const last = rows.at(-1)
    return pageOf(rows.map(agentAnswer), more && last ? encodeCursor(last.id) : undefined)
  }
}
