// Registers a tool.
import { toolOfSameName } from '@countersign/policy'
import type { Handler } from '../call.ts'
import { attempt } from '../change.ts'
import type { Context } from '../context.ts'
import { currentConfig } from '../current.ts'
import { ApiError } from '../refusal.ts'
import { requireWithin } from '../standing.ts'
import { changedTool } from './answer.ts'
import { putTool, withChanges } from './put.ts'
import { recordChange } from './record.ts'

const TOOLS_MAX = 500

const UNSET = { risk: 'medium', require_approval: false, blocked: false, hidden: false } as const

export function createTool(context: Context): Handler<'tools.create'> {
  return async (call, request) => {
    requireWithin(call.caller, null)
    const { name, ...settable } = request
    const settings = withChanges({ ...UNSET, name }, settable)
    const prepared = await attempt(async () => {
      const config = await currentConfig(context, call)
      return putTool(context, call, config, settings, (view) => {
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
    const made = await recordChange(context, call, prepared)
    return changedTool(context, call, name, made)
  }
}
