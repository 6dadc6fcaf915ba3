// Registers a tool.
import { toolOfSameName } from '@countersign/policy'
import type { Handler } from '../call.ts'
import { attempt } from '../change.ts'
import type { Context } from '../context.ts'
import { currentConfig } from '../current.ts'
import { ApiError } from '../refusal.ts'
import { requireWithin } from '../standing.ts'
import { changedTool } from './answer.ts'
import { definedBy, withDefinition } from './definition.ts'
import { putTool, withChanges } from './put.ts'
import { recordPut } from './record.ts'

const TOOLS_MAX = 500

const UNSET = { risk: 'medium', require_approval: false, blocked: false, hidden: false } as const

export function createTool(context: Context): Handler<'tools.create'> {
  return async (call, request) => {
    requireWithin(call.caller, null)
    const { name, definition, ...settable } = request
    const prepared = await attempt(async () => {
      const config = await currentConfig(context, call)
      const defined = definedBy(definition)
      const settings = withDefinition(withChanges({ ...UNSET, name }, settable), defined)
      return putTool(context, call, config, { settings, defined, isSaid: true }, (view) => {
        const same = toolOfSameName(view.config.definitions, settings.name)
        if (same !== undefined) {
          throw new ApiError('tool.exists', {
            detail: `\`${same.name}\` is registered, and capitals make no difference`,
          })
        }
        if (view.config.tools.size >= TOOLS_MAX) {
          throw new ApiError('tool.limit', { detail: `${TOOLS_MAX} tools are registered` })
        }
        return { settings, createdAt: view.now, changedAt: view.now }
      })
    })
    const made = await recordPut(context, call, prepared)
    return changedTool(context, call, name, made)
  }
}
