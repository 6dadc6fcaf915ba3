// Revokes an agent for good.
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'
import { statusChange } from './status.ts'

export function revokeAgent(context: Context): Handler<'agents.revoke'> {
  return statusChange(context, {
    from: ['active', 'suspended', 'quarantined'],
    to: 'revoked',
    type: 'agent.revoked',
  })
}
