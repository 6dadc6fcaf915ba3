// Canonical JSON against published vectors, an independent library and generated values.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import npmCanonicalize from 'canonicalize'
import { random, someValue } from '../test/generate.ts'
import { canonicalize, JsonError, parseJson } from './index.ts'

const vectors = new URL('../../../../shared/vectors/jcs/', import.meta.url)
const skip = existsSync(vectors) ? false : '../shared/vectors is not there'
function read(path: string): string {
  return readFileSync(new URL(path, vectors), 'utf8')
}

test('the six test sets of the RFC 8785 author are reproduced byte for byte', { skip }, () => {
  const names = readdirSync(new URL('cyberphone/testdata/input/', vectors))
  for (const name of names) {
    const written = canonicalize(parseJson(read(`cyberphone/testdata/input/${name}`)))
    assert.equal(written, read(`cyberphone/testdata/output/${name}`), name)
    const hex = read(`cyberphone/testdata/outhex/${name.replace('.json', '.txt')}`).replace(/\s+/g, '')
    assert.equal(Buffer.from(written).toString('hex'), hex, name)
  }
  assert.equal(names.length, 6)
})

test('the 32 canonicalisation vectors of agent-receipts are reproduced byte for byte', { skip }, () => {
  const { canonicalization_vectors: cases } = JSON.parse(read('agent-receipts/canonicalization_vectors.json'))
  let parsed = 0
  for (const { name, input, canonical } of cases) {
    assert.equal(canonicalize(input), canonical, name)
    // 2^53 and 1e20 have a canonical form, but the strict parser refuses to read such integers.
    const isUnsafe = typeof input === 'number' && Number.isInteger(input) && Math.abs(input) < 1e21
    if (isUnsafe && !Number.isSafeInteger(input)) continue
    assert.equal(canonicalize(parseJson(canonical)), canonical, name)
    parsed++
  }
  assert.equal(cases.length, 32)
  assert.equal(parsed, 30)
})

test('the receipts that agent-receipts expects to be rejected are valid JSON, so none is refused here', {
  skip,
}, () => {
  const { receipts, chains } = JSON.parse(read('agent-receipts/malformed_vectors.json'))
  for (const value of [...receipts, ...chains]) {
    assert.equal(canonicalize(parseJson(canonicalize(value))), npmCanonicalize(value))
  }
  // All seven are wrong signatures, signature types or links of their own receipt format.
  assert.deepEqual([receipts.length, chains.length], [6, 1])
})

test('generated values canonicalize as the npm package does, and read back the same', () => {
  const count = process.env.COUNTERSIGN_LONG === undefined ? 150_000 : 2_000_000
  const source = random(8785)
  let readBack = 0
  for (let index = 0; index < count; index++) {
    const value = someValue(source, 3)
    const written = canonicalize(value)
    if (written !== npmCanonicalize(value)) assert.equal(written, npmCanonicalize(value))
    if (index % 8 !== 0) continue
    try {
      assert.equal(canonicalize(parseJson(written)), written)
      readBack++
    } catch (error) {
      assert.ok(error instanceof JsonError && error.code === 'json.unsafe_number', written)
    }
  }
  assert.ok(readBack > count / 10)
})

test('what JSON cannot carry is refused', () => {
  const cyclic: unknown[] = []
  cyclic.push(cyclic)
  const cases: [unknown, string][] = [
    [Number.NaN, 'json.unsafe_number'],
    [Number.POSITIVE_INFINITY, 'json.unsafe_number'],
    [undefined, 'json.unsupported'],
    [[undefined], 'json.unsupported'],
    [{ a: undefined }, 'json.unsupported'],
    [() => 1, 'json.unsupported'],
    [1n, 'json.unsupported'],
    [Symbol('a'), 'json.unsupported'],
    [new Date(0), 'json.unsupported'],
    [new Map(), 'json.unsupported'],
    [{ toJSON: () => 1 }, 'json.unsupported'],
    ['\ud800', 'json.lone_surrogate'],
    [{ '\udc00': 1 }, 'json.lone_surrogate'],
    [cyclic, 'json.depth'],
  ]
  for (const [value, code] of cases) {
    assert.throws(() => canonicalize(value), { name: 'JsonError', code, offset: -1 })
  }
})

test('names that an engine puts first or takes for something else are written in their place', () => {
  const cases: [string, string][] = [
    ['{"b":1,"10":2,"9":3,"a":4}', '{"10":2,"9":3,"a":4,"b":1}'],
    ['{"b":{"9":1,"10":2},"a":[{"2":[],"11":0}]}', '{"a":[{"11":0,"2":[]}],"b":{"10":2,"9":1}}'],
    ['{"b":1,"__proto__":{"z":1,"y":2},"a":0}', '{"__proto__":{"y":2,"z":1},"a":0,"b":1}'],
    ['{"toJSON":{"b":1,"a":2},"constructor":0}', '{"constructor":0,"toJSON":{"a":2,"b":1}}'],
    ['[-0,1e21,{"x":-0.0}]', '[0,1e+21,{"x":0}]'],
  ]
  for (const [text, written] of cases) assert.equal(canonicalize(JSON.parse(text)), written)
})

test('what is refused is refused beside names that are moved, too', () => {
  const lone = '\ud800'
  for (const value of [
    { 9: 0, a: lone },
    { a: [{ 9: lone }] },
    { [`9${lone}`]: 0 },
    { __proto__: null, a: { [lone]: 0, 1: 0 } },
  ])
    assert.throws(() => canonicalize(value), { name: 'JsonError', code: 'json.lone_surrogate' })
  assert.throws(() => canonicalize(Object.assign([0], { 2: 1 })), {
    name: 'JsonError',
    code: 'json.unsupported',
  })
})

test('members of an object without prototype and in any number are sorted', () => {
  const many = Object.fromEntries(
    Array.from({ length: 100 }, (_, index) => [`k${(index * 37) % 100}`, index]),
  )
  assert.equal(canonicalize(many), npmCanonicalize(many))
  assert.equal(canonicalize(Object.assign(Object.create(null), { b: 1, a: [] })), '{"a":[],"b":1}')
})

test('what a value would answer as `toJSON` is not asked, and a value is not altered', () => {
  for (const given of [{ a: 1 }, [1]]) {
    const value = Object.defineProperty(structuredClone(given), 'toJSON', { value: () => 'another' })
    assert.equal(canonicalize({ value }), canonicalize({ value: given }))
  }
  const value = { a: [{ c: 1, b: 2 }, 3], b: { d: 4, c: 5 } }
  const before = JSON.stringify(value)
  assert.equal(canonicalize(value), '{"a":[{"b":2,"c":1},3],"b":{"c":5,"d":4}}')
  assert.equal(JSON.stringify(value), before)
})
