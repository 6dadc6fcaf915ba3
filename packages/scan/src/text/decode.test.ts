// Tests what each kind of escape stands for, which are left as they are, and which bytes base64 holds.
import assert from 'node:assert/strict'
import { Buffer } from 'node:buffer'
import { test } from 'node:test'
import fc from 'fast-check'
import { createBudget } from '../budget.ts'
import { base64Bytes } from './bytes.ts'
import { viewsOf } from './decode.ts'

function readingsOf(text: string): readonly string[] {
  return viewsOf(text, undefined, createBudget()).map((view) => view.text)
}

const ESCAPED = [
  ['%41', 'A'],
  ['%c3%a9t%C3%A9', '\u00e9t\u00e9'],
  ['%e4%bd%a0', '\u4f60'],
  ['%F0%9F%98%80', '\u{1f600}'],
  ['%u4f60', '\u4f60'],
  ['%U0041', 'A'],
  ['\\x41', 'A'],
  ['\\X4a', 'J'],
  ['\\xe4\\xbd\\xa0', '\u4f60'],
  ['\\u0041', 'A'],
  ['\\u{1F600}', '\u{1f600}'],
  ['\\101', 'A'],
  ['=41=4A', 'AJ'],
  ['=E4=BD=A0', '\u4f60'],
  ['&#65;', 'A'],
  ['&#x41;', 'A'],
  ['&lt;', '<'],
] as const

test('an escape is read as what it stands for', () => {
  for (const [written, meant] of ESCAPED) {
    const plain = readingsOf(`to ${meant} it`).at(-1)
    assert.equal(readingsOf(`to ${written} it`).at(-1), plain, written)
  }
})

test('several escapes are read each as what it stands for', () => {
  const [all, meant] = [ESCAPED.map(([written]) => written), ESCAPED.map(([, one]) => one)]
  const plain = readingsOf(`to ${meant.join(' ')} it`).at(-1)
  assert.equal(readingsOf(`to ${all.join(' ')} it`).at(-1), plain)
})

test('bytes that are not text are left as they are', () => {
  for (const written of ['%80', '%ff', '%c3', '%c3%41', '\\xc3', '=C3=41', '&#x110000;'])
    assert.deepEqual(readingsOf(`to ${written} it`), [`to ${written} it`], written)
})

test('base64 holds the same bytes in either alphabet, with padding and breaks or without', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.integer({ min: 1, max: 80 }), (bytes, line) => {
      const lined = new RegExp(`.{${line}}`, 'g')
      for (const alphabet of ['base64', 'base64url'] as const) {
        const encoded = Buffer.from(bytes).toString(alphabet).replace(lined, '$&\n')
        assert.deepEqual(base64Bytes(encoded), bytes, encoded)
      }
    }),
    { numRuns: 500 },
  )
})
