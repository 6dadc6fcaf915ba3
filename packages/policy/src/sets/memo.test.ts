// Tests that a memo stays within its limit, keeps what is in use, and never answers wrongly.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { memo } from './memo.ts'

test('a memo answers what was last set or nothing, and never holds more than its limit', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 9 }),
      fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 15 })), { maxLength: 80 }),
      (limit, steps) => {
        const kept = memo<number>(limit, 8)
        const truth = new Map<string, number>()
        for (const [at, [write, key]] of steps.entries()) {
          const name = `k${key}`
          if (write) {
            kept.set(name, at)
            truth.set(name, at)
          } else assert.ok([undefined, truth.get(name)].includes(kept.get(name)))
        }
        const held = [...truth.keys()].filter((name) => kept.get(name) !== undefined)
        assert.ok(held.length <= limit)
      },
    ),
  )
})

test('what is in use survives as new entries come, and a key that is too long is not kept', () => {
  const kept = memo<number>(8, 4)
  kept.set('used', 1)
  for (let at = 0; at < 100; at += 1) {
    kept.set(`n${at}`, at)
    assert.equal(kept.get('used'), 1)
  }
  assert.equal(kept.get('n0'), undefined)
  kept.set('abcde', 1)
  assert.equal(kept.get('abcde'), undefined)
})
