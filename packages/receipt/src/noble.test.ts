// The pure suite and signer agree with the platform and refuse malformed keys.
import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { test } from 'node:test'
import { nobleSigner, nobleSuite } from './noble.ts'

const seed = new Uint8Array(32).fill(3)
const message = new Uint8Array(Buffer.from('a root'))
const signer = nobleSigner(seed)
const signature = signer.sign(message)

test('hash and MAC are those of the platform', () => {
  assert.deepEqual(nobleSuite.sha256(message), new Uint8Array(createHash('sha256').update(message).digest()))
  assert.deepEqual(
    nobleSuite.hmacSha256(seed, message),
    new Uint8Array(createHmac('sha256', seed).update(message).digest()),
  )
})

test('a signature verifies for its message and key only', () => {
  const { publicKey } = signer
  assert.equal(publicKey.length, 1952)
  assert.equal(signature.length, 3309)
  assert.ok(nobleSuite.verifyMlDsa65(publicKey, message, signature))
  assert.ok(!nobleSuite.verifyMlDsa65(publicKey, seed, signature))
  assert.ok(!nobleSuite.verifyMlDsa65(nobleSigner(new Uint8Array(32)).publicKey, message, signature))
})

test('signing is deterministic without entropy and hedged with it', () => {
  assert.deepEqual(signer.sign(message), signature)
  const hedged = signer.sign(message, new Uint8Array(32).fill(9))
  assert.notDeepEqual(hedged, signature)
  assert.ok(nobleSuite.verifyMlDsa65(signer.publicKey, message, hedged))
})

test('keys, signatures and seeds of another length are refused before the library sees them', () => {
  function longer(bytes: Uint8Array): Uint8Array {
    return Uint8Array.of(...bytes, 0)
  }
  const { publicKey } = signer
  for (const key of [publicKey.subarray(1), longer(publicKey), new Uint8Array(0)]) {
    assert.equal(nobleSuite.verifyMlDsa65(key, message, signature), false)
  }
  for (const each of [signature.subarray(1), longer(signature), new Uint8Array(0)]) {
    assert.equal(nobleSuite.verifyMlDsa65(publicKey, message, each), false)
  }
  for (const length of [0, 31, 33]) assert.throws(() => nobleSigner(new Uint8Array(length)), RangeError)
})
