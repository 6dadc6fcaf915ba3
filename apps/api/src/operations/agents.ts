// Registered actors and their status.

import { ApiError, type Call, type Handler, type Input, type Output } from '@countersign/contract'
import { type AgentStatus, newId } from '@countersign/terms'
import type { Agent, View } from '../ports.ts'
import { type ChangeResult, change } from './change.ts'
import { type Context, committed, decodeIdCursor, encodeCursor, receiptRef } from './context.ts'

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

export function createAgent(context: Context): Handler<'agents.create'> {
  return async (call, request) => {
    const createdAt = context.clock()
    const agent: Agent = {
      id: newId('agt', createdAt, context.random(10)),
      name: request.name,
      status: 'active',
      roles: request.roles ?? [],
      labels: request.labels ?? {},
      environment: request.environment ?? null,
      owner: request.owner ?? null,
      createdAt,
    }
    const name = committed(context, 'change.name', agent.name)
    const labels = committed(context, 'change.labels', agent.labels)
    // An owner may be a person, who can ask to be forgotten.
    const owner = agent.owner === null ? undefined : committed(context, 'change.owner', agent.owner)
    const made = await change(context, call, 'agents.create', {
      make: () => ({
        draft: {
          type: 'agent.created',
          agent: agent.id,
          change: {
            status: agent.status,
            name: name.commitment,
            labels: labels.commitment,
            ...(agent.roles.length > 0 && { roles: agent.roles }),
            ...(owner && { owner: owner.commitment }),
          },
        },
        committed: [name, labels, owner],
        changes: [{ kind: 'agent.create', agent }],
      }),
    })
    return changed(context, call, made)
  }
}

/** The agent that a receipt speaks of, as it is now: a repeat answers the same object. */
async function changed(context: Context, call: Call, made: ChangeResult): Promise<Output<'agents.create'>> {
  const id = 'agent' in made.payload ? made.payload.agent : undefined
  const agent = id === undefined ? undefined : await context.store.agents.get(call.caller.orgId, id)
  if (agent === undefined) throw new ApiError('not_found')
  return { ...agentAnswer(agent), receipt: receiptRef(made) }
}

export function listAgents({ store }: Context): Handler<'agents.list'> {
  return async ({ caller }, { limit, cursor, status }) => {
    const after = decodeIdCursor('agt', cursor)
    const { rows, more } = await store.agents.list(caller.orgId, {
      limit,
      ...(after !== undefined && { after }),
      ...(status !== undefined && { status }),
    })
    const last = rows.at(-1)
    return { data: rows.map(agentAnswer), ...(more && last && { next_cursor: encodeCursor(last.id) }) }
  }
}

export function getAgent({ store }: Context): Handler<'agents.get'> {
  return async ({ caller }, { agent_id: id }) => {
    const agent = await store.agents.get(caller.orgId, id)
    if (agent === undefined) throw new ApiError('not_found')
    return agentAnswer(agent)
  }
}

type Verb = 'suspend' | 'resume' | 'quarantine' | 'revoke'

const TRANSITIONS = {
  suspend: { from: ['active'], to: 'suspended', type: 'agent.suspended' },
  resume: { from: ['suspended', 'quarantined'], to: 'active', type: 'agent.resumed' },
  quarantine: { from: ['active', 'suspended'], to: 'quarantined', type: 'agent.quarantined' },
  revoke: { from: ['active', 'suspended', 'quarantined'], to: 'revoked', type: 'agent.revoked' },
} as const satisfies Record<Verb, { from: AgentStatus[]; to: AgentStatus; type: string }>

export function moveAgent<V extends Verb>(context: Context, verb: V) {
  const { from, to, type } = TRANSITIONS[verb]
  return async (
    call: Call,
    { agent_id: id, reason }: Input<'agents.suspend'>,
  ): Promise<Output<'agents.suspend'>> => {
    const why = reason === undefined ? undefined : committed(context, 'change.reason', reason)
    const made = await change(context, call, `agents.${verb}`, {
      agentId: id,
      make(view) {
        requireStatus(view, id, from)
        return {
          draft: { type, agent: id, change: { status: to, ...(why && { reason: why.commitment }) } },
          committed: [why],
          changes: [{ kind: 'agent.status', id, status: to, at: view.now }],
        }
      },
    })
    return changed(context, call, made)
  }
}

function requireStatus(view: View, id: string, allowed: readonly AgentStatus[]): void {
  const agent = view.config.agents.get(id)
  if (agent === undefined || agent === null) throw new ApiError('not_found')
  if (!allowed.includes(agent.status))
    throw new ApiError('agent.state', { detail: `the agent is ${agent.status}` })
}
