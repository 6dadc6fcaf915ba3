// Suspends an agent until it is resumed.
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'
import { statusChange } from './status.ts'

export function suspendAgent(context: Context): Handler<'agents.suspend'> {
  return statusChange(context, { from: ['active'], to: 'suspended', type: 'agent.suspended' })
}
