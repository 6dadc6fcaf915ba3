// The checks at the end of a bundle: its count, root, checkpoint, key and signature.
import { decodeHex, encodeHex } from '@countersign/json'
import { mergeRanges, rangeRoot, verifyConsistency } from '@countersign/merkle'
import type { BundleHeader } from '../bundle.ts'
import { checkReceipt, isSigned, readCose } from './cose.ts'
import type { VerifyOptions } from './options.ts'
import { closePasskeys } from './passkeys.ts'
import { type Axes, AxisFailure, onAxis } from './report.ts'
import { standingOfSigner } from './rotation.ts'
import { type CallerCheckpoint, compareRoots } from './since.ts'
import type { Window } from './window.ts'

/** Checks what only the whole window shows: count, root, checkpoint, key and signature. */
export function closeWindow(window: Window, axes: Axes, options: VerifyOptions): void {
  const { suite, header, range, links, erasures, keys } = window
  const { from, to, checkpoint } = header
  axes.passed('payload')
  if (range.end !== to) {
    throw new AxisFailure('completeness', 'completeness.missing', `the file ends before seq ${range.end}`)
  }
  if (keys.handoversUsed !== (header.handovers ?? []).length) {
    throw new AxisFailure('structure', 'bundle.handovers', 'a handover without its rotation')
  }
  axes.passed('structure')
  axes.passed('completeness', `${to - from} receipts, seq ${from} to ${to - 1}`)
  axes.passed('chain')
  axes.passed('links', `${links.checked} checked, ${links.outside} to gates before the window`)
  const gone = erasures.values === 0 ? '' : `, ${erasures.values} erased by receipts of this window`
  if (window.opened > 0) axes.passed('disclosures', `${window.opened} opened${gone}`)
  else axes.skipped('disclosures', 'disclosures.none', `no value was disclosed${gone}`)
  closePasskeys(window.passkeys, axes)
  if (expectsWindow(options)) checkWindow(window, axes, options)
  const root = checkRoot(window)
  axes.passed('root')
  const claimed = { kid: checkpoint.kid, org: header.org, treeSize: checkpoint.tree_size }
  const receipt = readCose(checkpoint.cose, claimed)
  checkReceipt(receipt.proof === undefined, 'cose.proof', 'of a checkpoint must not hold a proof')
  axes.passed('cose')
  if (options.org !== undefined && options.org !== header.org) {
    throw new AxisFailure('key', 'key.org', `the log is of ${header.org}`)
  }
  const standing = standingOfSigner(keys, header)
  if (window.since !== undefined) checkSince(window, window.since, root, axes, options)
  if (standing.isTrusted) axes.passed('key')
  else axes.skipped('key', standing.code, standing.detail)
  if (standing.publicKey === undefined || !isSigned(suite, receipt, root, standing.publicKey)) {
    throw new AxisFailure('signature', 'signature.invalid', 'the signature is not of this key over this root')
  }
  axes.passed('signature')
}

/** Whether the options say which receipts a bundle must show. */
export function expectsWindow({ whole, from, to }: VerifyOptions): boolean {
  return whole === true || from !== undefined || to !== undefined
}

/** At least one position: a bundle that ends before what was asked for, or begins behind it, left it out. */
function positionsAsked(
  header: BundleHeader,
  { whole, from, to }: VerifyOptions,
): [first: number, end: number] {
  if (whole === true) return [0, header.checkpoint.tree_size]
  const first = from ?? Math.min(header.from, Math.max(1, to ?? header.to) - 1)
  return [first, Math.max(first + 1, to ?? header.to)]
}

function checkWindow({ header }: Window, axes: Axes, options: VerifyOptions): void {
  const [first, end] = positionsAsked(header, options)
  if (header.from > first) {
    throw new AxisFailure('window', 'window.before', `seq ${first} to ${header.from - 1} are not shown`)
  }
  if (header.to < end) {
    throw new AxisFailure('window', 'window.after', `seq ${header.to} to ${end - 1} are not shown`)
  }
  axes.passed(
    'window',
    options.whole === true ? 'the whole log' : `seq ${header.from} to ${header.to - 1} are shown`,
  )
}

function checkRoot({ suite, header, range }: Window): Uint8Array {
  const { checkpoint, consistency } = header
  const right = { begin: header.to, end: checkpoint.tree_size, hashes: header.right.map(decodeHex) }
  const root = rangeRoot(suite.sha256, mergeRanges(suite.sha256, range, right))
  if (encodeHex(root) !== checkpoint.root) {
    throw new AxisFailure('root', 'root.mismatch', 'the receipts do not lead to the root of the checkpoint')
  }
  if (consistency === undefined) return root
  const holds = verifyConsistency(suite.sha256, {
    size1: consistency.from_size,
    size2: checkpoint.tree_size,
    root1: decodeHex(consistency.root),
    root2: root,
    path: consistency.path.map(decodeHex),
  })
  if (!holds) throw new AxisFailure('root', 'root.consistency', 'the consistency proof does not hold')
  return root
}

function checkSince(
  window: Window,
  kept: CallerCheckpoint,
  root: Uint8Array,
  axes: Axes,
  options: VerifyOptions,
): void {
  const { header, suite } = window
  const size = header.checkpoint.tree_size
  compareRoots(kept, header.org)
  if (kept.size > size) {
    throw new AxisFailure(
      'since',
      'since.rollback',
      `the log has ${size} receipts, the kept checkpoint ${kept.size}`,
    )
  }
  const then = kept.size === size ? root : window.rootAtSince
  if (then !== undefined) compareRoots(kept, header.org, then)
  else if (header.consistency?.from_size === kept.size) {
    compareRoots(kept, header.org, decodeHex(header.consistency.root))
  } else if (options.sinceProof !== undefined) {
    const path = options.sinceProof
    const holds = onAxis('since', 'since.proof', () =>
      verifyConsistency(suite.sha256, {
        size1: kept.size,
        size2: size,
        root1: kept.root,
        root2: root,
        path: path.map(decodeHex),
      }),
    )
    if (!holds) throw new AxisFailure('since', 'since.proof', 'the consistency proof does not hold')
  } else {
    axes.skipped('since', 'since.no_proof', `no consistency proof from ${kept.size} to ${size}`)
    return
  }
  axes.passed('since')
}
