// What suspending, resuming, quarantining and revoking have in common.
import type { Input, Output } from '@countersign/contract'
import type { PayloadType } from '@countersign/receipt'
import type { AgentStatus } from '@countersign/terms'
import type { View } from '../../ports/ledger.ts'
import type { Agent } from '../../ports/nouns.ts'
import type { Call } from '../call.ts'
import { change } from '../change.ts'
import { committed } from '../commitment.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../refusal.ts'
import { changedAgent } from './answer.ts'

export type Transition = { from: readonly AgentStatus[]; to: AgentStatus; type: PayloadType }

export function statusChange(context: Context, { from, to, type }: Transition) {
  return async (
    call: Call,
    { agent_id: id, reason }: Input<'agents.suspend'>,
  ): Promise<Output<'agents.suspend'>> => {
    const why = reason === undefined ? undefined : committed(context, 'change.reason', reason)
    const made = await change(context, call, {
      agents: [id],
      environment: (view) => agentIn(view, id).environment,
      make(view) {
        requireStatus(agentIn(view, id), from)
        return {
          draft: { type, agent: id, change: { status: to, ...(why && { reason: why.commitment }) } },
          committed: [why],
          changes: [{ kind: 'agent.status', id, status: to, at: view.now }],
        }
      },
    })
    return changedAgent(context, call, made)
  }
}

function agentIn({ config }: View, id: string): Agent {
  const agent = config.agents.get(id)
  if (agent === undefined || agent === null) throw new ApiError('not_found')
  return agent
}

function requireStatus({ status }: Agent, allowed: readonly AgentStatus[]): void {
  if (!allowed.includes(status)) throw new ApiError('agent.state', { detail: `the agent is ${status}` })
}
