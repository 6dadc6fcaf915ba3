// Roots and proofs of a tree whose leaf hashes are all in memory.
import { foldPath, type NodeAt, planConsistency, planInclusion } from './build.ts'
import { type Hash, requireArray } from './hash.ts'
import { appendLeaves, emptyRange, rangeRoot } from './range.ts'

/** Root of the tree over these leaf hashes: RFC 9162 section 2.1.1. */
export function rootOf(hash: Hash, leafHashes: readonly Uint8Array[]): Uint8Array {
  return rangeRoot(hash, appendLeaves(hash, emptyRange(0), leafHashes))
}

/**
 * Inclusion path of leaf `index` (RFC 9162 section 2.1.3.1); throws RangeError when there is no such leaf.
 */
export function inclusionPath(hash: Hash, leafHashes: readonly Uint8Array[], index: number): Uint8Array[] {
  requireArray('leafHashes', leafHashes)
  return foldPath(hash, planInclusion(index, leafHashes.length), nodesOf(hash, leafHashes))
}

/**
 * Consistency path from the first `size1` leaves to all of them (RFC 9162 section 2.1.4.1); throws RangeError
 * unless 0 < size1 ≤ all.
 */
export function consistencyPath(hash: Hash, leafHashes: readonly Uint8Array[], size1: number): Uint8Array[] {
  requireArray('leafHashes', leafHashes)
  return foldPath(hash, planConsistency(size1, leafHashes.length), nodesOf(hash, leafHashes))
}

function nodesOf(hash: Hash, leafHashes: readonly Uint8Array[]): NodeAt {
  return (level, index) => rootOf(hash, leafHashes.slice(index * 2 ** level, (index + 1) * 2 ** level))
}
