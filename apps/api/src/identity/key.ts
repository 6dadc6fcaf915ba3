// Who calls with an API key: from the secret and the server's state, never from the rest of the request.
import { isActor } from '@countersign/terms'
import type { KeyCaller } from '../operations/call.ts'
import type { ApiKey } from '../ports/nouns.ts'
import type { Store } from '../ports/store.ts'
import { onceThere, type Soon } from '../soon.ts'

/** A secret that is well-formed, and the org that it names. */
export type KeySecret = { readonly secret: string; readonly orgId: string }

/** The caller with a secret, or undefined; `fresh` forbids an answer from a cache. */
export type Authenticate = (key: KeySecret, options: { fresh: boolean }) => Soon<KeyCaller | undefined>

export function keyAuthentication({ keys }: Pick<Store, 'keys'>): Authenticate {
  const callers = new WeakMap<ApiKey, KeyCaller>()
  /** A key is stored once and replaced when it changes, so its caller is made once. */
  function callerOf(orgId: string, key: ApiKey): KeyCaller | undefined {
    if (key.revokedAt !== null) return undefined
    const known = callers.get(key)
    if (known !== undefined) return known
    const made = callerWith(orgId, key)
    if (made !== undefined) callers.set(key, made)
    return made
  }
  return ({ secret, orgId }, { fresh }) =>
    onceThere(keys.withSecret(orgId, secret, fresh), (key) =>
      key === undefined ? undefined : callerOf(orgId, key),
    )
}

function callerWith(orgId: string, { id, scopes, agentId, environment }: ApiKey): KeyCaller | undefined {
  if (!isActor(id)) return undefined
  return {
    kind: 'key',
    orgId,
    actor: id,
    keyId: id,
    scopes: new Set(scopes),
    ...(agentId !== null && { agentId }),
    ...(environment !== null && { environment }),
  }
}
