// The CBOR codec agrees with another library and accepts only the deterministic form.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeHex, encodeHex } from '@countersign/json'
import { decode, encode, rfc8949EncodeOptions, Tagged } from 'cborg'
import fc from 'fast-check'
import { type CborValue, decodeCbor, encodeCbor } from './cbor.ts'

const integer = fc
  .oneof(fc.maxSafeInteger(), fc.integer({ min: -300, max: 300 }), fc.integer())
  .map((n) => n + 0)
const { value: arbitrary } = fc.letrec<{ value: CborValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    integer,
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.uint8Array({ maxLength: 300 }),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 6 }),
    fc.array(fc.tuple(integer, tie('value')), { maxLength: 6 }).map((entries) => new Map(entries)),
  ),
}))

/** The same value in the types of the other library. */
function forOtherLibrary(value: CborValue): unknown {
  if (value instanceof Map) return new Map([...value].map(([key, each]) => [key, forOtherLibrary(each)]))
  if (Array.isArray(value)) return value.map(forOtherLibrary)
  return value
}

function read(hex: string): CborValue {
  return decodeCbor(decodeHex(hex))
}

function code(name: string): { code: string } {
  return { code: `cbor.${name}` }
}

test('another implementation writes the same bytes and reads the same value', () => {
  fc.assert(
    fc.property(arbitrary, (value) => {
      const ours = encodeCbor(value)
      const theirs = new Uint8Array(encode(forOtherLibrary(value), rfc8949EncodeOptions))
      assert.deepEqual(ours, theirs)
      const back = decode(ours, { useMaps: true, strict: true, rejectDuplicateMapKeys: true })
      assert.deepEqual(encodeCbor(back), ours)
      assert.deepEqual(encodeCbor(decodeCbor(theirs)), theirs)
    }),
    { numRuns: 400 },
  )
})

test('a tag 18 of another implementation is read, and ours by it', () => {
  const value: CborValue = { tag: 18, value: [Uint8Array.of(1), new Map(), null] }
  const theirs = encode(new Tagged(18, [Uint8Array.of(1), new Map(), null]), rfc8949EncodeOptions)
  assert.equal(encodeHex(encodeCbor(value)), encodeHex(theirs))
  assert.deepEqual(decodeCbor(new Uint8Array(theirs)), value)
})

test('a value round-trips, whatever the order of its map', () => {
  const shuffled = new Map<number, CborValue>([
    [-65537, 1],
    [395, 'é'],
    [-1, null],
    [1, [Uint8Array.of(9)]],
    [0, -1],
    [-24, ''],
    [-25, 24],
  ])
  const sorted = new Map<number, CborValue>(
    [0, 1, 395, -1, -24, -25, -65537].map((key) => [key, shuffled.get(key) ?? null]),
  )
  assert.equal(encodeHex(encodeCbor(shuffled)), encodeHex(encodeCbor(sorted)))
  const back = decodeCbor(encodeCbor(shuffled))
  assert.deepEqual(back, sorted)
  assert.deepEqual(back instanceof Map ? [...back.keys()] : [], [...sorted.keys()])
})

test('whatever bytes are accepted, they are the only encoding of their value', () => {
  let accepted = 0
  const head = fc.constantFrom(...decodeHex('0017181920384041586061808182a0a1a2d2f6'))
  const noise = fc.array(fc.oneof(head, fc.nat(255)), { maxLength: 8 }).map((each) => Uint8Array.from(each))
  fc.assert(
    fc.property(noise, (bytes) => {
      let value: CborValue
      try {
        value = decodeCbor(bytes)
      } catch (error) {
        assert.equal(error instanceof Error && error.name, 'CodecError')
        return
      }
      accepted++
      assert.deepEqual(encodeCbor(value), bytes)
    }),
    { numRuns: 5000 },
  )
  assert.ok(accepted > 200, `${accepted}`)
})

