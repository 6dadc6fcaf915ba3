// Changes the settings of a tool.
import type { Tool } from '../../ports/nouns.ts'
import type { Handler } from '../call.ts'
import { attempt } from '../change.ts'
import type { Context } from '../context.ts'
import { currentConfig } from '../current.ts'
import { ApiError } from '../refusal.ts'
import { requireWithin } from '../standing.ts'
import { changedTool, toolIn } from './answer.ts'
import { putTool, withChanges } from './put.ts'
import { recordChange } from './record.ts'

export function updateTool(context: Context): Handler<'tools.update'> {
  return async (call, { tool: name, ...changes }) => {
    requireWithin(call.caller, null)
    const prepared = await attempt(async () => {
      const config = await currentConfig(context, call)
      const before = toolIn(config, name)
      const settings = withChanges(before.settings, changes)
      return putTool(context, call, config, settings, (view) => {
        const tool = toolIn(view.config, name)
        // Two changes at once: what was checked is not what would be stored.
        if (view.config.epoch !== config.epoch && !isSame(tool, before)) throw new ApiError('policy.conflict')
        return { settings, createdAt: tool.createdAt, changedAt: view.now }
      })
    })
    const made = await recordChange(context, call, prepared)
    return changedTool(context, call, name, made)
  }
}

function isSame(a: Tool, b: Tool): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
