// An agent as it is answered.
import type { Output } from '@countersign/contract'
import type { Agent } from '../../ports/nouns.ts'
import type { Call } from '../call.ts'
import type { ChangeResult } from '../change.ts'
import type { Context } from '../context.ts'
import { receiptRef } from '../recorded.ts'
import { ApiError } from '../refusal.ts'

type AgentAnswer = Output<'agents.get'>

export function agentAnswer(agent: Agent): AgentAnswer {
  return {
    id: agent.id,
    name: agent.name,
    status: agent.status,
    roles: agent.roles,
    labels: agent.labels,
    ...(agent.environment !== null && { environment: agent.environment }),
    ...(agent.owner !== null && { owner: agent.owner }),
    created_at: agent.createdAt,
  }
}

/** The agent that a receipt is about, as it is now: a repeat answers the same object. */
export async function changedAgent(
  context: Context,
  call: Call,
  made: ChangeResult,
): Promise<Output<'agents.create'>> {
  const id = 'agent' in made.payload ? made.payload.agent : undefined
  const agent = id === undefined ? undefined : await context.store.agents.get(call.caller.orgId, id)
  if (agent === undefined) throw new ApiError('not_found')
  return { ...agentAnswer(agent), receipt: receiptRef(made) }
}
