// Times that exist are read exactly; others are refused, never moved to another day.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseTime } from './times.ts'

describe('parseTime', () => {
  it('reads a time that exists', () => {
    for (const [text, time] of [
      ['1970-01-01T00:00:00Z', 0],
      ['2024-02-29T23:59:59.999Z', Date.UTC(2024, 1, 29, 23, 59, 59, 999)],
      ['2026-12-31T23:00:00-02:00', Date.UTC(2027, 0, 1, 1)],
      ['2026-03-01T00:30:00+01:00', Date.UTC(2026, 1, 28, 23, 30)],
    ] as const) {
      assert.equal(parseTime(text), time, text)
    }
  })

  it('refuses one that does not exist, and what is not a time', () => {
    for (const text of [
      '2026-02-29T00:00:00Z',
      '2026-02-31T00:00:00Z',
      '2026-04-31T00:00:00+02:00',
      '2026-00-01T00:00:00Z',
      '2026-13-01T00:00:00Z',
      '2026-01-00T00:00:00Z',
      '2026-01-32T00:00:00Z',
      '2026-01-01T24:00:00Z',
      '2026-01-01T00:60:00Z',
      '2026-01-01T00:00:60Z',
      '2026-01-01T00:00:00+24:00',
      '2026-01-01T00:00:00',
      '2026-01-01',
      '',
    ]) {
      assert.equal(parseTime(text), undefined, text)
    }
  })

  it('keeps every day of four years', () => {
    for (let day = Date.UTC(2024, 0, 1); day < Date.UTC(2028, 0, 1); day += 86_400_000) {
      assert.equal(parseTime(new Date(day).toISOString()), day)
    }
  })
})
