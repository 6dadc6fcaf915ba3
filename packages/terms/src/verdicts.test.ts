// When several verdicts apply, the strictest one counts.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { strictest, strictness, VERDICTS } from './verdicts.ts'

test('of several verdicts that apply the strictest counts, in any order', () => {
  const order = ['allow', 'sanitize', 'defer', 'require_approval', 'deny'] as const
  assert.deepEqual([...VERDICTS], order)
  for (const [at, first] of order.entries()) {
    assert.equal(strictness(first), at)
    for (const [otherAt, second] of order.entries()) {
      assert.equal(strictest(first, second), order[Math.max(at, otherAt)])
      assert.equal(strictest('allow', second, first), order[Math.max(at, otherAt)])
    }
  }
})
