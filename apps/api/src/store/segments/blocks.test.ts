// What is packed into a segment comes out as it went in, at its own place only, and not after any change.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { canonicalize, encodeHex, type JsonValue } from '@countersign/json'
import type { Disclosure } from '@countersign/receipt'
import fc from 'fast-check'
import {
  openDisclosures,
  type PackedRow,
  packBlocks,
  sealDisclosures,
  unpackPayloads,
  withoutDisclosures,
} from './blocks.ts'
import { leafHashOf } from './leaf.ts'

const KEY = randomBytes(32)
const PLACE = { orgId: 'org_a', treeSize: 9 }

/** Other numbers are refused before anything is stored. */
function isExact(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isInteger(value) || Number.isSafeInteger(value)
  return typeof value !== 'object' || value === null || Object.values(value).every(isExact)
}

const json = fc.jsonValue({ maxDepth: 3, stringUnit: 'grapheme' }).filter(isExact) as fc.Arbitrary<JsonValue>
const salt = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString('hex'))
const disclosure = fc
  .record({ path: fc.string(), salt, value: json }, { requiredKeys: ['path', 'salt'] })
  // A value that is null looks the same as none.
  .map(
    ({ value, ...rest }): Disclosure => (value === undefined || value === null ? rest : { ...rest, value }),
  )
const NO_HASH = '00'.repeat(32)
const row = fc.record({
  value: json,
  isChained: fc.boolean(),
  disclosures: fc.array(disclosure, { maxLength: 3 }),
})

type Value = { value: JsonValue; isChained: boolean; disclosures: Disclosure[] }

/** Rows as a log has them: most name the hash of the one before, wherever it stands in them. */
function chained(values: readonly Value[]): PackedRow[] {
  const rows: PackedRow[] = []
  for (const { value, isChained, disclosures } of values) {
    const prev = isChained ? (rows.at(-1)?.recorded.leafHash ?? NO_HASH) : ''
    const text = canonicalize({ a: value, prev, z: value })
    rows.push({ text, recorded: { leafHash: encodeHex(leafHashOf(text)) }, disclosures })
  }
  return rows
}

test('payloads and disclosures come back in their order, whatever text they hold', () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 8 }), (values) => {
      const rows = chained(values)
      const blocks = packBlocks(KEY, PLACE, rows)
      const texts = rows.map(({ text }) => text)
      assert.deepEqual(unpackPayloads(blocks.payloads, rows.length), texts)
      assert.equal(blocks.payloadBytes, Buffer.byteLength(texts.join('\n')))
      if (rows.every(({ disclosures }) => disclosures.length === 0)) {
        return assert.deepEqual([blocks.disclosures, blocks.disclosureBytes], [null, 0])
      }
      assert.ok(blocks.disclosures !== null && blocks.disclosureBytes > 0)
      const open = openDisclosures(KEY, PLACE, blocks.disclosures, rows.length)
      for (const [n, { disclosures }] of rows.entries()) {
        assert.equal(canonicalize(open(n) as never), canonicalize(disclosures as never))
      }
    }),
  )
})

test('a text that looks as if something were left out of it comes back as it was', () => {
  const first = canonicalize({ prev: NO_HASH })
  const leafHash = encodeHex(leafHashOf(first))
  const odd: JsonValue[] = [
    { a: { prev: '' }, prev: leafHash },
    { a: { prev: leafHash }, prev: leafHash },
    { prev: '' },
    { a: `"prev":"${leafHash}"`, prev: leafHash },
  ]
  for (const value of odd) {
    const texts = [first, canonicalize(value)]
    const rows = texts.map((text) => ({ text, recorded: { leafHash }, disclosures: [] }))
    const blocks = packBlocks(KEY, PLACE, rows)
    assert.deepEqual(unpackPayloads(blocks.payloads, 2), texts)
    assert.equal(blocks.payloadBytes, Buffer.byteLength(texts.join('\n')))
  }
})

test('what each receipt says of the one before is not stored', () => {
  const rows = chained(Array.from({ length: 64 }, (_, n) => ({ value: n, isChained: true, disclosures: [] })))
  const { payloads } = packBlocks(KEY, PLACE, rows)
  assert.ok(payloads.length < 8 * rows.length, `${payloads.length} bytes`)
  assert.deepEqual(
    unpackPayloads(payloads, rows.length),
    rows.map(({ text }) => text),
  )
})

