// Lists the members of an org.
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'
import { currentConfig } from '../current.ts'
import { decodeIdCursor, encodeCursor } from '../position.ts'
import { memberAnswer } from './answer.ts'

export function listMembers(context: Context): Handler<'members.list'> {
  return async (call, { limit, cursor }) => {
    const after = decodeIdCursor('mem', cursor) ?? ''
    const { members } = await currentConfig(context, call)
    const rest = [...members.values()].filter(({ id }) => id > after)
    const shown = rest.slice(0, limit)
    const last = shown.at(-1)
    return {
      data: shown.map(memberAnswer),
      ...(last !== undefined && rest.length > limit && { next_cursor: encodeCursor(last.id) }),
    }
  }
}
