// A bundle gets the same report however its bytes arrive, and bad input is refused early.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeUtf8 } from '@countersign/json'
import { bundleVerifier, verifyBundle } from '../src/index.ts'
import { assertValid, failureOf, joined, linesIn, log, suite, trust } from './attack.ts'
import * as make from './make.ts'

const bundle = make.bundleOf(log, { from: 4, to: 30, handovers: true })

test('a bundle may arrive as lines, as bytes, or in pieces cut anywhere', () => {
  const whole = verifyBundle(suite, bundle, { trust })
  assertValid(whole)
  assert.deepEqual(verifyBundle(suite, encodeUtf8(bundle), { trust }), whole)
  const byLine = bundleVerifier(suite, { trust })
  assert.deepEqual(byLine.progress, { done: 0, total: 0 })
  for (const [index, line] of linesIn(bundle).entries()) {
    byLine.push(line)
    assert.deepEqual(byLine.progress, { done: index, total: 26 })
  }
  assert.deepEqual(byLine.end(), whole)
  for (const size of [1, 7, 1000]) {
    const pieces = bundleVerifier(suite, { trust })
    for (let at = 0; at < bundle.length; at += size) pieces.write(bundle.slice(at, at + size))
    assert.deepEqual(pieces.end(), whole)
  }
})

test('the report names the line and the seq of the first failure, and later lines change nothing', () => {
  const lines = linesIn(bundle)
  const swapped = joined(lines.toSpliced(6, 2, lines[7] ?? '', lines[6] ?? ''))
  const report = verifyBundle(suite, swapped, { trust })
  assert.equal(failureOf(report), 'completeness.gap')
  assert.deepEqual(report.where, { line: 7, seq: 9 })
  const verifier = bundleVerifier(suite, { trust })
  verifier.write(swapped)
  verifier.write('more\n')
  verifier.push('and more')
  assert.deepEqual(verifier.end(), report)
})

test('an endless line and bytes that are not UTF-8 are refused', () => {
  const endless = bundleVerifier(suite)
  for (let left = 5; left > 0; left--) endless.write('x'.repeat(1024 * 1024))
  assert.equal(failureOf(endless.end()), 'bundle.line_length')
  assert.equal(failureOf(verifyBundle(suite, Uint8Array.of(0x7b, 0xff))), 'bundle.utf8')
})
