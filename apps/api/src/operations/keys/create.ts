// Makes a key that holds no more than its maker does.
import { agentScopes, hasScope, type Input, maySupply } from '@countersign/contract'
import type { View } from '../../ports/ledger.ts'
import type { Caller, Handler } from '../call.ts'
import { change } from '../change.ts'
import { committed } from '../commitment.ts'
import type { Context } from '../context.ts'
import { requireListed } from '../environments.ts'
import { receiptRef } from '../recorded.ts'
import { ApiError } from '../refusal.ts'
import { keyAnswer } from './answer.ts'
import { keyMembers, newKey } from './make.ts'

export function createKey(context: Context): Handler<'keys.create'> {
  return async (call, request) => {
    refuseEscalation(call.caller, request)
    const { key, secret } = newKey(context, call.caller.orgId, request)
    const name = committed(context, 'key.name', key.name)
    const made = await change(context, call, {
      environment: key.environment,
      agents: key.agentId === null ? [] : [key.agentId],
      make(view) {
        requireListed(view.config, key.environment)
        requireUsableAgent(view, key.agentId)
        return {
          draft: { type: 'key.created', key: { ...keyMembers(key), name: name.commitment } },
          committed: [name],
          changes: [
            {
              kind: 'key.create',
              key: { ...key, createdAt: view.now },
              hash: context.store.keys.hashOf(secret),
            },
          ],
        }
      },
    })
    const id = 'key' in made.payload ? made.payload.key.id : key.id
    const stored = await context.store.keys.get(call.caller.orgId, id)
    return {
      ...keyAnswer(stored ?? key),
      receipt: receiptRef(made),
      // A repeat cannot show the secret again: only its keyed hash was kept.
      ...(!made.repeated && { secret }),
    }
  }
}

function refuseEscalation(caller: Caller, request: Input<'keys.create'>): void {
  const lacking = request.scopes.filter((scope) => !hasScope(caller.scopes, scope))
  if (lacking.length > 0) {
    throw new ApiError('key.scope_escalation', { detail: `your key does not hold ${lacking.join(', ')}` })
  }
  if (!request.scopes.every((scope) => maySupply(caller.scopes, scope))) {
    throw new ApiError('key.scope_escalation', {
      detail:
        'a key with `approvals:decide` decides for every member: an owner makes it, or a key that holds `admin`',
    })
  }
  const tooMuch =
    request.agent_id === undefined ? [] : request.scopes.filter((scope) => !agentScopes.has(scope))
  if (tooMuch.length > 0) {
    throw new ApiError('key.scope_escalation', {
      detail: `an agent's key may not hold ${tooMuch.join(', ')}`,
    })
  }
}

function requireUsableAgent(view: View, agentId: string | null): void {
  if (agentId === null) return
  const agent = view.config.agents.get(agentId)
  if (agent === undefined || agent === null) throw new ApiError('not_found')
  if (agent.status === 'revoked') throw new ApiError('agent.state', { detail: 'the agent is revoked' })
}
