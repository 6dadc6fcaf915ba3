// Registers an agent.
import { newId } from '@countersign/terms'
import type { Agent } from '../../ports/nouns.ts'
import type { Handler } from '../call.ts'
import { change } from '../change.ts'
import { committed } from '../commitment.ts'
import type { Context } from '../context.ts'
import { requireListed } from '../environments.ts'
import { changedAgent } from './answer.ts'

export function createAgent(context: Context): Handler<'agents.create'> {
  return async (call, request) => {
    const agent: Omit<Agent, 'createdAt'> = {
      id: newId('agt', context.clock(), context.random(10)),
      name: request.name,
      status: 'active',
      roles: request.roles ?? [],
      labels: request.labels ?? {},
      environment: request.environment ?? null,
      owner: request.owner ?? null,
    }
    const name = committed(context, 'change.name', agent.name)
    const labels = committed(context, 'change.labels', agent.labels)
    // An owner may be a person, who can ask to be forgotten.
    const owner = agent.owner === null ? undefined : committed(context, 'change.owner', agent.owner)
    const made = await change(context, call, {
      environment: agent.environment,
      make: ({ config, now }) => {
        requireListed(config, agent.environment)
        return {
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
          changes: [{ kind: 'agent.create', agent: { ...agent, createdAt: now } }],
        }
      },
    })
    return changedAgent(context, call, made)
  }
}
