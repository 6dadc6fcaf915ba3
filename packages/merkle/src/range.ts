// Compact ranges: the few hashes from which a tree grows without its earlier leaves.
import { floorPowerOfTwo, half, isOdd, lowestBit, requireSize } from './bits.ts'
import { type Combine, emptyRoot, HASH_BYTES, type Hash, isHash, nodeHasher, requireArray } from './hash.ts'

/**
 * The leaves [begin, end) of a log as the roots of the fewest complete subtrees that cover them, left to
 * right. With `begin` 0 it is the frontier from which the tree grows; two adjacent ranges merge into one.
 */
export type CompactRange = {
  begin: number
  end: number
  hashes: Uint8Array[]
}

/**
 * Called with every node that becomes complete: the root of the leaves [index·2^level, (index+1)·2^level), level
 * ≥ 1.
 */
export type OnNode = (level: number, index: number, hash: Uint8Array) => void

/**
 * Leaves under each hash of the compact range [begin, end), left to right; throws RangeError if end < begin.
 */
export function rangeSizes(begin: number, end: number): number[] {
  requireSize('begin', begin)
  requireSize('end', end)
  if (end < begin) throw new RangeError(`a range cannot end at ${end} before it begins at ${begin}`)
  const sizes: number[] = []
  for (let at = begin; at < end; ) {
    const room = floorPowerOfTwo(end - at)
    const size = at === 0 ? room : Math.min(room, lowestBit(at))
    sizes.push(size)
    at += size
  }
  return sizes
}

/** A range without leaves at position `begin`. */
export function emptyRange(begin: number): CompactRange {
  requireSize('begin', begin)
  return { begin, end: begin, hashes: [] }
}

/** The range with one more leaf; the argument is not changed. */
export function appendLeaf(
  hash: Hash,
  range: CompactRange,
  leafHash: Uint8Array,
  onNode?: OnNode,
): CompactRange {
  return appendLeaves(hash, range, [leafHash], onNode)
}

/**
 * The range followed by all these leaves, one node hash per leaf on average; the argument is not changed.
 */
export function appendLeaves(
  hash: Hash,
  range: CompactRange,
  leafHashes: readonly Uint8Array[],
  onNode?: OnNode,
): CompactRange {
  checkRange(range)
  requireArray('leafHashes', leafHashes)
  const growing = grow(hash, range, onNode)
  requireSize('end', range.end + leafHashes.length)
  for (const leaf of leafHashes) pushNode(growing, 0, leaf)
  return { begin: range.begin, end: growing.end, hashes: growing.hashes }
}

/** One range over the leaves of two adjacent ones; throws RangeError when they are not adjacent. */
export function mergeRanges(hash: Hash, left: CompactRange, right: CompactRange): CompactRange {
  checkRange(left)
  checkRange(right)
  if (left.end !== right.begin) {
    throw new RangeError(
      `ranges are not adjacent: one ends at ${left.end}, the other begins at ${right.begin}`,
    )
  }
  const growing = grow(hash, left, undefined)
  const sizes = rangeSizes(right.begin, right.end)
  right.hashes.forEach((node, at) => {
    pushNode(growing, Math.log2(sizes[at] ?? 1), node)
  })
  return { begin: left.begin, end: growing.end, hashes: growing.hashes }
}

/**
 * Root of the tree whose frontier this is (RFC 9162 section 2.1.1); throws RangeError unless `begin` is 0.
 */
export function rangeRoot(hash: Hash, range: CompactRange): Uint8Array {
  checkRange(range)
  if (range.begin !== 0) throw new RangeError(`only a range that begins at 0 has a root, not ${range.begin}`)
  return foldRight(nodeHasher(hash), range.hashes) ?? emptyRoot(hash)
}

/** H(a, H(b, c)) for [a, b, c]: how complete subtrees of falling size join into one root. */
export function foldRight(combine: Combine, hashes: readonly Uint8Array[]): Uint8Array | undefined {
  return hashes.reduceRight<Uint8Array | undefined>(
    (root, node) => (root === undefined ? node : combine(node, root)),
    undefined,
  )
}

type Growing = {
  readonly begin: number
  end: number
  readonly hashes: Uint8Array[]
  readonly combine: Combine
  readonly onNode: OnNode | undefined
}

function grow(hash: Hash, range: CompactRange, onNode: OnNode | undefined): Growing {
  return {
    begin: range.begin,
    end: range.end,
    hashes: range.hashes.slice(),
    combine: nodeHasher(hash),
    onNode,
  }
}

/**
 * `end` must be a multiple of 2^level. The last hash is then the left sibling whenever that lies in the
 * range.
 */
function pushNode(range: Growing, level: number, node: Uint8Array): void {
  if (!isHash(node)) throw new RangeError(`a node hash is a \`Uint8Array\` of ${HASH_BYTES} bytes`)
  let size = 2 ** level
  let index = range.end / size
  let at = level
  let top = node
  range.end += size
  while (isOdd(index) && (index - 1) * size >= range.begin) {
    const left = range.hashes.pop()
    if (left === undefined) break
    top = range.combine(left, top)
    index = half(index)
    size *= 2
    at += 1
    range.onNode?.(at, index, top)
  }
  range.hashes.push(top)
}

function checkRange(range: CompactRange): void {
  const { begin, end, hashes } = Object(range)
  const expected = rangeSizes(begin, end).length
  requireArray('hashes', hashes)
  if (range.hashes.length !== expected) {
    throw new RangeError(
      `the range [${range.begin}, ${range.end}) has ${expected} hashes, not ${range.hashes.length}`,
    )
  }
}
