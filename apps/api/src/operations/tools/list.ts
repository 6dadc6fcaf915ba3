// Lists tools by name.
import { NAME_PATTERN } from '@countersign/terms'
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'

import { currentConfig } from '../current.ts'
import { cursorOf, pageOf, positionIn } from '../position.ts'
import { toolAnswer } from './answer.ts'

export function listTools(context: Context): Handler<'tools.list'> {
  return async (call, { limit, cursor }) => {
    const after = positionIn('tools', cursor, NAME_PATTERN)
    const { tools } = await currentConfig(context, call)
    const rest = [...tools.values()].filter(({ settings }) => after === undefined || settings.name > after)
    const shown = rest.slice(0, limit)
    const last = shown.at(-1)
    const next = rest.length > limit && last ? cursorOf('tools', last.settings.name) : undefined
    return pageOf(shown.map(toolAnswer), next)
  }
}
