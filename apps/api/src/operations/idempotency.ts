// What the ledger needs to answer a request that was sent before with the same Idempotency-Key.
import type { Recorded, Repeat, View } from '../ports/ledger.ts'
import type { Call } from './call.ts'
import type { Context } from './context.ts'
import { ApiError } from './refusal.ts'
import { requireStanding } from './standing.ts'

/** Of one actor and one operation of an org; nothing when the call has no key. */
export function repeatOf<A>(
  context: Pick<Context, 'repeatIds' | 'repeatDigest'>,
  { caller, operation, idempotency }: Call,
  again: (view: View, first: Recorded) => A,
): { repeat?: Repeat<A> } {
  if (idempotency === undefined) return {}
  return {
    repeat: {
      ...context.repeatIds(caller.actor, operation, idempotency.key),
      digest: context.repeatDigest(idempotency.digest),
      earlier: idempotency.digest,
      again(view, first) {
        requireStanding(view.config, caller)
        return again(view, first)
      },
      reused: () => new ApiError('idempotency.reused'),
    },
  }
}
