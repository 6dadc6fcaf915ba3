// A shorter time to keep values holds a week later, a longer one at once, and what is set twice waits once.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Retention } from '../../ports/nouns.ts'
import { oldestKept, retentionAfter, retentionAt } from './retention.ts'

const DAY = 24 * 60 * 60_000
const NOW = 1_795_000_000_000
const FOR_EVER: Retention = { days: null }

test('a shorter time holds only seven days after it was set', () => {
  const set = retentionAfter(FOR_EVER, 30, NOW)
  assert.deepEqual(set, { days: null, next: { days: 30, at: NOW + 7 * DAY } })
  assert.equal(oldestKept(set, NOW + 7 * DAY - 1), undefined)
  assert.equal(oldestKept(set, NOW + 7 * DAY), NOW - 23 * DAY)
  assert.deepEqual(retentionAt(set, NOW + 7 * DAY), { days: 30 })
  const shorter = retentionAfter({ days: 90 }, 30, NOW)
  assert.equal(oldestKept(shorter, NOW), NOW - 90 * DAY)
})

test('a longer time, and none, hold at once and take back what was to come', () => {
  const coming: Retention = { days: 90, next: { days: 30, at: NOW + DAY } }
  for (const days of [90, 91, null]) assert.deepEqual(retentionAfter(coming, days, NOW), { days })
})

test('what is set again begins when it would have begun', () => {
  const once = retentionAfter(FOR_EVER, 30, NOW)
  assert.deepEqual(retentionAfter(once, 30, NOW + DAY), once)
  assert.deepEqual(retentionAfter(once, 31, NOW + DAY).next, { days: 31, at: NOW + 8 * DAY })
})

test('whatever is set in whatever order, nothing younger than what was kept is given up without seven days of notice', () => {
  const step = fc.record({
    days: fc.option(fc.integer({ min: 30, max: 60 })),
    wait: fc.integer({ min: 0, max: 10 * DAY }),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      let [retention, now] = [FOR_EVER, NOW]
      /** Everything that was ever set, with when. */
      const told: { days: number | null; at: number }[] = []
      for (const { days, wait } of steps) {
        retention = retentionAfter(retention, days, now)
        told.push({ days, at: now })
        now += wait
        const kept = oldestKept(retention, now)
        if (kept === undefined) continue
        const inTime = told.filter(({ at }) => at <= now - 7 * DAY).map(({ days: each }) => each)
        assert.ok(inTime.some((each) => each !== null && now - each * DAY >= kept))
      }
    }),
  )
})
