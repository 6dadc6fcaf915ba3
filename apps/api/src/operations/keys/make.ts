// A new key and its secret, and what a receipt says about a key.

import type { Input } from '@countersign/contract'
import { API_KEY_RANDOM_BYTES, formatApiKey, newId } from '@countersign/terms'
import type { ApiKey } from '../../ports/nouns.ts'
import type { Context } from '../context.ts'

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

export function keyMembers(key: ApiKey) {
  return {
    id: key.id,
    scopes: key.scopes,
    ...(key.agentId !== null && { agent: key.agentId }),
    ...(key.environment !== null && { environment: key.environment }),
  }
}
