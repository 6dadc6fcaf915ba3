// Keys, COSE and JOSE signatures against the examples that RFC 9964 publishes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeBase64url, encodeBase64url } from '@countersign/json'
import {
  type CborValue,
  decodeCbor,
  encodeCbor,
  parseKeySet,
  publicKeyOf,
  sigStructure,
  thumbprint,
  toJwk,
} from '../src/index.ts'
import { nobleSigner, nobleSuite } from '../src/noble.ts'
import { implementations, publicKeys } from './ml-dsa.ts'
import { options, readJson, unhex } from './vectors.ts'

type Signed = {
  priv: string
  raw_to_be_signed: string
  raw_signature: string
  raw_public_key: string
}

function cose(): Signed & { key: string; sign1: string } {
  return readJson('mldsa/rfc9964/ML_DSA_65.cose.json')
}

function jose(): Signed & {
  jwk: { kid: string; kty: string; alg: string; pub: string; priv: string }
  jws: string
} {
  return readJson('mldsa/rfc9964/ML_DSA_65.jose.json')
}

function map(value: CborValue): ReadonlyMap<number, CborValue> {
  return value instanceof Map ? value : assert.fail()
}

function bytes(value: CborValue | undefined): Uint8Array {
  return value instanceof Uint8Array ? value : assert.fail('not bytes')
}

test('RFC 9964: the private seed gives the published public key, by each implementation', options, () => {
  for (const { priv, raw_public_key } of [cose(), jose()]) {
    const keys = publicKeys(unhex(priv))
    for (const key of keys) assert.deepEqual(key, unhex(raw_public_key))
    assert.deepEqual(nobleSigner(unhex(priv)).publicKey, unhex(raw_public_key))
  }
})

test(
  'RFC 9964 COSE: message and Sig_structure are ours byte for byte, and the signature holds',
  options,
  () => {
    const vector = cose()
    const message = decodeCbor(unhex(vector.sign1))
    assert.deepEqual(encodeCbor(message), unhex(vector.sign1))
    assert.ok(
      typeof message === 'object' && message !== null && 'tag' in message && Array.isArray(message.value),
    )
    const [header, unprotected, payload, signature] = message.value.map((each: CborValue) => each)
    assert.equal(message.value.length, 4)
    assert.equal(unprotected instanceof Map && unprotected.size, 0)
    assert.deepEqual(signature, unhex(vector.raw_signature))
    assert.deepEqual(sigStructure(bytes(header), bytes(payload)), unhex(vector.raw_to_be_signed))
    for (const { suite } of implementations()) {
      function verifies(signed: Uint8Array): boolean {
        return suite.verifyMlDsa65(unhex(vector.raw_public_key), signed, bytes(signature))
      }
      assert.ok(verifies(sigStructure(bytes(header), bytes(payload))))
      assert.ok(!verifies(sigStructure(bytes(header), bytes(header))))
    }
  },
)

test(
  'RFC 9964 COSE: the header names algorithm and key; keys are not sorted there, which we refuse',
  options,
  () => {
    const vector = cose()
    const { value } = Object(decodeCbor(unhex(vector.sign1)))
    const protectedHeader = map(decodeCbor(bytes(value[0])))
    assert.deepEqual([...protectedHeader.keys()], [1, 4])
    assert.equal(protectedHeader.get(1), -49)
    // The COSE_Key begins with label 2, before label 1.
    assert.throws(() => decodeCbor(unhex(vector.key)), { code: 'cbor.map_order' })
    // RFC 9679 thumbprint: the required members of the COSE_Key, sorted.
    const required = new Map<number, CborValue>([
      [1, 7],
      [3, -49],
      [-1, unhex(vector.raw_public_key)],
    ])
    assert.deepEqual(nobleSuite.sha256(encodeCbor(required)), protectedHeader.get(4))
  },
)

test('RFC 9964 JOSE: thumbprint and JWK are ours, and the signature holds', options, () => {
  const { jwk, jws, raw_public_key, raw_to_be_signed, raw_signature } = jose()
  const { priv, ...publicJwk } = jwk
  const publicKey = unhex(raw_public_key)
  assert.deepEqual(decodeBase64url(jwk.pub), publicKey)
  assert.equal(decodeBase64url(priv).length, 32)
  for (const { suite } of implementations()) {
    assert.equal(encodeBase64url(thumbprint(suite, publicKey)), jwk.kid)
    assert.deepEqual(toJwk(suite, publicKey), publicJwk)
    const { keys } = parseKeySet(suite, { keys: [publicJwk] })
    assert.deepEqual(keys.map(publicKeyOf), [publicKey])
    assert.throws(() => parseKeySet(suite, { keys: [jwk] }), { code: 'jwk.private' })

    const [header = '', payload = '', signature = ''] = jws.split('.')
    const signed = new Uint8Array(Buffer.from(`${header}.${payload}`))
    assert.deepEqual(signed, unhex(raw_to_be_signed))
    assert.deepEqual(decodeBase64url(signature), unhex(raw_signature))
    assert.ok(suite.verifyMlDsa65(publicKey, signed, decodeBase64url(signature)))
    assert.ok(!suite.verifyMlDsa65(publicKey, signed.subarray(1), decodeBase64url(signature)))
  }
})