test('disclosures open with no other key, at no other place and after no change of a byte', () => {
  const { disclosures: sealed } = sealDisclosures(KEY, PLACE, [
    [{ path: 'a', salt: '00'.repeat(32), value: 'b' }],
  ])
  assert.ok(sealed !== null)
  const right = openDisclosures(KEY, PLACE, sealed, 1)
  assert.equal(right(0)[0]?.value, 'b')
  const others: [Uint8Array, typeof PLACE][] = [
    [randomBytes(32), PLACE],
    [KEY, { ...PLACE, orgId: 'org_b' }],
    [KEY, { ...PLACE, treeSize: 10 }],
  ]
  for (const [key, place] of others) assert.throws(() => openDisclosures(key, place, sealed, 1))
  for (let at = 0; at < sealed.length; at++) {
    const changed = Buffer.from(sealed)
    changed[at] = (changed[at] ?? 0) ^ 1
    assert.throws(() => openDisclosures(KEY, PLACE, changed, 1), `byte ${at}`)
  }
})

test('a block that holds another number of receipts than its row says is refused', () => {
  const { payloads } = packBlocks(KEY, PLACE, [
    { text: '{}', recorded: { leafHash: NO_HASH }, disclosures: [] },
    { text: '{}', recorded: { leafHash: NO_HASH }, disclosures: [] },
  ])
  assert.throws(() => unpackPayloads(payloads, 1), /holds 2/)
  assert.throws(() => unpackPayloads(payloads, 3), /holds 2/)
})

test('a commit of one receipt is small, too', () => {
  const text = canonicalize({
    action: { arguments: { alg: 'hmac-sha256', c: randomBytes(32).toString('hex') }, name: 'read_file' },
    actor: 'key_01m8bshtrr84ztp1ww62w2d5vg',
    agent: 'agt_01m8bshtrr84ztp1ww62w2d5vg',
    decision: { reasons: [], risk: { contributions: [], level: 'low', score: 0 }, verdict: 'allow' },
    environment: 'production',
    gate: { expires_at: 1795690000000, id: 'gte_01m8bshtrr84ztp1ww62' },
    id: 'rcp_01m8bshtrr84ztp1ww62',
    issued_at: 1795690000000,
    nonce: randomBytes(16).toString('hex'),
    org: 'org_01m8bshtrr84ztp1ww62w2d5vg',
    policy: {
      digest: `sha256:${'ab'.repeat(32)}`,
      inputs: { alg: 'hmac-sha256', c: randomBytes(32).toString('hex') },
      version: '3',
    },
    prev: randomBytes(32).toString('hex'),
    seq: 4711,
    type: 'gate.allowed',
    v: 1,
  })
  const { payloads } = packBlocks(KEY, PLACE, [{ text, recorded: { leafHash: NO_HASH }, disclosures: [] }])
  assert.ok(payloads.length < text.length / 2.5, `${text.length} bytes became ${payloads.length}`)
})

test('whatever is erased of whichever receipts, everything else is disclosed as before', () => {
  // What is -0 is stored as 0.
  const stored = json.filter((value) => value !== null).map((value) => JSON.parse(JSON.stringify(value)))
  const parts = fc.subarray(['action.arguments', 'action.target', 'policy.inputs', 'idempotency'])
  const receipt = fc.record({
    has: parts,
    erased: parts,
    value: stored,
    salt,
  })
  fc.assert(
    fc.property(fc.array(receipt, { minLength: 1, maxLength: 6 }), (receipts) => {
      const lists = receipts.map(({ has, value, salt: each }) =>
        has.map((path): Disclosure => ({ path, salt: each, value })),
      )
      const left = lists.map((list, n) => list.filter(({ path }) => !receipts[n]?.erased.includes(path)))
      const isErased = new Map(
        receipts.map(({ erased }, n) => [n, (path: string) => erased.includes(path)] as const),
      )
      const { disclosures } = sealDisclosures(KEY, PLACE, lists)
      const rest =
        disclosures === null
          ? undefined
          : withoutDisclosures(KEY, PLACE, disclosures, receipts.length, isErased)
      const gone = lists.map((list, n) => list.length - (left[n]?.length ?? 0))
      if (rest === undefined) {
        assert.ok(gone.every((count) => count === 0))
        return
      }
      assert.deepEqual(
        gone,
        receipts.map((_, n) => rest.gone.get(n)?.length ?? 0),
      )
      if (rest.disclosures === null) assert.ok(left.every((list) => list.length === 0))
      const open =
        rest.disclosures === null ? () => [] : openDisclosures(KEY, PLACE, rest.disclosures, receipts.length)
      for (const [n, list] of left.entries()) assert.deepEqual(open(n), list)
    }),
  )
})
