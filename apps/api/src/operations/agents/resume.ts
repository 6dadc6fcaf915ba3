// Makes a suspended or quarantined agent active again.
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'
import { statusChange } from './status.ts'

export function resumeAgent(context: Context): Handler<'agents.resume'> {
  return statusChange(context, { from: ['suspended', 'quarantined'], to: 'active', type: 'agent.resumed' })
}
