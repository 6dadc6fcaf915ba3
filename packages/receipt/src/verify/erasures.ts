// What receipts of a window say was erased, compared with what the receipts that they name committed to.
import { receiptId, seqOfId } from '@countersign/terms'
import { COMMITMENT_PATHS, type Payload, SHAPES } from '../payload/types.ts'
import { commitmentAt } from './disclosures.ts'
import { AxisFailure } from './report.ts'

/** Of each receipt of a window a few bytes, so that a window may hold millions. */
export type Erasures = {
  readonly from: number
  /** By position in the window: which of the paths it commits to, a bit for each. */
  paths: Uint32Array
  /** By position in the window: when it was issued, which with its seq makes its id. */
  issuedAt: Float64Array
  /** Values that were erased, as the receipts of the window say. */
  values: number
}

const FIRST_ROOM = 1024

const BITS: ReadonlyMap<string, number> = new Map(COMMITMENT_PATHS.map((path, n) => [path, 2 ** n]))

export function createErasures(from: number): Erasures {
  return {
    from,
    paths: new Uint32Array(FIRST_ROOM),
    issuedAt: new Float64Array(FIRST_ROOM),
    values: 0,
  }
}

/** Remembers what a receipt commits to, or checks what it says of earlier ones. */
export function followErasures(erasures: Erasures, payload: Payload): void {
  remember(erasures, payload)
  if (payload.type !== 'data.erased') return
  const { erased = [], range } = payload
  for (const { receipt, paths } of erased) checkErased(erasures, payload, receipt, paths)
  const values = erased.reduce((sum, { paths }) => sum + paths.length, range?.count ?? 0)
  erasures.values = Math.min(erasures.values + values, Number.MAX_SAFE_INTEGER)
}

function remember(erasures: Erasures, payload: Payload): void {
  const at = payload.seq - erasures.from
  if (at >= erasures.paths.length) {
    erasures.paths = doubled(erasures.paths, new Uint32Array(2 * erasures.paths.length))
    erasures.issuedAt = doubled(erasures.issuedAt, new Float64Array(2 * erasures.issuedAt.length))
  }
  let bits = 0
  for (const path of SHAPES.get(payload.type)?.commitments ?? []) {
    if (commitmentAt(payload, path) !== undefined) bits += BITS.get(path) ?? 0
  }
  erasures.paths[at] = bits
  erasures.issuedAt[at] = payload.issued_at
}

function doubled<T extends Uint32Array | Float64Array>(from: T, to: T): T {
  to.set(from)
  return to
}

/** The receipt of this id is in the log, and has each of the commitments. */
function checkErased(
  { from, paths: known, issuedAt }: Erasures,
  { seq }: Payload,
  receipt: string,
  paths: readonly string[],
): void {
  const erasedSeq = seqOfId(receipt)
  if (erasedSeq < from) return
  const at = erasedSeq - from
  if (receiptId(issuedAt[at] ?? 0, erasedSeq) !== receipt)
    throw failure(seq, `\`${receipt}\` is not the id of seq ${erasedSeq}`)
  const bits = known[at] ?? 0
  const missing = paths.find((path) => !has(bits, path))
  if (missing !== undefined) throw failure(seq, `seq ${erasedSeq} has no commitment at \`${missing}\``)
}

function has(bits: number, path: string): boolean {
  const bit = BITS.get(path)
  return bit !== undefined && Math.floor(bits / bit) % 2 === 1
}

function failure(seq: number, reason: string): AxisFailure {
  return new AxisFailure('links', 'links.erased', `seq ${seq}: ${reason}`)
}
