// Removes a tool.
import type { Handler } from '../call.ts'
import { attempt } from '../change.ts'
import { committed } from '../commitment.ts'
import type { Context } from '../context.ts'
import { currentConfig } from '../current.ts'
import { toolsOf } from '../policies/live.ts'
import { receiptRef } from '../recorded.ts'
import { requireWithin } from '../standing.ts'
import { toolIn } from './answer.ts'
import { type MakeChange, recordChange } from './record.ts'
import { requireSamePolicies, requireValidPolicies } from './valid.ts'

export function removeTool(context: Context): Handler<'tools.remove'> {
  return async (call, { tool: name, reason }) => {
    requireWithin(call.caller, null)
    const why = reason === undefined ? undefined : committed(context, 'change.reason', reason)
    const prepared = await attempt(async (): Promise<MakeChange> => {
      const config = await currentConfig(context, call)
      toolIn(config, name)
      const others = toolsOf(config).filter((tool) => tool.name !== name)
      await requireValidPolicies(context, call, config, others)
      return (view) => {
        toolIn(view.config, name)
        requireSamePolicies(view.config, config)
        return {
          draft: {
            type: 'tool.changed',
            action: { name: 'call_tool', tool: name },
            change: { status: 'removed', ...(why && { reason: why.commitment }) },
          },
          committed: [why],
          changes: [{ kind: 'tool.remove', name }],
        }
      }
    })
    const made = await recordChange(context, call, prepared)
    return { name, receipt: receiptRef(made) }
  }
}
