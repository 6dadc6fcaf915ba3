// The public interface of the package: building, growing and proving RFC 9162 Merkle trees.
export {
  foldPath,
  type NodeAt,
  type NodeId,
  planConsistency,
  planInclusion,
  planRange,
} from './build.ts'
export { emptyRoot, HASH_BYTES, type Hash, leafHash, leafHashes, nodeHash } from './hash.ts'
export {
  type ConsistencyProof,
  type InclusionProof,
  inclusionRoot,
  type SubtreeConsistencyProof,
  type SubtreeInclusionProof,
  verifyConsistency,
  verifyInclusion,
  verifySubtreeConsistency,
  verifySubtreeInclusion,
} from './proof.ts'
export {
  appendLeaf,
  appendLeaves,
  type CompactRange,
  emptyRange,
  mergeRanges,
  type OnNode,
  rangeRoot,
  rangeSizes,
} from './range.ts'
export { consistencyPath, inclusionPath, rootOf } from './tree.ts'
