// COSE receipts against the examples that RFC 9942 publishes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inclusionRoot, verifyConsistency } from '@countersign/merkle'
import { decode } from 'cborg'
import { type CborValue, decodeCbor, decodeReceipt, encodeCbor, sigStructure } from '../src/index.ts'
import { nobleSuite } from '../src/noble.ts'
import { options, readVector } from './vectors.ts'

const { sha256 } = nobleSuite
function file(name: string): Uint8Array {
  return new Uint8Array(readVector(`cose-receipts/${name}-receipt.cbor`))
}

function bytes(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : assert.fail('not bytes')
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : assert.fail('not an array')
}

function number(value: unknown): number {
  return typeof value === 'number' ? value : assert.fail('not a number')
}

function open(name: string): {
  header: Uint8Array
  proofs: unknown
  payload: unknown
  signature: Uint8Array
} {
  const message: CborValue = decodeCbor(file(name))
  assert.deepEqual(encodeCbor(message), file(name))
  assert.equal(Object(message).tag, 18)
  const [header, unprotected, payload, signature, ...rest] = list(Object(message).value)
  assert.deepEqual(rest, [])
  assert.ok(unprotected instanceof Map)
  assert.deepEqual([...unprotected.keys()], [396])
  return { header: bytes(header), proofs: unprotected.get(396), payload, signature: bytes(signature) }
}

/** The one proof under a label: its two numbers and its path. */
function proof(name: string, label: number): [number, number, Uint8Array[]] {
  const { proofs } = open(name)
  assert.ok(proofs instanceof Map)
  assert.deepEqual([...proofs.keys()], [label])
  const [encoded, ...more] = list(proofs.get(label))
  assert.deepEqual(more, [])
  const [a, b, path, ...rest] = list(decodeCbor(bytes(encoded)))
  assert.deepEqual(rest, [])
  return [number(a), number(b), list(path).map(bytes)]
}

test('RFC 9942: both published receipts have the frame we write, with detached payload', options, () => {
  for (const name of ['inclusion', 'consistency']) {
    const { header, payload, signature } = open(name)
    assert.equal(payload, null)
    assert.equal(signature.length, 64)
    // Their protected map is not sorted: RFC 9942 does not ask for it, our profile does.
    assert.throws(() => decodeCbor(header), { code: 'cbor.map_order' })
    const members: Map<number, unknown> = decode(header, { useMaps: true })
    assert.deepEqual([...members.keys()], [1, 4, 395, 15])
    assert.deepEqual([members.get(1), members.get(395)], [-7, 1])
    assert.equal(sigStructure(header, new Uint8Array(32)).length, 1 + 11 + 2 + header.length + 1 + 34)
  }
})

test('RFC 9942: both published receipts are refused by name as receipts of ours', options, () => {
  for (const name of ['inclusion', 'consistency']) {
    assert.throws(() => decodeReceipt(file(name)), { name: 'CodecError', code: 'cbor.map_order' })
  }
})

test(
  'RFC 9942: a receipt with a sorted header but another algorithm is refused for its algorithm',
  options,
  () => {
    const { header, proofs, signature } = open('inclusion')
    const sorted = encodeCbor(decode(header, { useMaps: true }))
    assert.ok(proofs instanceof Map)
    const again = encodeCbor({ tag: 18, value: [sorted, new Map([[396, proofs]]), null, signature] })
    assert.throws(() => decodeReceipt(again), { code: 'cose.algorithm' })
  },
)

test('RFC 9942: the published proofs fit each other through our tree arithmetic', options, () => {
  const [size, index, path] = proof('inclusion', -1)
  assert.deepEqual([size, index, path.length], [5, 3, 3])
  const [oldSize, newSize, consistency] = proof('consistency', -2)
  assert.deepEqual([oldSize, newSize, consistency.length], [3, 5, 4])

  // Leaf 3 is named by the consistency path (its second element), so the inclusion path implies the root of
  // size 5 …
  const [third, fourth, pair, last] = consistency
  assert.ok(third && fourth && pair && last)
  const root2 = inclusionRoot(sha256, { index, size, leafHash: fourth, path })
  assert.ok(root2)
  // … and leaf 2 with the pair before it is the root of size 3.
  const root1 = inclusionRoot(sha256, { index: 2, size: 3, leafHash: third, path: [pair] })
  assert.ok(root1)
  assert.ok(verifyConsistency(sha256, { size1: oldSize, size2: newSize, root1, root2, path: consistency }))
  assert.ok(
    !verifyConsistency(sha256, {
      size1: oldSize,
      size2: newSize,
      root1: root2,
      root2: root1,
      path: consistency,
    }),
  )
  assert.equal(inclusionRoot(sha256, { index, size: 9, leafHash: fourth, path }), undefined)
})
