// Times that exist are read exactly; others are refused, never moved to another day.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { formatTime, parseTime, timeFault } from './times.ts'

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

  it('takes a fraction of a millisecond for a whole one, so that no range ends too early', () => {
    const midnight = Date.UTC(2026, 10, 22)
    for (const [text, time] of [
      ['2026-11-21T23:59:59.999999Z', midnight],
      ['2026-11-21T23:59:59.999000001Z', midnight],
      ['2026-11-21T23:59:59.999000Z', midnight - 1],
      ['2026-11-21T23:59:59.9Z', midnight - 100],
      ['2026-11-22T00:00:00.000000000Z', midnight],
    ] as const) {
      assert.equal(parseTime(text), time, text)
    }
  })

  it('reads what formatTime writes', () => {
    for (const time of [0, 1, 999, 1_795_000_000_000, Date.UTC(9999, 11, 31, 23, 59, 59, 999)])
      assert.equal(parseTime(formatTime(time)), time)
    assert.equal(formatTime(1_795_000_000_000), '2026-11-18T11:06:40.000Z')
  })

  it('keeps every day of four years', () => {
    for (let day = Date.UTC(2024, 0, 1); day < Date.UTC(2028, 0, 1); day += 86_400_000) {
      assert.equal(parseTime(new Date(day).toISOString()), day)
    }
  })
})

describe('timeFault', () => {
  it('says for each kind of mistake what to write instead', () => {
    for (const [text, fault] of [
      ['1795000000000', /not a number: write `2026-/],
      ['2026-11-21 10:00:00Z', /RFC 3339/],
      ['2026-11-21T10:00:00', /offset from UTC: add `Z`/],
      ['2026-11-21T10:00:00 02:00', /`%2B` instead of `\+`/],
      ['2026-12-31T23:59:60Z', /leap second/],
      ['2026-02-31T00:00:00Z', /that exists/],
      ['yesterday', /RFC 3339 time that exists, such as `2026-/],
      ['', /RFC 3339/],
    ] as const) {
      assert.match(timeFault(text) ?? '', fault, text)
    }
    assert.equal(timeFault('2026-11-21T10:00:00.5+02:00'), undefined)
  })
})
