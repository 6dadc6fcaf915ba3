// Reads one agent.
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../refusal.ts'
import { agentAnswer } from './answer.ts'

export function getAgent({ store }: Context): Handler<'agents.get'> {
  return async ({ caller }, { agent_id: id }) => {
    const agent = await store.agents.get(caller.orgId, id)
    if (agent === undefined) throw new ApiError('not_found')
    return agentAnswer(agent)
  }
}
