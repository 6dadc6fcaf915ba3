// API keys: made with scopes, shown once, revoked for good.

import {
  ApiError,
  agentScopes,
  type Caller,
  type Handler,
  hasScope,
  type Input,
  type Output,
} from '@countersign/contract'
import { API_KEY_RANDOM_BYTES, formatApiKey, newId } from '@countersign/terms'
import type { ApiKey, View } from '../ports.ts'
import { change } from './change.ts'
import { type Context, committed, decodeIdCursor, encodeCursor, receiptRef } from './context.ts'

export function keyAnswer(key: ApiKey): Output<'keys.list'>['data'][number] {
  return {
    id: key.id,
    name: key.name,
    hint: key.hint,
    scopes: key.scopes,
    ...(key.agentId !== null && { agent_id: key.agentId }),
    ...(key.environment !== null && { environment: key.environment }),
    status: key.revokedAt === null ? 'active' : 'revoked',
    created_at: key.createdAt,
    ...(key.revokedAt !== null && { revoked_at: key.revokedAt }),
  }
}

export function createKey(context: Context): Handler<'keys.create'> {
  return async (call, request) => {
    refuseEscalation(call.caller, request)
    const { key, secret } = newKey(context, call.caller.orgId, request)
    const name = committed(context, 'key.name', key.name)
    const made = await change(context, call, 'keys.create', {
      ...(key.agentId !== null && { agentId: key.agentId }),
      make(view) {
        requireUsableAgent(view, key.agentId)
        return {
          draft: { type: 'key.created', key: { ...keyMembers(key), name: name.commitment } },
          committed: [name],
          changes: [{ kind: 'key.create', key, hash: context.store.hashOf(secret) }],
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

export function newKey(
  context: Pick<Context, 'clock' | 'random'>,
  orgId: string,
  request: Input<'keys.create'>,
): { key: ApiKey; secret: string } {
  const environment = request.environment ?? null
  const mode = environment === null || environment === 'production' ? 'live' : 'test'
  const secret = formatApiKey(mode, orgId, context.random(API_KEY_RANDOM_BYTES))
  const createdAt = context.clock()
  return {
    secret,
    key: {
      id: newId('key', createdAt, context.random(10)),
      name: request.name,
      hint: secret.slice(-4),
      scopes: request.scopes,
      agentId: request.agent_id ?? null,
      environment,
      createdAt,
      revokedAt: null,
    },
  }
}

function keyMembers(key: ApiKey) {
  return {
    id: key.id,
    scopes: key.scopes,
    ...(key.agentId !== null && { agent: key.agentId }),
    ...(key.environment !== null && { environment: key.environment }),
  }
}

function refuseEscalation(caller: Caller, request: Input<'keys.create'>): void {
  const lacking = request.scopes.filter((scope) => !hasScope(caller.scopes, scope))
  if (lacking.length > 0) {
    throw new ApiError('key.scope_escalation', { detail: `your key does not hold ${lacking.join(', ')}` })
  }
  const tooMuch =
    request.agent_id === undefined ? [] : request.scopes.filter((scope) => !agentScopes.has(scope))
  if (tooMuch.length > 0) {
    throw new ApiError('key.scope_escalation', {
      detail: `an agent's key may not hold ${tooMuch.join(', ')}`,
    })
  }
  if (caller.environment !== undefined && request.environment !== caller.environment) {
    throw new ApiError('key.scope_escalation', {
      detail: `your key is bound to \`${caller.environment}\`, so the new key must be too`,
    })
  }
}

function requireUsableAgent(view: View, agentId: string | null): void {
  if (agentId === null) return
  const agent = view.config.agents.get(agentId)
  if (agent === undefined || agent === null) throw new ApiError('not_found')
  if (agent.status === 'revoked') throw new ApiError('agent.state', { detail: 'the agent is revoked' })
}

export function listKeys({ store }: Context): Handler<'keys.list'> {
  return async ({ caller }, { limit, cursor }) => {
    const after = decodeIdCursor('key', cursor)
    const { rows, more } = await store.keys.list(caller.orgId, {
      limit,
      ...(after !== undefined && { after }),
    })
    const last = rows.at(-1)
    return { data: rows.map(keyAnswer), ...(more && last && { next_cursor: encodeCursor(last.id) }) }
  }
}

export function revokeKey(context: Context): Handler<'keys.revoke'> {
  return async (call, { key_id: id }) => {
    const made = await change(context, call, 'keys.revoke', {
      keyId: id,
      make(view) {
        const key = view.config.keys.get(id)
        if (key === undefined || key === null) throw new ApiError('not_found')
        return {
          draft: { type: 'key.revoked', key: keyMembers(key) },
          changes: key.revokedAt === null ? [{ kind: 'key.revoke', id, at: view.now }] : [],
        }
      },
    })
    const key = await context.store.keys.get(call.caller.orgId, id)
    if (key === undefined) throw new ApiError('not_found')
    return { ...keyAnswer(key), receipt: receiptRef(made) }
  }
}
