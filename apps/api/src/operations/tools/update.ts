// Changes the settings of a tool.
import type { Tool } from '../../ports/nouns.ts'
import type { Handler } from '../call.ts'
import { attempt } from '../change.ts'
import type { Context } from '../context.ts'
import { currentConfig } from '../current.ts'
import { ApiError } from '../refusal.ts'
import { requireWithin } from '../standing.ts'
import { changedTool, toolIn } from './answer.ts'
import { definedBy, withDefinition } from './definition.ts'
import { putTool, withChanges } from './put.ts'
import { recordPut } from './record.ts'

export function updateTool(context: Context): Handler<'tools.update'> {
  return async (call, { tool: name, definition, ...changes }) => {
    requireWithin(call.caller, null)
    const prepared = await attempt(async () => {
      const config = await currentConfig(context, call)
      const before = toolIn(config, name)
      const defined = definedBy(definition)
      const settings = withDefinition(withChanges(before.settings, changes), defined)
      const isSaid = [definition, changes.description, changes.input_schema].some(
        (said) => said !== undefined,
      )
      return putTool(context, call, config, { settings, defined, isSaid }, (view) => {
        const tool = toolIn(view.config, name)
        // Two changes at once: what was checked is not what would be stored.
        if (view.config.epoch !== config.epoch && !isSame(tool, before)) throw new ApiError('policy.conflict')
        return { settings, createdAt: tool.createdAt, changedAt: view.now }
      })
    })
    const made = await recordPut(context, call, prepared)
    return changedTool(context, call, name, made)
  }
}

function isSame(a: Tool, b: Tool): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
