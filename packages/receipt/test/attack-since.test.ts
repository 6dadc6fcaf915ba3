// A checkpoint that was kept from before reveals rollback and forks.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Report, verifyEvidence } from '../src/index.ts'
import { assertValid, check, failureOf, joined, linesIn, log, suite, trust, uncheckedOf } from './attack.ts'
import * as make from './make.ts'

/** Of the whole log. */
const SIZE = log.entries.length

test('a kept checkpoint shows growth, rollback and fork', () => {
  function since(size: number, extra: Partial<make.Cut> = {}, sinceProof?: string[]): Report {
    return check(make.bundleOf(log, extra), {
      trust,
      since: make.checkpointOf(log, size),
      ...(sinceProof && { sinceProof }),
    })
  }
  for (let size = 1; size <= SIZE; size++) assertValid(since(size))
  for (const size of [10, 15, 20, SIZE]) assertValid(since(size, { from: 10, to: 20 }))
  assert.deepEqual(uncheckedOf(since(9, { from: 10, to: 20 })), ['since.no_proof'])
  assert.deepEqual(uncheckedOf(since(21, { from: 10, to: 20 })), ['since.no_proof'])
  const proof = make.headerOf(log, { consistencyFrom: 9 }).consistency?.path ?? []
  assertValid(since(9, { from: 10, to: 20, consistencyFrom: 9 }))
  assertValid(since(9, { from: 10, to: 20 }, proof))
  assertValid(check(make.bundleOf(log, { consistencyFrom: 9 })))
  assert.equal(failureOf(since(8, { from: 10, to: 20 }, proof)), 'since.proof')
  assert.equal(failureOf(since(9, { from: 10, to: 20 }, ['x'])), 'since.proof')
  assert.equal(failureOf(since(SIZE, { size: 32 })), 'since.rollback')
  const lines = linesIn(make.bundleOf(log))
  assert.equal(failureOf(check(joined(lines.slice(0, -3)))), 'completeness.missing')
  function fork(size: number, cut: make.Cut = {}): string {
    return failureOf(
      check(make.bundleOf(log, cut), { trust, since: { tree_size: size, root: 'ab'.repeat(32) } }),
    )
  }
  for (const size of [1, 17, SIZE]) assert.equal(fork(size), 'since.fork')
  assert.equal(fork(9, { from: 10, consistencyFrom: 9 }), 'since.fork')
  const origin = { ...make.checkpointOf(log, 5), origin: `countersign/${make.OTHER_ORG}` }
  assert.equal(failureOf(check(make.bundleOf(log), { trust, since: origin })), 'since.origin')
  for (const bad of [
    { tree_size: 0, root: 'ab'.repeat(32) },
    { tree_size: 1, root: 'AB'.repeat(32) },
  ]) {
    assert.throws(() => check('', { since: bad }), { code: 'since.malformed' })
  }
})

test('a kept checkpoint can be older or newer than the evidence', () => {
  const evidence = make.evidenceOf(log, 8)
  function verify(size: number, sinceProof?: string[]): Report {
    return verifyEvidence(suite, evidence, {
      trust,
      since: make.checkpointOf(log, size),
      ...(sinceProof && { sinceProof }),
    })
  }
  assertValid(verify(12))
  assert.deepEqual(uncheckedOf(verify(7)), ['since.no_proof'])
  assertValid(verify(7, make.headerOf(log, { size: 12, consistencyFrom: 7 }).consistency?.path))
  assertValid(verify(SIZE, make.headerOf(log, { size: SIZE, consistencyFrom: 12 }).consistency?.path))
  assert.equal(failureOf(verify(SIZE, [])), 'since.proof')
  const fork = { ...make.checkpointOf(log, 12), root: 'ab'.repeat(32) }
  assert.equal(failureOf(verifyEvidence(suite, evidence, { trust, since: fork })), 'since.fork')
})
