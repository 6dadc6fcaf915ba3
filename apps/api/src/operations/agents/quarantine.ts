// Suspends an agent that is suspected of misbehaving.
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'
import { statusChange } from './status.ts'

export function quarantineAgent(context: Context): Handler<'agents.quarantine'> {
  return statusChange(context, {
    from: ['active', 'suspended'],
    to: 'quarantined',
    type: 'agent.quarantined',
  })
}
