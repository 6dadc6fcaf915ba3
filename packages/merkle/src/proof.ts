// Verifies proofs of inclusion and consistency, for whole trees and for subtrees.
import { floorPowerOfTwo, half, isOdd, isSize } from './bits.ts'
import { emptyRoot, type Hash, isHash, nodeHasher } from './hash.ts'

/** That a leaf is at `index` in the tree of `size` leaves with this root. */
export type InclusionProof = {
  index: number
  size: number
  leafHash: Uint8Array
  path: readonly Uint8Array[]
  root: Uint8Array
}

/** That the tree of `size1` leaves is the beginning of the tree of `size2` leaves. */
export type ConsistencyProof = {
  size1: number
  size2: number
  root1: Uint8Array
  root2: Uint8Array
  path: readonly Uint8Array[]
}

/** That a leaf is at `index` of its log, inside the subtree [start, end) with this root. */
export type SubtreeInclusionProof = {
  index: number
  start: number
  end: number
  leafHash: Uint8Array
  path: readonly Uint8Array[]
  root: Uint8Array
}

/** That the subtree [start, end) with root `root1` is part of the tree of `size` leaves with root `root2`. */
export type SubtreeConsistencyProof = {
  start: number
  end: number
  size: number
  root1: Uint8Array
  root2: Uint8Array
  path: readonly Uint8Array[]
}

/**
 * The root that an inclusion path implies (RFC 9162 section 2.1.3.2), or undefined when the path cannot
 * belong to that index and size. The size is not authenticated by it: several sizes can imply the same root.
 */
export function inclusionRoot(hash: Hash, proof: Omit<InclusionProof, 'root'>): Uint8Array | undefined {
  const { index, size, leafHash, path } = membersOf(proof)
  if (!isSize(index) || !isSize(size) || index >= size || !isHash(leafHash) || !isPath(path)) return undefined
  const combine = nodeHasher(hash)
  let at = index
  let last = size - 1
  let root = leafHash
  for (const sibling of path) {
    if (last === 0) return undefined
    if (isOdd(at) || at === last) {
      root = combine(sibling, root)
      while (!isOdd(at) && at !== 0) {
        at = half(at)
        last = half(last)
      }
    } else {
      root = combine(root, sibling)
    }
    at = half(at)
    last = half(last)
  }
  return last === 0 ? root : undefined
}

/** Whether an inclusion proof holds (RFC 9162 section 2.1.3.2); false for any malformed one. */
export function verifyInclusion(hash: Hash, proof: InclusionProof): boolean {
  const root = inclusionRoot(hash, proof)
  return root !== undefined && isEqual(root, membersOf(proof).root)
}

/**
 * Whether a consistency proof holds (RFC 9162 section 2.1.4.2); false for any malformed one. A proof from
 * size 0 proves nothing and is false; equal sizes need equal roots and an empty path.
 */
export function verifyConsistency(hash: Hash, proof: ConsistencyProof): boolean {
  const { size1, size2, root1, root2, path } = membersOf(proof)
  if (size1 === 0) return false
  return verifySubtreeConsistency(hash, { start: 0, end: size1, size: size2, root1, root2, path })
}

/**
 * Whether a leaf is in a subtree (draft-ietf-plants-merkle-tree-certs, section 4); false for any malformed
 * proof.
 */
export function verifySubtreeInclusion(hash: Hash, proof: SubtreeInclusionProof): boolean {
  const { index, start, end, leafHash, path, root } = membersOf(proof)
  if (!isSize(index) || !isSubtree(start, end)) return false
  return verifyInclusion(hash, { index: index - start, size: end - start, leafHash, path, root })
}

/**
 * Whether a subtree is part of a tree (draft-ietf-plants-merkle-tree-certs, section 4); false for any
 * malformed proof. An empty subtree is part of every tree: its root must be the empty root and its path
 * empty.
 */
export function verifySubtreeConsistency(hash: Hash, proof: SubtreeConsistencyProof): boolean {
  const { start, end, size, root1, root2, path } = membersOf(proof)
  if (!isSize(start) || !isSize(end) || !isSize(size) || start > end || end > size) return false
  if (!(root1 instanceof Uint8Array) || !isPath(path)) return false
  if (start === end) return path.length === 0 && isEqual(root1, emptyRoot(hash))
  if (!isSubtree(start, end) || (path.length > 0 && !isHash(root1))) return false
  const roots = climb(hash, proof)
  return roots !== undefined && isEqual(roots.part, root1) && isEqual(roots.whole, root2)
}

type Walk = {
  first: number
  last: number
  end: number
}

/** The roots of the subtree and of the tree that a path implies. */
function climb(
  hash: Hash,
  { start, end, size, root1, path }: SubtreeConsistencyProof,
): { part: Uint8Array; whole: Uint8Array } | undefined {
  const at = lowestSplit(start, end, size)
  // A subtree that is one complete node starts from its own root; otherwise its right edge is the first
  // element.
  const isNode = at.first === at.last
  const seed = isNode ? root1 : path[0]
  if (seed === undefined) return undefined
  const combine = nodeHasher(hash)
  let part = seed
  let whole = seed
  for (const sibling of isNode ? path : path.slice(1)) {
    if (at.end === 0) return undefined
    if (isRightEdge(at)) {
      if (at.first < at.last) part = combine(sibling, part)
      whole = combine(sibling, whole)
    } else {
      whole = combine(whole, sibling)
    }
    pass(at)
  }
  return at.end === 0 ? { part, whole } : undefined
}

function isRightEdge(at: Walk): boolean {
  return isOdd(at.last) || at.last === at.end
}

/** Goes up past the sibling just used, and past the levels at which the right edge of the tree has none. */
function pass(at: Walk): void {
  while (isRightEdge(at) && !isOdd(at.last) && at.last !== 0) up(at)
  up(at)
}

/** The lowest level at which the right edge of the subtree has a sibling that the path must name. */
function lowestSplit(start: number, end: number, size: number): Walk {
  const at: Walk = { first: start, last: end - 1, end: size - 1 }
  const reachesEdge = end === size
  while (at.first !== at.last && (reachesEdge || isOdd(at.last))) up(at)
  return at
}

function up(at: Walk): void {
  at.first = half(at.first)
  at.last = half(at.last)
  at.end = half(at.end)
}

/** A subtree begins at a multiple of the smallest power of two that holds all its leaves. */
function isSubtree(start: number, end: number): boolean {
  if (!isSize(start) || !isSize(end) || start >= end) return false
  const room = floorPowerOfTwo(end - start)
  return start % (room === end - start ? room : room * 2) === 0
}

/** A proof may come from anywhere: what it leaves out is undefined, and so malformed. */
function membersOf<Proof>(proof: Proof): Proof {
  return Object(proof)
}

// With other lengths the boundary between two hashes in a node could be moved.
function isPath(path: unknown): boolean {
  return Array.isArray(path) && path.every(isHash)
}

function isEqual(a: Uint8Array, b: unknown): boolean {
  return b instanceof Uint8Array && a.length === b.length && a.every((byte, i) => byte === b[i])
}
