// COSE receipts are encoded as the format says, and every other form is refused.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeHex } from '@countersign/json'
import { type CborValue, decodeCbor, encodeCbor } from './cbor.ts'
import { decodeReceipt, encodeReceipt, originOf, protectedHeader, sigStructure } from './cose.ts'

const orgId = 'org_01j9zzzzzzzzzzzzzzzzzzzzzz'
function filled(length: number, byte: number): Uint8Array {
  return new Uint8Array(length).fill(byte)
}

const header = { kid: filled(32, 7), orgId, iatSeconds: 1_790_000_000, treeSize: 9 }
const protectedBytes = protectedHeader(header)
const signature = filled(3309, 5)
const proof = { treeSize: 9, index: 3, path: [filled(32, 1), filled(32, 2)] }
const encoded = encodeReceipt({ protectedBytes, signature, proof })

function code(name: string): { code: string } {
  return { code: name }
}

function without(map: Map<number, CborValue>, key: number): Map<number, CborValue> {
  const copy = new Map(map)
  copy.delete(key)
  return copy
}

function fields(): Map<number, CborValue> {
  const map = decodeCbor(protectedBytes)
  return map instanceof Map ? new Map(map) : assert.fail()
}

function claims(): Map<number, CborValue> {
  const map = fields().get(15)
  return map instanceof Map ? new Map(map) : assert.fail()
}

function sign1(unprotected: CborValue, header: CborValue = fields()): Uint8Array {
  return encodeCbor({ tag: 18, value: [encodeCbor(header), unprotected, null, signature] })
}

function withProofs(proofs: CborValue): Uint8Array {
  return sign1(new Map([[396, proofs]]))
}

function withProof(value: CborValue): Uint8Array {
  return withProofs(new Map([[-1, [encodeCbor(value)]]]))
}

test('the protected header has exactly the labels of the format, in deterministic order', () => {
  const origin = Buffer.from(originOf(orgId)).toString('hex')
  const type = Buffer.from('application/countersign-receipt+cose').toString('hex')
  assert.equal(
    encodeHex(protectedBytes),
    `a5013830045820${'07'.repeat(32)}0fa301782a` + `${origin}061a6ab13b803a0001000009107824${type}19018b01`,
  )
})

test('what is signed is the Sig_structure of RFC 9052 over the root', () => {
  const root = filled(32, 9)
  const expected = `846a5369676e61747572653158${protectedBytes.length.toString(16)}${encodeHex(protectedBytes)}405820${'09'.repeat(32)}`
  assert.equal(encodeHex(sigStructure(protectedBytes, root)), expected)
})

test('a receipt round-trips, and so do its bytes', () => {
  const decoded = decodeReceipt(encoded)
  assert.deepEqual(decoded, { ...header, origin: `countersign/${orgId}`, protectedBytes, signature, proof })
  assert.deepEqual(encodeReceipt(decoded), encoded)
})

test('a checkpoint is a receipt without proof', () => {
  const bytes = encodeReceipt({ protectedBytes, signature })
  const decoded = decodeReceipt(bytes)
  assert.ok(!('proof' in decoded))
  assert.equal(decoded.treeSize, 9)
  assert.deepEqual(encodeReceipt(decoded), bytes)
})

test('no changed byte of the frame goes unnoticed', () => {
  const before = decodeReceipt(encoded)
  const signatureStart = encoded.length - 3309
  for (let at = 0; at < signatureStart; at++) {
    const changed = encoded.slice()
    changed[at] = (changed[at] ?? 0) ^ 1
    try {
      assert.notDeepEqual(decodeReceipt(changed), before)
    } catch (error) {
      assert.equal(error instanceof Error && error.name, 'CodecError', `byte ${at}`)
    }
  }
})

test('a header with values that no receipt has cannot be encoded', () => {
  for (const bad of [
    { kid: filled(31, 7) },
    { orgId: 'org_1' },
    { orgId: orgId.toUpperCase() },
    { orgId: `${orgId}\n` },
    { iatSeconds: -1 },
    { treeSize: 0 },
  ]) {
    assert.throws(() => protectedHeader({ ...header, ...bad }), code('cose.header'))
  }
  assert.throws(() => protectedHeader({ ...header, iatSeconds: 1.5 }), code('cbor.unsupported'))
})

