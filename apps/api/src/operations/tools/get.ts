// Reads one tool.
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'

import { currentConfig } from '../current.ts'
import { toolAnswer, toolIn } from './answer.ts'

export function getTool(context: Context): Handler<'tools.get'> {
  return async (call, { tool: name }) => toolAnswer(toolIn(await currentConfig(context, call), name))
}
