// Lists tools by name.
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'

import { currentConfig } from '../current.ts'
import { badCursor, decodeCursor, encodeCursor } from '../position.ts'
import { toolAnswer } from './answer.ts'

export function listTools(context: Context): Handler<'tools.list'> {
  return async (call, { limit, cursor }) => {
    const after = decodeCursor(cursor)
    if (after !== undefined && after.length > 128) throw badCursor()
    const { tools } = await currentConfig(context, call)
    const rest = [...tools.values()].filter(({ settings }) => after === undefined || settings.name > after)
    const shown = rest.slice(0, limit)
    const last = shown.at(-1)
    return {
      data: shown.map(toolAnswer),
      ...(rest.length > limit && last && { next_cursor: encodeCursor(last.settings.name) }),
    }
  }
}
