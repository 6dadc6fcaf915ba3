// Follows the log's keys through its own receipts, from the first key along every rotation.
import { type CompactRange, rangeRoot } from '@countersign/merkle'
import type { BundleHeader } from '../bundle.ts'
import type { Payload, PayloadOf } from '../payload/types.ts'
import type { Suite } from '../suite.ts'
import { isSigned, readCose } from './cose.ts'
import { requireRange, type Standing, standingOf, type TrustedKeys } from './key.ts'
import { AxisFailure } from './report.ts'

/** The keys of one log as its own receipts record them, and how far trust reaches along its rotations. */
export type KeyHistory = {
  readonly trusted: TrustedKeys
  /** Bytes that came with the bundle, by thumbprint. */
  readonly carried: ReadonlyMap<string, Uint8Array>
  readonly spans: Map<string, { from: number; until?: number }>
  readonly inherited: Set<string>
  current?: string
  handoversUsed: number
}

export function createHistory(trusted: TrustedKeys, carried: ReadonlyMap<string, Uint8Array>): KeyHistory {
  return { trusted, carried, spans: new Map(), inherited: new Set(), handoversUsed: 0 }
}

/** Follows genesis, rotation and closing; `range` already ends with this receipt's leaf. */
export function followKeys(
  suite: Suite,
  history: KeyHistory,
  payload: Payload,
  header: BundleHeader,
  range: CompactRange,
): void {
  if (!('log' in payload)) return
  const { log, seq } = payload
  if (payload.type === 'log.genesis') {
    history.spans.set(log.kid, { from: 0 })
    history.current = log.kid
    return
  }
  const before = payload.type === 'log.key_rotated' ? payload.log.retired : log.kid
  if (history.current !== undefined && before !== history.current) {
    throw failure('key.rotation', `seq ${seq} does not name the key in use`)
  }
  if (payload.type === 'log.closed') {
    history.current = log.kid
    return
  }
  if (history.spans.has(log.kid)) throw failure('key.rotation', `seq ${seq} uses a retired key again`)
  rotate(suite, history, payload, header, range)
}

function rotate(
  suite: Suite,
  history: KeyHistory,
  { log, seq }: PayloadOf<'log.key_rotated'>,
  header: BundleHeader,
  range: CompactRange,
): void {
  const { retired } = log
  const size = seq + 1
  history.spans.set(retired, { from: history.spans.get(retired)?.from ?? 0, until: size })
  history.spans.set(log.kid, { from: size })
  history.current = log.kid
  const handover = header.handovers?.find((candidate) => candidate.tree_size === size)
  if (handover === undefined) return
  history.handoversUsed++
  if (handover.kid !== retired)
    throw failure('key.handover', `the handover at size ${size} is of another key`)
  const receipt = readCose(handover.cose, { kid: retired, org: header.org, treeSize: size })
  const standing = standingInWindow(history, retired, size)
  const isGood =
    receipt.proof === undefined &&
    standing.publicKey !== undefined &&
    isSigned(suite, receipt, rangeRoot(suite.sha256, range), standing.publicKey)
  if (!isGood) throw failure('key.handover', `the retired key did not sign the log at size ${size}`)
  if (standing.isTrusted) history.inherited.add(log.kid)
}

/** Standing of a key with what the window itself shows: a key that a trusted key handed over to is trusted. */
function standingInWindow(history: KeyHistory, kid: string, treeSize: number): Standing {
  const standing = standingOf(history.trusted, kid, treeSize)
  const publicKey = standing.publicKey ?? history.carried.get(kid)
  const isTrusted = standing.isTrusted || history.inherited.has(kid)
  return { ...standing, isTrusted, ...(publicKey && { publicKey }) }
}

/** Standing of the checkpoint's key; throws when the log's own receipts say that it could not sign this size. */
export function standingOfSigner(history: KeyHistory, header: BundleHeader): Standing {
  const { kid, tree_size: treeSize } = header.checkpoint
  const span = history.spans.get(kid)
  if (span !== undefined) requireRange(kid, treeSize, span.from, span.until)
  else if (history.current !== undefined && history.current !== kid && header.to === treeSize) {
    throw failure('key.foreign', `key ${kid} is not the log's key at size ${treeSize}`)
  }
  return standingInWindow(history, kid, treeSize)
}

function failure(code: string, detail: string): AxisFailure {
  return new AxisFailure('key', code, detail)
}
