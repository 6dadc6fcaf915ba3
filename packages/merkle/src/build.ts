// Plans which stored nodes a proof needs, and joins them into its path.
import { requireSize, splitPoint } from './bits.ts'
import { type Hash, nodeHasher, requireArray } from './hash.ts'
import { foldRight, rangeSizes } from './range.ts'

/** A complete subtree: the leaves [index·2^level, (index+1)·2^level). Level 0 is a leaf. */
export type NodeId = {
  level: number
  index: number
}

/** Where the hashes of complete subtrees come from, for example stored tiles. */
export type NodeAt = (level: number, index: number) => Uint8Array

/** The complete subtrees of the compact range [begin, end), left to right. */
export function planRange(begin: number, end: number): NodeId[] {
  let at = begin
  return rangeSizes(begin, end).map((size) => {
    const id = { level: Math.log2(size), index: at / size }
    at += size
    return id
  })
}

/**
 * For each element of the inclusion path of leaf `index` in a tree of `size` leaves (RFC 9162 section
 * 2.1.3.1), the nodes that `foldPath` joins into it; throws RangeError unless index < size.
 */
export function planInclusion(index: number, size: number): NodeId[][] {
  requireSize('index', index)
  requireSize('size', size)
  if (index >= size) throw new RangeError(`leaf ${index} is not in a tree of ${size} leaves`)
  const plan: NodeId[][] = []
  for (let lo = 0, hi = size; hi - lo > 1; ) {
    const middle = lo + splitPoint(hi - lo)
    if (index < middle) {
      plan.push(planRange(middle, hi))
      hi = middle
    } else {
      plan.push(planRange(lo, middle))
      lo = middle
    }
  }
  return plan.reverse()
}

/**
 * For each element of the consistency path between two sizes of one log (RFC 9162 section 2.1.4.1), the nodes
 * that `foldPath` joins into it; throws RangeError unless 0 < size1 ≤ size2.
 */
export function planConsistency(size1: number, size2: number): NodeId[][] {
  requireSize('size1', size1)
  requireSize('size2', size2)
  if (size1 === 0 || size1 > size2) {
    throw new RangeError(`there is no consistency proof from size ${size1} to size ${size2}`)
  }
  const plan: NodeId[][] = []
  let lo = 0
  let hi = size2
  while (hi > size1) {
    const middle = lo + splitPoint(hi - lo)
    if (size1 <= middle) {
      plan.push(planRange(middle, hi))
      hi = middle
    } else {
      plan.push(planRange(lo, middle))
      lo = middle
    }
  }
  if (lo > 0) plan.push(planRange(lo, hi))
  return plan.reverse()
}

/** The path that a plan describes, each element 32 bytes. */
export function foldPath(hash: Hash, plan: readonly (readonly NodeId[])[], nodeAt: NodeAt): Uint8Array[] {
  const combine = nodeHasher(hash)
  requireArray('plan', plan)
  return plan.map((ids) => {
    requireArray('plan', ids)
    const nodes = ids.map((id) => {
      const { level, index }: NodeId = Object(id)
      return nodeAt(level, index)
    })
    const element = foldRight(combine, nodes)
    if (element === undefined) throw new RangeError('every element of a plan must name at least one node')
    return element
  })
}
