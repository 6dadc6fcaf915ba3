// Tests the hour, minute and weekday of a moment in the time zone of the settings.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseDatetime } from '../evaluate/datetime.ts'
import { FactsError } from '../model/facts.ts'
import { clockOf, timeOf as timeBy } from './time.ts'

function timeOf(ms: number, zone: string) {
  return timeBy(ms, clockOf(zone))
}

function at(text: string, zone: string): unknown {
  const { hour, minute, weekday } = timeOf(Date.parse(text), zone) as Record<string, unknown>
  return `${weekday} ${hour}:${minute}`
}

test('hour, minute and weekday are those of the time zone, through its changes of clocks', () => {
  assert.equal(at('2026-01-05T12:34:56Z', 'UTC'), 'monday 12:34')
  assert.equal(at('2026-01-05T23:30:00Z', 'Europe/Berlin'), 'tuesday 0:30')
  assert.equal(at('2026-03-29T00:59:59Z', 'Europe/Berlin'), 'sunday 1:59')
  assert.equal(at('2026-03-29T01:00:00Z', 'Europe/Berlin'), 'sunday 3:0')
  assert.equal(at('2026-10-25T01:00:00Z', 'Europe/Berlin'), 'sunday 2:0')
  assert.equal(at('2026-01-05T12:00:00Z', 'Asia/Kathmandu'), 'monday 17:45')
  assert.equal(at('2026-01-05T05:00:00Z', 'America/New_York'), 'monday 0:0')
  assert.equal(at('1960-01-01T00:00:00Z', 'Africa/Monrovia'), 'thursday 23:15')
  assert.equal(at('1960-01-01T00:00:59Z', 'Africa/Monrovia'), 'thursday 23:16')
})

test('an unknown time zone is an error and never another one', () => {
  for (const zone of ['Mars/Olympus', '', 'UTC+25', '\ud800'])
    assert.throws(
      () => timeOf(0, zone),
      (error) => error instanceof FactsError && error.code === 'settings.invalid',
    )
})

test('UTC agrees with the calendar and every moment is one that Cedar reads', () => {
  const moment = fc.oneof(
    fc.integer({ min: -8.64e15, max: 8.64e15 }),
    fc.integer({ min: 0, max: 4e12 }),
    fc.double(),
  )
  fc.assert(
    fc.property(moment, (ms) => {
      const own = timeOf(ms, 'UTC') as { at: { __extn: { arg: string } }; hour: number; weekday: string }
      const parsed = Number(parseDatetime(own.at.__extn.arg).amount)
      if (ms >= 0 && ms < 4e12) assert.equal(parsed, Math.trunc(ms) + 0)
      const { hour, minute, weekday } = timeOf(ms, 'Etc/UTC') as Record<string, unknown>
      assert.deepEqual(own, { at: own.at, hour, minute, weekday })
    }),
    { numRuns: 500 },
  )
})
