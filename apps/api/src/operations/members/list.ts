// Lists the members of an org.
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'
import { decodeIdCursor, encodeCursor, pageOf } from '../position.ts'
import { memberAnswer } from './answer.ts'

export function listMembers({ store }: Context): Handler<'members.list'> {
  return async ({ caller }, { limit, cursor }) => {
    const after = decodeIdCursor('mem', cursor)
    const page = { limit, ...(after !== undefined && { after }) }
    const { rows, more } = await store.members.list(caller.orgId, page)
    const last = rows.at(-1)
    return pageOf(rows.map(memberAnswer), more && last ? encodeCursor(last.id) : undefined)
  }
}
