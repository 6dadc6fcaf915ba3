// What the changes of a batch do: what later items of it see, and what they write.
import type { Change, ChangeKind, Recorded } from '../ports/ledger.ts'
import { type Effect, effects, type State } from './nouns.ts'
import type { Client } from './pool.ts'

export function applyChange(state: State, change: Change, at: Recorded): void {
  const effect = effectOf(change)
  if ('apply' in effect) effect.apply(state, change, at)
}

/** COMMIT may be sent before any of them has answered. */
export function writeChange(client: Client, orgId: string, change: Change): Promise<unknown>[] {
  const effect = effectOf(change)
  return 'write' in effect ? [effect.write(client, orgId, change)] : []
}

/** The table pairs each kind with its own change, which a union of changes does not show. */
function effectOf<K extends ChangeKind>({ kind }: { kind: K }): Effect<ChangeKind> {
  return effects[kind] as Effect<never> as Effect<ChangeKind>
}
