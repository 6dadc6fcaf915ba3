// Reads one tool.
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'

import { currentConfig } from '../current.ts'
import { toolAnswer, toolIn } from './answer.ts'

export function getTool(context: Context): Handler<'tools.get'> {
  return async (call, { tool: name }) => {
    const tool = toolIn(await currentConfig(context, call), name)
    const pinned = tool.settings.definition && (await context.store.tools.definition(call.caller.orgId, name))
    return { ...toolAnswer(tool), ...(pinned && { pinned_definition: pinned }) }
  }
}
