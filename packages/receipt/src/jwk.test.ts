// Key sets are read strictly, and every key is known by its computed thumbprint.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { encodeBase64url } from '@countersign/json'
import { parseKeySet, publicKeyOf, thumbprint, toJwk } from './jwk.ts'
import { nobleSigner, nobleSuite } from './noble.ts'

const { publicKey } = nobleSigner(new Uint8Array(32).fill(1))
const other = nobleSigner(new Uint8Array(32).fill(2)).publicKey
const jwk = toJwk(nobleSuite, publicKey)
function parse(...keys: unknown[]): unknown {
  return parseKeySet(nobleSuite, { keys })
}

test('the kid is the RFC 7638 thumbprint', () => {
  const canonical = JSON.stringify({
    alg: 'ML-DSA-65',
    kty: 'AKP',
    pub: Buffer.from(publicKey).toString('base64url'),
  })
  const expected = createHash('sha256').update(canonical).digest()
  assert.deepEqual(thumbprint(nobleSuite, publicKey), new Uint8Array(expected))
  assert.equal(jwk.kid, expected.toString('base64url'))
  assert.deepEqual(publicKeyOf(jwk), publicKey)
})

test('a key set is parsed with computed thumbprints and its validity', () => {
  const { kid: _, ...anonymous } = toJwk(nobleSuite, other, { from_size: 5 })
  const old = toJwk(nobleSuite, publicKey, { from_size: 0, until_size: 5 })
  assert.deepEqual(parse(old, anonymous), { keys: [old, toJwk(nobleSuite, other, { from_size: 5 })] })
  assert.deepEqual(parse({ ...jwk, use: 'sig', key_ops: ['verify'] }), { keys: [jwk] })
  assert.deepEqual(parse(), { keys: [] })
})

test('a key is never accepted under a foreign thumbprint', () => {
  assert.throws(() => parse({ ...jwk, kid: toJwk(nobleSuite, other).kid }), { code: 'jwk.kid' })
  assert.throws(() => parse({ ...jwk, kid: 7 }), { code: 'jwk.kid' })
})

test('a second spelling of the same key is refused, since the thumbprint is over the text', () => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const next = alphabet.charAt(alphabet.indexOf(jwk.pub.slice(-1)) + 1)
  const pub = jwk.pub.slice(0, -1) + next
  assert.deepEqual(new Uint8Array(Buffer.from(pub, 'base64url')), publicKey)
  const { kid: _, ...anonymous } = jwk
  for (const key of [jwk, anonymous])
    assert.throws(() => parse({ ...key, pub }), { code: 'base64url.trailing_bits' })
})

test('a key set of another shape is refused by name', () => {
  const short = encodeBase64url(publicKey.subarray(1))
  const long = encodeBase64url(Uint8Array.of(...publicKey, 0))
  const cases: [string, unknown][] = [
    ['jwk.kty', { ...jwk, kty: 'OKP' }],
    ['jwk.alg', { ...jwk, alg: 'ML-DSA-87' }],
    ['jwk.private', { ...jwk, priv: 'AA' }],
    ['jwk.member', { ...jwk, x5c: [] }],
    ['jwk.pub', { ...jwk, pub: short }],
    ['jwk.pub', { ...jwk, pub: long }],
    ['jwk.pub', { ...jwk, pub: undefined }],
    ['base64url.digit', { ...jwk, pub: `${jwk.pub.slice(0, -1)}=` }],
    ['jwk.validity', { ...jwk, from_size: -1 }],
    ['jwk.validity', { ...jwk, until_size: '5' }],
    ['jwk.validity', { ...jwk, from_size: 5, until_size: 5 }],
    ['jwk.validity', { ...jwk, until_size: 0 }],
    ['jwk.shape', null],
    ['jwk.shape', 'key'],
    ['jwk.shape', []],
  ]
  for (const [code, key] of cases) assert.throws(() => parse(key), { code })
  assert.throws(() => parse(jwk, jwk), { code: 'jwk.duplicate' })
  for (const set of [null, [], 'keys', {}, { keys: {} }]) {
    assert.throws(() => parseKeySet(nobleSuite, set), { code: 'jwk.shape' })
  }
})

test('a raw key of another length has no thumbprint', () => {
  for (const length of [0, 1951, 1953]) {
    assert.throws(() => thumbprint(nobleSuite, new Uint8Array(length)), { code: 'jwk.pub' })
  }
})
