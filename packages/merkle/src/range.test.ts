// Compact ranges grow, merge and report completed nodes like the trees that they represent.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { at, leaves, naiveRoot, nodeAt, rangeOf, sha256, sizes } from '../test/naive.ts'
import {
  appendLeaf,
  appendLeaves,
  emptyRange,
  foldPath,
  inclusionRoot,
  mergeRanges,
  planConsistency,
  planInclusion,
  planRange,
  rangeRoot,
  rangeSizes,
} from './index.ts'

test('adjacent ranges merge into the range of all their leaves', () => {
  for (let end = 0; end <= 40; end++) {
    for (let begin = 0; begin <= end; begin++) {
      const whole = rangeOf(begin, end)
      assert.deepEqual(
        whole.hashes,
        planRange(begin, end).map(({ level, index }) => nodeAt(level, index)),
      )
      for (let middle = begin; middle <= end; middle += 3) {
        assert.deepEqual(mergeRanges(sha256, rangeOf(begin, middle), rangeOf(middle, end)), whole)
      }
    }
  }
  for (const n of sizes(10)) {
    const cut = n >> 1
    const merged = mergeRanges(sha256, rangeOf(0, cut), rangeOf(cut, n))
    assert.deepEqual(rangeRoot(sha256, merged), naiveRoot(leaves.slice(0, n)))
  }
})

test('a batch, single leaves and several batches grow the same range and leave the old one alone', () => {
  const start = rangeOf(0, 37)
  const before = structuredClone(start)
  const batch = appendLeaves(sha256, start, leaves.slice(37, 537))
  let single = start
  for (const leaf of leaves.slice(37, 537)) single = appendLeaf(sha256, single, leaf)
  assert.deepEqual(single, batch)
  assert.deepEqual(
    appendLeaves(sha256, appendLeaves(sha256, start, leaves.slice(37, 300)), leaves.slice(300, 537)),
    batch,
  )
  assert.deepEqual(start, before)
})

test('every node that becomes complete is reported once', () => {
  const seen = new Map<string, Uint8Array>()
  appendLeaves(sha256, rangeOf(0, 5), leaves.slice(5, 300), (level, index, hash) => {
    assert.ok(!seen.has(`${level}/${index}`))
    seen.set(`${level}/${index}`, hash)
    assert.deepEqual(hash, nodeAt(level, index))
  })
  let expected = 0
  for (let level = 1; level <= 8; level++) expected += (300 >> level) - (5 >> level)
  assert.equal(seen.size, expected)
  appendLeaf(sha256, rangeOf(0, 3), at(3), (level, index) => seen.set(`single ${level}/${index}`, at(3)))
  assert.ok(seen.has('single 1/1') && seen.has('single 2/0'))
})

test('sizes beyond 32 bits are planned exactly', () => {
  const size = 2 ** 52 + 2 ** 33 + 1
  assert.deepEqual(rangeSizes(0, size), [2 ** 52, 2 ** 33, 1])
  assert.deepEqual(rangeSizes(2 ** 40 + 2 ** 35, 2 ** 41 + 1), [
    2 ** 35,
    2 ** 36,
    2 ** 37,
    2 ** 38,
    2 ** 39,
    1,
  ])
  assert.equal(
    rangeSizes(1, Number.MAX_SAFE_INTEGER).reduce((sum, each) => sum + each),
    2 ** 53 - 2,
  )
  const plan = planInclusion(2 ** 33 + 5, size)
  assert.equal(plan.length, 53)
  const path = plan.map((_, i) => at(i))
  const root = inclusionRoot(sha256, { index: 2 ** 33 + 5, size, leafHash: at(99), path })
  assert.ok(root !== undefined)
  assert.equal(
    inclusionRoot(sha256, { index: 2 ** 33 + 5, size, leafHash: at(99), path: path.slice(1) }),
    undefined,
  )
  assert.deepEqual(planConsistency(2 ** 52, size), [
    [
      { level: 33, index: 2 ** 19 },
      { level: 0, index: 2 ** 52 + 2 ** 33 },
    ],
  ])
})

test('impossible positions are refused', () => {
  for (const bad of [-1, 0.5, Number.NaN, 2 ** 53]) {
    assert.throws(() => emptyRange(bad), RangeError)
    assert.throws(() => rangeSizes(bad, 5), RangeError)
    assert.throws(() => rangeSizes(0, bad), RangeError)
    assert.throws(() => planInclusion(bad, 5), RangeError)
    assert.throws(() => planInclusion(0, bad), RangeError)
    assert.throws(() => planConsistency(bad, 5), RangeError)
    assert.throws(() => planConsistency(1, bad), RangeError)
    assert.equal(inclusionRoot(sha256, { index: bad, size: 5, leafHash: at(0), path: [] }), undefined)
    assert.equal(inclusionRoot(sha256, { index: 0, size: bad, leafHash: at(0), path: [] }), undefined)
  }
  assert.throws(() => rangeSizes(5, 4), RangeError)
  assert.throws(() => planInclusion(5, 5), RangeError)
  assert.throws(() => planConsistency(0, 5), RangeError)
  assert.throws(() => planConsistency(6, 5), RangeError)
  assert.throws(() => foldPath(sha256, [[]], nodeAt), RangeError)
  assert.throws(() => mergeRanges(sha256, rangeOf(0, 3), rangeOf(4, 5)), RangeError)
  assert.throws(() => rangeRoot(sha256, rangeOf(1, 3)), RangeError)
  assert.throws(() => rangeRoot(sha256, { begin: 0, end: 3, hashes: [at(0)] }), RangeError)
  assert.throws(() => appendLeaf(sha256, { begin: 0, end: 3, hashes: [] }, at(0)), RangeError)
})
