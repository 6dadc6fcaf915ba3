// What the changes of a batch do: what later items of it see, and what they write.
import type { ChangeKind, ChangeOf, Recorded } from '../ports/ledger.ts'
import { type Effect, effects, type State } from './nouns.ts'
import type { Client } from './pool.ts'

export function applyChange<K extends ChangeKind>(state: State, change: ChangeOf<K>, at: Recorded): void {
  const effect: Effect<K> = effects[change.kind]
  effect.apply?.(state, change, at)
}

/** COMMIT may be sent before it has answered; undefined where the kind of change writes nothing by itself. */
export function writeChange<K extends ChangeKind>(
  client: Client,
  orgId: string,
  change: ChangeOf<K>,
  seq: number,
): Promise<unknown> | undefined {
  const effect: Effect<K> = effects[change.kind]
  return 'write' in effect ? effect.write(client, orgId, change, seq) : undefined
}
