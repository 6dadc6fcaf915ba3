// What a commit is made of: the log's head, the items that wait, and the batch that was decided of them.
import type { CompactRange } from '@countersign/merkle'
import type { Disclosure, Payload } from '@countersign/receipt'
import type { Change, Work } from '../../ports/ledger.ts'
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
  /** Its canonical JSON. */
  text: string
  leafHash: Uint8Array
  disclosures: Disclosure[]
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

export type Batch = {
  orgId: string
  /** Of the log when the batch began. */
  size: number
  now: number
  rows: Row[]
  range: CompactRange
  root: Uint8Array
  /** Called once the batch is durable. */
  answers: (() => void)[]
  /** Items that were decided; the others wait for the next batch. */
  decided: number
  configures: boolean
  /** When the signature was made, by `performance.now`. */
  signing?: Span
}
