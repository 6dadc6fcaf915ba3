// Ids fit their patterns, sort by time, and give back the time and position inside them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { base32Number } from './base32.ts'
import {
  gateId,
  ID_PATTERNS,
  newId,
  parsePositionId,
  positionId,
  RANDOM_ID_PREFIXES,
  receiptId,
  seqOfId,
  ulid,
} from './ids.ts'

const zeros = new Uint8Array(10)
const ones = new Uint8Array(10).fill(255)

test('a ULID matches the published example for its time, and sorts by time', () => {
  // The example of the ULID specification: 2016-07-30T23:54:10.259Z is 01ARZ3NDEK.
  assert.equal(ulid(1469922850259, zeros), `01arz3ndek${'0'.repeat(16)}`)
  assert.equal(ulid(0, ones), `${'0'.repeat(10)}${'z'.repeat(16)}`)
  assert.ok(ulid(1000, ones) < ulid(1001, zeros))
})

test('a new id fits the pattern of its prefix', () => {
  for (const prefix of RANDOM_ID_PREFIXES) {
    assert.match(newId(prefix, 1469922850259, ones), ID_PATTERNS[prefix])
  }
})

test('time and position come back from a receipt id, up to the largest of both', () => {
  for (const [issuedAt, seq] of [
    [0, 0],
    [1763721600000, 12345],
    [2 ** 48 - 1, 2 ** 50 - 1],
  ] as const) {
    const id = positionId('rcp', issuedAt, seq)
    assert.match(id, ID_PATTERNS.rcp)
    assert.deepEqual(parsePositionId('rcp', id), { issuedAt, seq })
  }
})

test('a receipt id is refused as a gate id, and so is a malformed one', () => {
  const id = positionId('rcp', 1763721600000, 1)
  assert.equal(parsePositionId('gte', id), undefined)
  for (const text of [
    '',
    id.slice(1),
    `${id}0`,
    id.toUpperCase(),
    id.replace(/.$/, 'u'),
    `rcp_${'z'.repeat(20)}`,
  ]) {
    assert.equal(parsePositionId('rcp', text), undefined, text)
  }
})

test('an id is never made from a time or position out of range', () => {
  for (const value of [-1, 0.5, Number.NaN, 2 ** 53]) {
    assert.throws(() => positionId('rcp', value, 0), RangeError)
    assert.throws(() => positionId('rcp', 0, value), RangeError)
  }
  assert.throws(() => ulid(0, new Uint8Array(9)), RangeError)
})

test('ids carry time and seq, sort by time, and give the seq back', () => {
  assert.equal(receiptId(0, 0), `rcp_${'0'.repeat(20)}`)
  assert.equal(receiptId(1_795_000_000_000, 33), 'rcp_01m7q5cqg00000000011')
  for (const seq of [0, 1, 31, 32, 1023, 2 ** 32, 2 ** 50 - 1]) {
    assert.equal(seqOfId(receiptId(2 ** 48 - 1, seq)), seq)
    assert.equal(seqOfId(gateId(0, seq)), seq)
  }
  assert.ok(receiptId(10, 999) < receiptId(11, 0))
  for (const bad of [-1, 1.5, 2 ** 50]) assert.throws(() => receiptId(0, bad), RangeError)
  for (const bad of ['', 'rcp_', 'apr_00000000000000000000', 'rcp_0000000000000000000i']) {
    assert.throws(() => seqOfId(bad), RangeError)
  }
})

test('an id is that of its own time and place, whatever was made or refused before it', () => {
  const times = [0, 1, 10, 1_795_000_000_000, 2 ** 48 - 1]
  const places = [0, 1, 33, 2 ** 50 - 1]
  function fresh(time: number, seq: number): string {
    return base32Number(time, 10) + base32Number(seq, 10)
  }
  for (const before of times)
    for (const time of times)
      for (const seq of places) {
        receiptId(time, seq)
        ulid(before, new Uint8Array(10))
        assert.throws(() => receiptId(before, -1), RangeError)
        assert.throws(() => receiptId(-1, seq), RangeError)
        assert.equal(receiptId(before, seq), `rcp_${fresh(before, seq)}`)
        assert.equal(gateId(time, seq), `gte_${fresh(time, seq)}`)
        assert.equal(ulid(time, new Uint8Array(10)), base32Number(time, 10) + '0'.repeat(16))
      }
})
