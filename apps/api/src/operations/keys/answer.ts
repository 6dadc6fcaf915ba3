// A key as it is answered, never with its secret.
import type { Output } from '@countersign/contract'
import type { ApiKey } from '../../ports/nouns.ts'

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
