// Roots and proofs equal those of the recursive definition in RFC 9162, for trees of many sizes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  at,
  concat,
  joined,
  leaves,
  naivePath,
  naiveProof,
  naiveRoot,
  naiveSubtreeProof,
  nodeAt,
  sha256,
  sizes,
} from '../test/naive.ts'
import {
  appendLeaf,
  consistencyPath,
  emptyRange,
  emptyRoot,
  foldPath,
  inclusionPath,
  inclusionRoot,
  leafHash,
  leafHashes,
  nodeHash,
  planConsistency,
  planInclusion,
  rootOf,
  verifyConsistency,
  verifyInclusion,
  verifySubtreeConsistency,
} from './index.ts'

test('leaf, node and empty hashes are those of RFC 9162', () => {
  assert.equal(Buffer.from(emptyRoot(sha256)).toString('hex').slice(0, 16), 'e3b0c44298fc1c14')
  const leaf = Buffer.from('abc')
  assert.deepEqual(leafHash(sha256, leaf), sha256(concat(Uint8Array.of(0), leaf)))
  assert.deepEqual(nodeHash(sha256, at(0), at(1)), joined(at(0), at(1)))
  const many = ['a long leaf', '', 'b', 'another long leaf'].map((text) => new Uint8Array(Buffer.from(text)))
  assert.deepEqual(
    leafHashes(sha256, many),
    many.map((each) => leafHash(sha256, each)),
  )
  assert.deepEqual(leafHashes(sha256, []), [])
})

test('roots and inclusion proofs equal the recursive definition for every leaf of every tree up to 70', () => {
  let proofs = 0
  for (let n = 0; n <= 70; n++) {
    const d = leaves.slice(0, n)
    const root = naiveRoot(d)
    assert.deepEqual(rootOf(sha256, d), root)
    for (let m = 0; m < n; m++) {
      const path = inclusionPath(sha256, d, m)
      assert.deepEqual(path, naivePath(m, d))
      const proof = { index: m, size: n, leafHash: at(m), path, root }
      assert.deepEqual(inclusionRoot(sha256, proof), root)
      assert.ok(verifyInclusion(sha256, proof))
      assert.ok(!verifyInclusion(sha256, { ...proof, leafHash: at(m + 1) }))
      proofs++
    }
  }
  assert.equal(proofs, 2485)
})

test('consistency proofs equal the recursive definition for every pair of sizes up to 70', () => {
  let proofs = 0
  for (let n = 1; n <= 70; n++) {
    const d = leaves.slice(0, n)
    const root2 = naiveRoot(d)
    for (let m = 1; m <= n; m++) {
      const path = consistencyPath(sha256, d, m)
      assert.deepEqual(path, naiveProof(m, d))
      const proof = { size1: m, size2: n, root1: naiveRoot(leaves.slice(0, m)), root2, path }
      assert.ok(verifyConsistency(sha256, proof))
      assert.ok(!verifyConsistency(sha256, { ...proof, root1: at(1999) }))
      assert.ok(!verifyConsistency(sha256, { ...proof, root2: at(1999) }))
      proofs++
    }
  }
  assert.equal(proofs, 2485)
})

test('proofs from stored nodes equal the recursive definition for trees up to 2000', () => {
  for (const n of sizes(15)) {
    const d = leaves.slice(0, n)
    const root = naiveRoot(d)
    assert.deepEqual(rootOf(sha256, d), root)
    for (const m of [0, 1, n >> 1, (n * 7) % n, n - 2, n - 1]) {
      const path = foldPath(sha256, planInclusion(m, n), nodeAt)
      assert.deepEqual(path, naivePath(m, d))
      assert.ok(verifyInclusion(sha256, { index: m, size: n, leafHash: at(m), path, root }))
      const size1 = m + 1
      const grown = foldPath(sha256, planConsistency(size1, n), nodeAt)
      assert.deepEqual(grown, naiveProof(size1, d))
      const root1 = naiveRoot(leaves.slice(0, size1))
      assert.ok(verifyConsistency(sha256, { size1, size2: n, root1, root2: root, path: grown }))
    }
  }
})

test('every subtree is consistent with its tree, and with no other root', () => {
  let proofs = 0
  for (const size of [1, 2, 5, 8, 13, 21]) {
    const root2 = naiveRoot(leaves.slice(0, size))
    for (let start = 0; start < size; start++) {
      for (let end = start + 1; end <= size; end++) {
        let room = 1
        while (room < end - start) room *= 2
        if (start % room !== 0) continue
        const path = naiveSubtreeProof(start, end, leaves.slice(0, size))
        const root1 = naiveRoot(leaves.slice(start, end))
        assert.ok(verifySubtreeConsistency(sha256, { start, end, size, root1, root2, path }))
        assert.ok(!verifySubtreeConsistency(sha256, { start, end, size, root1: at(1999), root2, path }))
        assert.ok(!verifySubtreeConsistency(sha256, { start, end, size, root1, root2: at(1999), path }))
        proofs++
      }
    }
  }
  assert.equal(proofs, 132)
})

test('several tree sizes can imply one root, so the size of a proof proves nothing', () => {
  const path = [at(1), at(2)]
  const claim = { index: 0, leafHash: at(0), path }
  assert.deepEqual(inclusionRoot(sha256, { ...claim, size: 3 }), inclusionRoot(sha256, { ...claim, size: 4 }))
})

test('hashes of another length are refused, so no boundary inside a node can move', () => {
  const short = at(0).subarray(1)
  const long = concat(at(0).subarray(0, 1), at(1))
  assert.equal(inclusionRoot(sha256, { index: 0, size: 2, leafHash: at(0), path: [short] }), undefined)
  assert.equal(inclusionRoot(sha256, { index: 0, size: 2, leafHash: long, path: [short] }), undefined)
  const proof = { size1: 1, size2: 2, root1: at(0), root2: naiveRoot(leaves.slice(0, 2)), path: [at(1)] }
  assert.ok(verifyConsistency(sha256, proof))
  assert.ok(!verifyConsistency(sha256, { ...proof, path: [short] }))
  assert.ok(!verifyConsistency(sha256, { ...proof, root1: short }))
  assert.ok(!verifyConsistency(sha256, { ...proof, root2: short }))
  assert.throws(() => nodeHash(sha256, short, long), RangeError)
  assert.throws(() => nodeHash(sha256, at(0), long), RangeError)
  assert.throws(() => appendLeaf(sha256, emptyRange(0), short), RangeError)
})
