// Public keys of authenticators: the two kinds that receipts can hold, and nothing else.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CborValue, encodeCbor } from '@countersign/receipt'
import { coseKey } from './cose-key.ts'

const X = new Uint8Array(32).fill(1)
const Y = new Uint8Array(32).fill(2)
const [x, y] = [Buffer.from(X).toString('base64url'), Buffer.from(Y).toString('base64url')]

function encoded(entries: [number, CborValue][]): Uint8Array {
  return encodeCbor(new Map(entries))
}

const ES256: [number, CborValue][] = [
  [1, 2],
  [3, -7],
  [-1, 1],
  [-2, X],
  [-3, Y],
]
const ED25519: [number, CborValue][] = [
  [1, 1],
  [3, -8],
  [-1, 6],
  [-2, X],
]

test('ES256 and EdDSA keys are read', () => {
  assert.deepEqual(coseKey(encoded(ES256)), { kty: 'EC', crv: 'P-256', x, y })
  assert.deepEqual(coseKey(encoded(ED25519)), { kty: 'OKP', crv: 'Ed25519', x })
})

test('keys of other algorithms, curves and lengths are not', () => {
  function changed(entries: [number, CborValue][], label: number, value: CborValue) {
    return encoded(entries.map(([name, old]) => [name, name === label ? value : old]))
  }
  const refused = [
    changed(ES256, 3, -257),
    changed(ES256, 3, -8),
    changed(ES256, -1, 2),
    changed(ES256, -2, X.subarray(1)),
    changed(ES256, -3, 1),
    changed(ED25519, -1, 7),
    changed(ED25519, 1, 2),
    encoded(ES256.slice(0, 4)),
    Uint8Array.of(...encoded(ES256), 0),
    encodeCbor(1),
    new Uint8Array(0),
  ]
  assert.deepEqual(
    refused.map((bytes) => coseKey(bytes)),
    refused.map(() => undefined),
  )
})
