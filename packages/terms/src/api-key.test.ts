// API keys carry their mode and org, and any mistyped character is noticed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { API_KEY_RANDOM_BYTES, formatApiKey, parseApiKey } from './api-key.ts'
import { crc32 } from './crc32.ts'

const orgId = 'org_01hzy3v7q8p4k2m6n9rstw5xbc'
const random = Uint8Array.from({ length: API_KEY_RANDOM_BYTES }, (_, index) => index * 7)
const key = formatApiKey('live', orgId, random)

test('the checksum is the CRC-32 that other tools compute', () => {
  assert.equal(crc32('123456789'), 0xcbf43926)
})

test('a key gives back its mode and org without a look-up', () => {
  assert.deepEqual(parseApiKey(key), { mode: 'live', orgId })
  assert.deepEqual(parseApiKey(formatApiKey('test', orgId, random)), { mode: 'test', orgId })
  assert.equal(key.length, 8 + 26 + 48 + 7)
})

test('a key with one wrong character is refused wherever the character is', () => {
  let refused = 0
  for (let index = 0; index < key.length; index++) {
    const wrong = key[index] === 'b' ? 'c' : 'b'
    const changed = key.slice(0, index) + wrong + key.slice(index + 1)
    assert.equal(parseApiKey(changed), undefined, changed)
    refused++
  }
  assert.equal(refused, key.length)
})

test('a key that is cut, padded or in capitals is refused', () => {
  for (const text of ['', key.slice(0, -1), `${key} `, ` ${key}`, `${key}\n`, key.toUpperCase()]) {
    assert.equal(parseApiKey(text), undefined, JSON.stringify(text))
  }
})

test('a key is never made from too little randomness', () => {
  assert.throws(() => formatApiKey('live', orgId, random.slice(1)), RangeError)
  assert.throws(() => formatApiKey('live', 'org_x', random), RangeError)
})
