// A commitment opens only with its own value, path and salt.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { canonicalize, encodeHex, parseJson } from '@countersign/json'
import npmCanonicalize from 'canonicalize'
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

test('numbers and names are written as RFC 8785 writes them, and a number that is not exact is refused', () => {
  const read = parseJson(
    '{"z":25.0,"y":3e-9,"x":-0.0,"\\ud83d\\ude80":1,"\\ufb06":2,"w":"\\u2029\\u0080\\u007f"}',
  )
  const written = '{"w":"\u2029\u0080\u007f","x":0,"y":3e-9,"z":25,"\ud83d\ude80":1,"\ufb06":2}'
  assert.equal(canonicalize(read), written)
  assert.equal(npmCanonicalize(read), written)
  assert.deepEqual(
    commit(nobleSuite, salt, 'action.arguments', read),
    commit(nobleSuite, salt, 'action.arguments', JSON.parse(written)),
  )
  for (const number of ['4e19', '9007199254740993', '-4e19'])
    assert.throws(() => parseJson(`{"v":${number}}`), { code: 'json.unsafe_number' })
})
