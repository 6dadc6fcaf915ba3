import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { encodeHex } from '@countersign/json'
import { checkDisclosure, commit } from './commitment.ts'
import { nobleSuite } from './noble.ts'

const salt = Uint8Array.from({ length: 32 }, (_, i) => i)
const value = { b: [1, 'é'], a: { z: 0, y: true } }
const commitment = commit(nobleSuite, salt, 'action.arguments', value)
const disclosure = { path: 'action.arguments', salt: encodeHex(salt), value }

test('a commitment is HMAC-SHA-256 under the salt over path, zero byte and canonical value', () => {
  const message = 'action.arguments\0{"a":{"y":true,"z":0},"b":[1,"é"]}'
  assert.deepEqual(commitment, {
    alg: 'hmac-sha256',
    c: createHmac('sha256', salt).update(message, 'utf8').digest('hex'),
  })
})

test('a disclosure opens its commitment whatever the order of its members', () => {
  assert.ok(checkDisclosure(nobleSuite, commitment, disclosure))
  assert.ok(
    checkDisclosure(nobleSuite, commitment, { ...disclosure, value: { a: { y: true, z: 0 }, b: [1, 'é'] } }),
  )
})

test('another value, path, salt or algorithm does not open it, and neither does a missing value', () => {
  const { value: _, ...erased } = disclosure
  const wrong = [
    { ...disclosure, value: { ...value, b: [1, 'e'] } },
    { ...disclosure, value: null },
    { ...disclosure, path: 'action.target' },
    { ...disclosure, path: '' },
    { ...disclosure, salt: '00'.repeat(32) },
    { ...disclosure, salt: disclosure.salt.toUpperCase() },
    { ...disclosure, salt: '00' },
    { ...disclosure, value: '\ud800' },
    erased,
  ]
  for (const each of wrong) assert.ok(!checkDisclosure(nobleSuite, commitment, each))
  const otherName = Object.assign({}, commitment, { alg: 'sha256' })
  assert.ok(!checkDisclosure(nobleSuite, otherName, disclosure))
})

test('a salt that is not 32 bytes and a path that could run into the value are refused', () => {
  for (const length of [0, 16, 31, 33]) {
    assert.throws(() => commit(nobleSuite, new Uint8Array(length), 'a', 1), { code: 'commitment.salt' })
  }
  for (const path of ['', 'a\0b']) {
    assert.throws(() => commit(nobleSuite, salt, path, 1), { code: 'commitment.path' })
  }
  assert.throws(() => commit(nobleSuite, salt, 'a', Number.NaN), { name: 'JsonError' })
})
