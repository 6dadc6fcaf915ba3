// Cut into units, a canonical text loses nothing, and no unit is long unless one character fills it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalize, type JsonValue } from '@countersign/json'
import fc from 'fast-check'
import { chunksOf, unitsOf } from './units.ts'

test('joined, the units are the text, and its names are names', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary', maxDepth: 5 }), (value) => {
      const text = canonicalize(wellFormed(value as JsonValue))
      const units = [...unitsOf(text)]
      assert.equal(units.map((unit) => unit.text).join(''), text)
      const names = units.filter(({ kind }) => kind === 'name').length
      assert.equal(names, namesIn(value as JsonValue))
    }),
    { numRuns: 2000 },
  )
})

function wellFormed(value: JsonValue): JsonValue {
  return JSON.parse(
    JSON.stringify(value, (_, inner) => (typeof inner === 'string' ? inner.toWellFormed() : inner)),
    (_, inner) => inner,
  )
}

function namesIn(value: JsonValue): number {
  if (typeof value !== 'object' || value === null) return 0
  const inner = Object.values(value).reduce((sum: number, one) => sum + namesIn(one as JsonValue), 0)
  return inner + (Array.isArray(value) ? 0 : Object.keys(value).length)
}

test('each member and each item has a line of its own', () => {
  const text = canonicalize({ a: [1, { b: '{",' }], c: {}, d: [] })
  const lines: string[] = []
  for (const { text: part, depth } of unitsOf(text)) {
    if (depth === undefined) lines[lines.length - 1] += part
    else lines.push(`${' '.repeat(depth)}${part}`)
  }
  assert.deepEqual(lines, [
    '{',
    ' "a":[',
    '  1,',
    '  {',
    '   "b":"{\\","',
    '  }',
    ' ],',
    ' "c":{},',
    ' "d":[]',
    '}',
  ])
})

test('long texts are cut, but not within a character or a row of one', () => {
  for (const text of ['ab'.repeat(20_000), '\u{1f600}\u{1f601}'.repeat(10_000), 'e\u0301'.repeat(20_000)]) {
    const chunks = chunksOf(text)
    assert.equal(chunks.join(''), text)
    assert.ok(chunks.length > 3 && chunks.every((chunk) => chunk.length <= 1540 && chunk.isWellFormed()))
  }
  for (const chunk of chunksOf('https://bank.example/path '.repeat(1000)))
    assert.match(chunk, /[ /:]$/, 'cut between words')
  for (const row of [' '.repeat(260_000), '\u{e0041}'.repeat(60_000)]) {
    assert.deepEqual(chunksOf(`${row}end`), [row, 'end'])
  }
})