test('a header with another algorithm, label, claim or type is refused', () => {
  const empty = new Map<number, CborValue>()
  for (const algorithm of [-48, -50, -7, null, '-49']) {
    assert.throws(() => decodeReceipt(sign1(empty, fields().set(1, algorithm))), code('cose.algorithm'))
  }
  assert.throws(() => decodeReceipt(sign1(empty, [])), code('cose.algorithm'))
  const headers: Map<number, CborValue>[] = [
    fields().set(2, [4]),
    fields().set(33, filled(1, 0)),
    ...[4, 15, 16, 395].map((label) => without(fields(), label)),
    fields().set(4, filled(33, 7)),
    fields().set(4, 'kid'),
    fields().set(16, 'application/cose'),
    fields().set(395, 2),
    fields().set(15, [1]),
    ...[1, 6, -65537].map((claim) => fields().set(15, without(claims(), claim))),
    fields().set(15, claims().set(4, 1)),
    fields().set(15, claims().set(1, orgId)),
    fields().set(15, claims().set(1, 7)),
    fields().set(15, claims().set(6, '1')),
    fields().set(15, claims().set(6, -1)),
    fields().set(15, claims().set(-65537, 0)),
    fields().set(15, claims().set(-65537, null)),
  ]
  for (const each of headers) assert.throws(() => decodeReceipt(sign1(empty, each)), code('cose.header'))
})

test('a frame that is not COSE_Sign1 with detached payload is refused', () => {
  const header = encodeCbor(fields())
  const empty = new Map<number, CborValue>()
  const frames: CborValue[] = [
    [header, empty, null, signature],
    { tag: 18, value: 1 },
    { tag: 18, value: [] },
    { tag: 18, value: [header, empty, null] },
    { tag: 18, value: [header, empty, null, signature, null] },
    { tag: 18, value: [header, empty, filled(32, 9), signature] },
    { tag: 18, value: [fields(), empty, null, signature] },
    { tag: 18, value: [header, [], null, signature] },
    { tag: 18, value: [header, empty, null, 'signature'] },
    null,
    7,
  ]
  for (const frame of frames) assert.throws(() => decodeReceipt(encodeCbor(frame)), code('cose.shape'))
  assert.throws(() => decodeReceipt(encoded.subarray(0, 100)), code('cbor.truncated'))
  assert.throws(() => decodeReceipt(Uint8Array.of(...encoded, 0)), code('cbor.trailing'))
})

test('a signature of another length is refused', () => {
  for (const length of [0, 3308, 3310]) {
    const wrong = filled(length, 5)
    assert.throws(() => encodeReceipt({ protectedBytes, signature: wrong, proof }), code('cose.signature'))
    const bytes = encodeCbor({ tag: 18, value: [protectedBytes, new Map(), null, wrong] })
    assert.throws(() => decodeReceipt(bytes), code('cose.signature'))
  }
})

test('anything but one inclusion proof of 1 to 53 hashes is refused', () => {
  const path = [filled(32, 1)]
  const one = encodeCbor([9, 3, path])
  const unprotected: CborValue[] = [
    new Map([[394, null]]),
    new Map<number, CborValue>([
      [396, new Map([[-1, [one]]])],
      [394, null],
    ]),
  ]
  for (const each of unprotected) assert.throws(() => decodeReceipt(sign1(each)), code('cose.proof'))
  const proofs: CborValue[] = [
    null,
    new Map([[-2, [one]]]),
    new Map([
      [-1, [one]],
      [-2, [one]],
    ]),
    new Map([[-1, one]]),
    new Map([[-1, []]]),
    new Map([[-1, [one, one]]]),
    new Map([[-1, [[9, 3, path]]]]),
  ]
  for (const each of proofs) assert.throws(() => decodeReceipt(withProofs(each)), code('cose.proof'))
  const values: CborValue[] = [
    7,
    [],
    [9, 3],
    [9, 3, path, 0],
    [9, 9, path],
    [9, -1, path],
    ['9', 3, path],
    [9, null, path],
    [9, 3, []],
    [9, 3, filled(32, 1)],
    [9, 3, [filled(31, 1)]],
    [9, 3, ['x']],
    [9, 3, Array.from({ length: 54 }, () => filled(32, 1))],
  ]
  for (const each of values) assert.throws(() => decodeReceipt(withProof(each)), code('cose.proof'))
  assert.doesNotThrow(() => decodeReceipt(withProof([9, 3, path])))
})

test('a proof that RFC 9942 cannot carry is not encoded: a tree of one leaf has none', () => {
  for (const bad of [
    { treeSize: 1, index: 0, path: [] },
    { ...proof, index: 9 },
    { ...proof, path: [filled(31, 1)] },
  ]) {
    assert.throws(() => encodeReceipt({ protectedBytes, signature, proof: bad }), code('cose.proof'))
  }
})
