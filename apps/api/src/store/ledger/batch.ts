// What a commit is made of: the log's head, the items that wait, and the batch that was decided of them.
import type { CompactRange } from '@countersign/merkle'
import type { Disclosure, Payload } from '@countersign/receipt'
import type { Change, Recorded, Work } from '../../ports/ledger.ts'
import type { Span } from '../../ports/tracing.ts'

export type Head = {
  epoch: number
  range: CompactRange
  /** Hex of the last leaf's hash; 64 zeros before the first. */
  prev: string
  /** The log's clock, ms since the epoch: the database's, and never before the last receipt. */
  now: number
}

export type Row = {
  payload: Payload
  /** The same with the hex of its leaf hash. */
  recorded: Recorded
  /** Its canonical JSON. */
  text: string
  leafHash: Uint8Array
  disclosures: readonly Disclosure[]
  changes: readonly Change[]
}

export type Item = {
  work: Work<unknown>
  resolve: (answer: unknown) => void
  reject: (error: unknown) => void
  /** When it is refused if no commit has taken it, by the clock of `performance.now`. */
  until: number
  /** What preparing it threw; it is refused with that. */
  fault?: unknown
}

/** How many levels of the tree lie in a tile. */
export const TILE_HEIGHT = 8

/** The root of the leaves [index·2^level, (index+1)·2^level), where the level is a multiple of a tile's height. */
export type TileRoot = { level: number; index: number; root: Uint8Array }

export type Batch = {
  orgId: string
  /** Of the log when the batch began. */
  size: number
  now: number
  rows: Row[]
  range: CompactRange
  root: Uint8Array
  /** Those of the subtrees that it completes and that fill a tile. */
  tileRoots: TileRoot[]
  /** Called once the batch is durable. */
  answers: (() => void)[]
  /** Items that were decided; the others wait for the next batch. */
  decided: number
  configures: boolean
  /** When the signature was made, by `performance.now`. */
  signing?: Span
}
