// The hashes of leaves, inner nodes and the empty tree, as RFC 9162 defines them.
/**
 * SHA-256 as the caller provides it: any bytes in, 32 fresh bytes out. It must not keep its argument, which
 * is reused between calls.
 */
export type Hash = (bytes: Uint8Array) => Uint8Array

/** Size of a node hash in bytes. */
export const HASH_BYTES = 32

/** Whether a value is a node hash. */
export function isHash(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array && value.length === HASH_BYTES
}

/** Throws `TypeError` unless a value is an array, as callers without types may not know. */
export function requireArray(name: string, value: unknown): asserts value is readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError(`\`${name}\` must be an array`)
}

function requireLeaf(leaf: unknown): asserts leaf is Uint8Array {
  if (!(leaf instanceof Uint8Array)) throw new TypeError('a leaf must be a `Uint8Array`')
}

/** Hash of a leaf, SHA-256(0x00 ‖ leaf): RFC 9162 section 2.1.1. */
export function leafHash(hash: Hash, leaf: Uint8Array): Uint8Array {
  requireLeaf(leaf)
  const input = new Uint8Array(leaf.length + 1)
  input.set(leaf, 1)
  return hash(input)
}

/** Leaf hashes of many leaves in order, faster than one by one. */
export function leafHashes(hash: Hash, leaves: readonly Uint8Array[]): Uint8Array[] {
  requireArray('leaves', leaves)
  for (const leaf of leaves) requireLeaf(leaf)
  const longest = leaves.reduce((length, leaf) => Math.max(length, leaf.length), 0)
  const input = new Uint8Array(longest + 1)
  return leaves.map((leaf) => {
    input.set(leaf, 1)
    return hash(input.subarray(0, leaf.length + 1))
  })
}

/** Hash of an inner node, SHA-256(0x01 ‖ left ‖ right): RFC 9162 section 2.1.1. */
export function nodeHash(hash: Hash, left: Uint8Array, right: Uint8Array): Uint8Array {
  return nodeHasher(hash)(left, right)
}

/** Root of a tree without leaves: the hash of nothing, RFC 9162 section 2.1.1. */
export function emptyRoot(hash: Hash): Uint8Array {
  return hash(new Uint8Array(0))
}

/** Combines two 32-byte hashes into their parent. */
export type Combine = (left: Uint8Array, right: Uint8Array) => Uint8Array

/**
 * `nodeHash` with one input buffer for many calls: allocating 65 bytes costs about as much as hashing them.
 */
export function nodeHasher(hash: Hash): Combine {
  const input = new Uint8Array(1 + 2 * HASH_BYTES)
  input[0] = 1
  return (left, right) => {
    if (!isHash(left) || !isHash(right)) throw new RangeError(`a node has two hashes of ${HASH_BYTES} bytes`)
    input.set(left, 1)
    input.set(right, 1 + HASH_BYTES)
    return hash(input)
  }
}
