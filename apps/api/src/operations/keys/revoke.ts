// Revokes a key for good.
import { hasScope } from '@countersign/contract'
import type { View } from '../../ports/ledger.ts'
import type { ApiKey } from '../../ports/nouns.ts'
import type { Caller, Handler } from '../call.ts'
import { change } from '../change.ts'
import { committed } from '../commitment.ts'
import type { Context } from '../context.ts'
import { voided } from '../invitations/void.ts'
import { receiptRef } from '../recorded.ts'
import { ApiError } from '../refusal.ts'
import { keyAnswer } from './answer.ts'
import { keyMembers } from './make.ts'

export function revokeKey(context: Context): Handler<'keys.revoke'> {
  return async (call, { key_id: id, reason }) => {
    const why = reason === undefined ? undefined : committed(context, 'change.reason', reason)
    const made = await change(context, call, {
      keys: [id],
      environment: (view) => keyIn(view, id).environment,
      make(view) {
        const key = keyIn(view, id)
        requireItsScopes(call.caller, key)
        if (key.revokedAt !== null) throw new ApiError('key.state', { detail: 'the key is revoked already' })
        return {
          draft: {
            type: 'key.revoked',
            key: keyMembers(key),
            ...(why && { change: { reason: why.commitment } }),
          },
          committed: [why],
          changes: [{ kind: 'key.revoke', id, at: view.now }, ...voided(view.config, id)],
        }
      },
    })
    const key = await context.store.keys.get(call.caller.orgId, id)
    if (key === undefined) throw new ApiError('not_found')
    return { ...keyAnswer(key), receipt: receiptRef(made) }
  }
}

function keyIn({ config }: View, id: string): ApiKey {
  const key = config.keys.get(id)
  if (key === undefined || key === null) throw new ApiError('not_found')
  return key
}

/** Whoever may not make such a key may not take it away either. */
function requireItsScopes({ scopes }: Caller, key: ApiKey): void {
  const lacking = key.scopes.filter((scope) => !hasScope(scopes, scope))
  if (lacking.length === 0) return
  throw new ApiError('auth.scope', {
    detail: `the key to revoke holds ${lacking.join(', ')}, and yours does not: use a key that does`,
  })
}
