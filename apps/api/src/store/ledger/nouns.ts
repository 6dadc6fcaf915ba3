// What the ledger asks of the nouns. It knows none of them.
import type { Change, Needs, Recorded, RepeatIds, View, Work } from '../../ports/ledger.ts'
import type { OrgConfig } from '../../ports/nouns.ts'
import type { Client } from '../pool.ts'
import type { Batch } from './batch.ts'
import type { RowsStatement } from './rows.ts'

/** A connection that holds an org's lock. */
export type Locked = {
  client: Client
  orgId: string
  /** Of the log. */
  size: number
  /** The log's clock, ms since the epoch. */
  now: number
}

/** `S`: what the nouns hold of one org while one batch is decided. */
export type Nouns<S> = {
  /** Reads, before there is a lock, what these works need and nobody can change. */
  warm(orgId: string, works: readonly Work<unknown>[]): Promise<void>
  /** Loads what these works need; several statements may be sent at once. */
  load(locked: Locked, works: readonly Work<unknown>[]): Promise<S>
  /** What one item sees. */
  view(state: S, needs: Needs, now: number, config: OrgConfig): View
  /** What was done first under one of these ids, if anything was. */
  repeated(state: S, ids: RepeatIds): { digest: Uint8Array; first: Recorded } | undefined
  /** A receipt of this batch was made by a request that may come again. */
  remember(state: S, repeat: { id: Uint8Array; digest: Uint8Array }, first: Recorded): void
  /** What later items must see of a change, and what the batch will write of it. */
  apply(state: S, change: Change, at: Recorded): void
  /** Everything that most batches write, in one statement. */
  rows: RowsStatement<S>
  /** Statements of their own, sent without waiting for each other's answers. */
  send(client: Client, batch: Batch, state: S): Promise<unknown>[]
  /** What must read all that the batch wrote before it writes; undefined when there is none. */
  settle(state: S): ((client: Client, orgId: string, dataKey: Uint8Array) => Promise<void>) | undefined
  /** How many approvals the batch asks for; the metrics count them. */
  asked(state: S): number
  /** The batch is durable, and the log has this size. */
  stored(orgId: string, size: number, state: S): void
}
