// A change that a caller makes to the configuration: one receipt, under its actor, once per Idempotency-Key.
import { Fault } from '../ports/faults.ts'
import type { Change, Draft, Entry, Recorded, View, Work } from '../ports/ledger.ts'
import type { Call } from './call.ts'
import type { Committed } from './commitment.ts'
import type { Context } from './context.ts'
import { repeatOf } from './idempotency.ts'
import { onlyReceipt } from './recorded.ts'
import { ApiError } from './refusal.ts'
import { requireStanding, requireWithin, standingNeeds } from './standing.ts'

export type ChangeMade = {
  draft: Omit<Draft, 'actor'>
  committed?: (Committed | undefined)[]
  changes: Change[]
  /** What is recorded after it in the same commit. */
  also?: readonly Entry[]
}

export type ChangeResult = Recorded & { repeated: boolean }

/** What is changed: where, with which ids, with how many bytes beyond the usual, and what is decided under the lock. */
export type Subject = {
  /** The environment that it belongs to, null where it holds in every one; a function where only the lock shows it. */
  environment: string | null | ((view: View) => string | null)
  agents?: readonly string[]
  keys?: readonly string[]
  members?: readonly string[]
  /** In small letters. */
  emails?: readonly string[]
  bytes?: number
  make: (view: View) => ChangeMade
}

const BYTES = 8 * 1024

/** Records what `make` decides under the lock. The next commit of the org sees the new configuration. */
export function change(context: Context, call: Call, subject: Subject): Promise<ChangeResult> {
  const { caller } = call
  const { environment } = subject
  if (typeof environment !== 'function') requireWithin(caller, environment)
  const standing = standingNeeds(caller)
  const work: Work<ChangeResult> = {
    needs: {
      agents: subject.agents ?? [],
      keys: [...standing.keys, ...(subject.keys ?? [])],
      members: [...standing.members, ...(subject.members ?? [])],
      emails: subject.emails ?? [],
    },
    bytes: BYTES + (subject.bytes ?? 0),
    configures: true,
    ...repeatOf(context, call, (_view, first) => ({ ...first, repeated: true })),
    decide(view) {
      requireStanding(view.config, caller)
      if (typeof environment === 'function') requireWithin(caller, environment(view))
      const { draft, committed, changes, also = [] } = subject.make(view)
      return {
        entries: [
          {
            draft: { ...draft, actor: caller.actor },
            disclosures: (committed ?? []).flatMap((made) => made?.disclosure ?? []),
            changes,
          },
          ...also,
        ],
        answer: (recorded) => ({ ...onlyReceipt(recorded), repeated: false }),
      }
    },
  }
  return context.store.record(caller.orgId, work)
}

/** What takes long, done before the lock: what it found, or the refusal. */
export type Prepared<T> = { value: T } | { refusal: ApiError | Fault }

/** A refusal is kept, because a repeat of what was done before is answered all the same. */
export async function attempt<T>(prepare: () => Promise<T>): Promise<Prepared<T>> {
  try {
    return { value: await prepare() }
  } catch (error) {
    if (error instanceof ApiError || error instanceof Fault) return { refusal: error }
    throw error
  }
}

/** Refuses, unless this repeats what was done before: that is answered, whatever would keep it from being done now. */
export function refuseUnlessRepeated(
  context: Context,
  call: Call,
  environment: string | null,
  refusal: ApiError | Fault,
): Promise<ChangeResult> {
  if (call.idempotency === undefined) throw refusal
  return change(context, call, {
    environment,
    make() {
      throw refusal
    },
  })
}