test('integers are exact up to the safe range and refused beyond', () => {
  const edges: [number, string][] = [
    [0, '00'],
    [23, '17'],
    [24, '1818'],
    [255, '18ff'],
    [256, '190100'],
    [65535, '19ffff'],
    [65536, '1a00010000'],
    [2 ** 32 - 1, '1affffffff'],
    [2 ** 32, '1b0000000100000000'],
    [Number.MAX_SAFE_INTEGER, '1b001fffffffffffff'],
    [-1, '20'],
    [-24, '37'],
    [-25, '3818'],
    [-49, '3830'],
    [-65537, '3a00010000'],
    [Number.MIN_SAFE_INTEGER, '3b001ffffffffffffe'],
  ]
  for (const [value, hex] of edges) {
    assert.equal(encodeHex(encodeCbor(value)), hex)
    assert.equal(read(hex), value)
  }
  for (const hex of [
    '1b0020000000000000',
    '1bffffffffffffffff',
    '3b001fffffffffffff',
    'a13b001fffffffffffff00',
  ]) {
    assert.throws(() => read(hex), code('integer_range'), hex)
  }
  for (const value of [0.5, Number.NaN, 2 ** 53, Number.POSITIVE_INFINITY]) {
    assert.throws(() => encodeCbor(value), code('unsupported'))
    assert.throws(() => encodeCbor(new Map([[value, 1]])), code('unsupported'))
  }
})

test('a longer form of an integer or length is refused', () => {
  for (const hex of [
    '1800',
    '1817',
    '190000',
    '1900ff',
    '1a0000ffff',
    '1b00000000ffffffff',
    '3817',
    '5800',
    '780161',
    '980100',
    'b800',
    'd812f6',
    'a1180000',
  ]) {
    assert.throws(() => read(hex), code('not_shortest'), hex)
  }
})

test('indefinite lengths are refused', () => {
  for (const hex of ['1f', '5f4100ff', '7f6161ff', '9fff', 'bfff'])
    assert.throws(() => read(hex), code('indefinite'), hex)
})

test('unsorted and duplicate map keys are refused', () => {
  for (const hex of [
    'a201000000',
    'a200000000',
    'a220000000',
    'a221002000',
    'a220002000',
    'a219010000181800',
  ]) {
    assert.throws(() => read(hex), code('map_order'), hex)
  }
})

test('bytes after the value and bytes that end within it are refused', () => {
  for (const hex of ['0000', 'f6f6', '8000']) assert.throws(() => read(hex), code('trailing'), hex)
  for (const hex of [
    '',
    '18',
    '1900',
    '42',
    '4200',
    '62',
    '81',
    'a1',
    'a100',
    'd2',
    '9b001fffffffffffff',
    'bb000fffffffffffff',
    '5a7fffffff00',
  ]) {
    assert.throws(() => read(hex), code('truncated'), hex)
  }
})

test('floats, other tags, simple values, reserved forms and other map keys are refused', () => {
  for (const hex of [
    'f90000',
    'fb0000000000000000',
    'f4',
    'f5',
    'f7',
    'f8ff',
    'c100',
    'd11800',
    'd8ff00',
    '1c',
    '3e',
    '5d',
    'a1616100',
    'a1410000',
    'a1f600',
  ]) {
    assert.throws(() => read(hex), code('unsupported'), hex)
  }
  for (const value of [undefined, true, 1n, { tag: 17, value: 0 }, {}]) {
    assert.throws(() => Reflect.apply(encodeCbor, undefined, [value]), code('unsupported'))
  }
})

test('a text string that is not UTF-8 is refused, and a lone surrogate cannot be written', () => {
  assert.throws(() => read('61ff'), code('text'))
  assert.throws(() => encodeCbor('\ud800'), { code: 'utf8.surrogate' })
})

test('nesting is limited to 16', () => {
  assert.doesNotThrow(() => read(`${'81'.repeat(16)}00`))
  assert.throws(() => read(`${'81'.repeat(17)}00`), code('depth'))
  assert.throws(() => read('81'.repeat(100000)), code('depth'))
  assert.doesNotThrow(() => read(`8a${`${'81'.repeat(15)}00`.repeat(10)}`))
})

test('byte strings do not alias the input', () => {
  const input = decodeHex('4101')
  const value = decodeCbor(input)
  input[1] = 2
  assert.deepEqual(value, Uint8Array.of(1))
})
