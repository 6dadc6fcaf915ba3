// Who calls with an API key: from the secret and the server's state, never from the rest of the request.
import { isActor, parseApiKey } from '@countersign/terms'
import type { KeyCaller } from '../operations/call.ts'
import type { Store } from '../ports/store.ts'

/** The caller with a well-formed secret, or undefined; `fresh` forbids an answer from a cache. */
export type Authenticate = (secret: string, options: { fresh: boolean }) => Promise<KeyCaller | undefined>

export function keyAuthentication({ keys }: Pick<Store, 'keys'>): Authenticate {
  return async (secret, { fresh }) => {
    const parsed = parseApiKey(secret)
    if (parsed === undefined) return undefined
    const key = await keys.withSecret(parsed.orgId, secret, fresh)
    if (key === undefined || key.revokedAt !== null || !isActor(key.id)) return undefined
    return {
      kind: 'key',
      orgId: parsed.orgId,
      actor: key.id,
      keyId: key.id,
      scopes: new Set(key.scopes),
      ...(key.agentId !== null && { agentId: key.agentId }),
      ...(key.environment !== null && { environment: key.environment }),
    }
  }
}
