// Lists agents, oldest first.
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'
import { decodeIdCursor, encodeCursor } from '../position.ts'
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
    return { data: rows.map(agentAnswer), ...(more && last && { next_cursor: encodeCursor(last.id) }) }
  }
}
