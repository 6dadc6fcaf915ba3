// RFC 9162 trees and proofs by their recursive definition, as an oracle for the tests.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { appendLeaves, type CompactRange, emptyRange, type Hash, leafHash } from '../src/index.ts'

export const sha256: Hash = (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest())

// RFC 9162 sections 2.1.1, 2.1.3.1 and 2.1.4.1 word for word, on slices: slow, and written without our code.
export function concat(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts))
}

const known = new Map<string, Uint8Array>()

/** Remembers what it has hashed: the recursive definition asks for the same nodes very often. */
export function joined(l: Uint8Array, r: Uint8Array): Uint8Array {
  const input = concat(Uint8Array.of(1), l, r)
  const name = Buffer.from(input).toString('latin1')
  const hash = known.get(name) ?? sha256(input)
  known.set(name, hash)
  return hash
}

function split(n: number): number {
  let k = 1
  while (k * 2 < n) k *= 2
  return k
}

export function naiveRoot(d: Uint8Array[]): Uint8Array {
  const [only] = d
  if (only === undefined) return sha256(new Uint8Array(0))
  if (d.length === 1) return only
  const k = split(d.length)
  return joined(naiveRoot(d.slice(0, k)), naiveRoot(d.slice(k)))
}

export function naivePath(m: number, d: Uint8Array[]): Uint8Array[] {
  if (d.length === 1) return []
  const k = split(d.length)
  return m < k
    ? [...naivePath(m, d.slice(0, k)), naiveRoot(d.slice(k))]
    : [...naivePath(m - k, d.slice(k)), naiveRoot(d.slice(0, k))]
}

export function naiveProof(m: number, d: Uint8Array[], whole = true): Uint8Array[] {
  if (m === d.length) return whole ? [] : [naiveRoot(d)]
  const k = split(d.length)
  return m <= k
    ? [...naiveProof(m, d.slice(0, k), whole), naiveRoot(d.slice(k))]
    : [...naiveProof(m - k, d.slice(k), false), naiveRoot(d.slice(0, k))]
}

/** SUBTREE_PROOF of draft-ietf-plants-merkle-tree-certs, recursively. */
export function naiveSubtreeProof(start: number, end: number, d: Uint8Array[], whole = true): Uint8Array[] {
  if (start === 0 && end === d.length) return whole ? [] : [naiveRoot(d)]
  const k = split(d.length)
  if (end <= k) return [...naiveSubtreeProof(start, end, d.slice(0, k), whole), naiveRoot(d.slice(k))]
  if (k <= start)
    return [...naiveSubtreeProof(start - k, end - k, d.slice(k), whole), naiveRoot(d.slice(0, k))]
  return [...naiveSubtreeProof(0, end - k, d.slice(k), false), naiveRoot(d.slice(0, k))]
}

export const leaves = Array.from({ length: 2000 }, (_, i) => leafHash(sha256, Buffer.from(`leaf ${i}`)))
export function at(i: number): Uint8Array {
  return leaves[i] ?? assert.fail(`no leaf ${i}`)
}

export function rangeOf(begin: number, end: number): CompactRange {
  return appendLeaves(sha256, emptyRange(begin), leaves.slice(begin, end))
}

export function nodeAt(level: number, index: number): Uint8Array {
  return naiveRoot(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level))
}

/** Sizes that are the same in every run, spread over 71…2000. */
export function* sizes(count: number): Generator<number> {
  for (let i = 0, state = 12345; i < count; i++) {
    state = (state * 1103515245 + 12345) % 2 ** 31
    yield 71 + (state % 1930)
  }
}
