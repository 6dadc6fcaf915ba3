// Proofs that are forged in their length or shape are refused.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { at, joined, leaves, naivePath, naiveRoot, sha256 } from '../test/naive.ts'
import { inclusionRoot, verifyConsistency, verifyInclusion, verifySubtreeInclusion } from './index.ts'

function rootOfFirst(size: number): Uint8Array {
  return naiveRoot(leaves.slice(0, size))
}

test('a path that is longer than its tree is high is refused, even where its hashes lead to the root', () => {
  const path = naivePath(7, leaves.slice(0, 8))
  const proof = { leafHash: at(7), path, root: rootOfFirst(8) }
  assert.ok(verifyInclusion(sha256, { ...proof, index: 7, size: 8 }))
  assert.ok(!verifyInclusion(sha256, { ...proof, index: 1, size: 2 }))
  assert.equal(inclusionRoot(sha256, { index: 0, size: 1, leafHash: at(7), path: [at(0)] }), undefined)
})

test('a path that is shorter than its tree is high is refused', () => {
  assert.equal(inclusionRoot(sha256, { index: 0, size: 2, leafHash: at(0), path: [] }), undefined)
  const root = naiveRoot(leaves.slice(0, 2))
  assert.ok(!verifyInclusion(sha256, { index: 0, size: 4, leafHash: at(0), path: [at(1)], root }))
})

test('a consistency path with elements above the root is refused', () => {
  const genuine = { size1: 1, size2: 2, root1: at(0), root2: rootOfFirst(2), path: [at(1)] }
  assert.ok(verifyConsistency(sha256, genuine))
  const taller = { ...genuine, root2: joined(at(5), genuine.root2), path: [at(1), at(5)] }
  assert.ok(!verifyConsistency(sha256, taller))
})

test('a log cannot be consistent with a smaller one of the same root', () => {
  for (const [size1, size2] of [
    [2, 1],
    [3, 2],
    [4, 1],
  ] as const) {
    const root = rootOfFirst(size1)
    assert.ok(!verifyConsistency(sha256, { size1, size2, root1: root, root2: root, path: [] }))
  }
})

test('leaves that do not form a subtree are refused, even where their hashes lead to the root', () => {
  const tree = leaves.slice(2, 5)
  const proof = { leafHash: at(3), path: naivePath(1, tree), root: naiveRoot(tree) }
  assert.ok(!verifySubtreeInclusion(sha256, { ...proof, index: 3, start: 2, end: 5 }))
  const aligned = leaves.slice(4, 7)
  const good = { leafHash: at(5), path: naivePath(1, aligned), root: naiveRoot(aligned) }
  assert.ok(verifySubtreeInclusion(sha256, { ...good, index: 5, start: 4, end: 7 }))
})
