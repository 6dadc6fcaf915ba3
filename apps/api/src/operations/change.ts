// A change an administrator makes: one receipt, under the key that made it, once per Idempotency-Key.
import { ApiError, type Call } from '@countersign/contract'
import type { Change, Draft, Recorded, View, Work } from '../ports.ts'
import { type Committed, type Context, onlyReceipt } from './context.ts'
import { requireLiveKey } from './decision/judge.ts'

export type ChangeMade = {
  draft: Omit<Draft, 'actor'>
  committed?: (Committed | undefined)[]
  changes: Change[]
}

export type ChangeResult = Recorded & { repeated: boolean }

/** Records what `make` decides under the lock. The next commit of the org sees the new configuration. */
export function change(
  context: Context,
  call: Call,
  operation: string,
  subject: { agentId?: string; keyId?: string; make: (view: View) => ChangeMade },
): Promise<ChangeResult> {
  const { keyId, orgId } = call.caller
  const work: Work<ChangeResult> = {
    keyId,
    ...(subject.agentId !== undefined && { agentId: subject.agentId }),
    ...(subject.keyId !== undefined && { subjectKeyId: subject.keyId }),
    configures: true,
    ...(call.idempotency && {
      repeat: {
        id: context.repeatId(keyId, operation, call.idempotency.key),
        digest: call.idempotency.digest,
        again(view, first) {
          requireLiveKey(view, call)
          return { ...first, repeated: true }
        },
      },
    }),
    decide(view) {
      requireLiveKey(view, call)
      const { draft, committed, changes } = subject.make(view)
      return {
        entries: [
          {
            draft: { ...draft, actor: keyId },
            disclosures: (committed ?? []).flatMap((made) => made?.disclosure ?? []),
            changes,
          },
        ],
        answer: (recorded) => ({ ...onlyReceipt(recorded), repeated: false }),
      }
    },
  }
  return context.store.record(orgId, work)
}

/** Refuses, unless this repeats what was done before: that is answered, whatever would keep it from being done now. */
export function repeatOr(
  context: Context,
  call: Call,
  operation: string,
  refusal: unknown,
): Promise<ChangeResult> {
  if (call.idempotency === undefined || !(refusal instanceof ApiError)) throw refusal
  return change(context, call, operation, {
    make() {
      throw refusal
    },
  })
}
