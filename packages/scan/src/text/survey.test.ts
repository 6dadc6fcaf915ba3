// Tests that a first look at a text misses no row of base64 or hex, wherever it begins.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { base64From, HOLDS, surveyOf } from './survey.ts'

const part = fc.oneof(
  fc.stringMatching(/^[0-9a-f]{0,26}$/),
  fc.stringMatching(/^[A-Za-z0-9+/_-]{0,20}$/),
  fc.constantFrom(' ', ':', ', ', '.', '=', '\n', '\u0430', '(', 'x'),
)
const text = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(''))

test('a text holds base64 or hex where enough of their units stand in a row', () => {
  fc.assert(
    fc.property(text, (given) => {
      const held = surveyOf(given)
      const digits = given.split(/[^0-9a-fA-F :,x]/).map((row) => row.replace(/[ :,x]/g, '').length)
      assert.equal((held & HOLDS.base64) !== 0, /[\w+/-]{16}/.test(given))
      assert.equal((held & HOLDS.hex) !== 0, Math.max(...digits) >= 24)
    }),
    { numRuns: 5000 },
  )
})

test('the next row of base64 is the first one that begins at or behind a place', () => {
  fc.assert(
    fc.property(text, fc.nat(60), (given, from) => {
      const next = /[\w+/-]{16}/.exec(given.slice(from))
      assert.equal(base64From(given, from), next === null ? -1 : from + next.index)
    }),
    { numRuns: 5000 },
  )
})
