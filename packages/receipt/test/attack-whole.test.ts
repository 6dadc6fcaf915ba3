// Untouched logs are valid, rewritten or cut ones are not; every window and cut only with COUNTERSIGN_LONG.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeHex } from '@countersign/json'
import { encodeBundleHeader, verifyEvidence } from '../src/index.ts'
import { nobleSuite } from '../src/noble.ts'
import { assertValid, check, failureOf, joined, linesIn, log, suite, trust } from './attack.ts'
import * as make from './make.ts'

const isLong = process.env.COUNTERSIGN_LONG !== undefined

test('an untouched bundle of every window and size is valid', () => {
  let count = 0
  const step = isLong ? 1 : 2
  for (const size of log.commits) {
    for (let from = 0; from < size; from += step + (count % 3)) {
      for (let to = from + 1; to <= size; to += step + (count % 4)) {
        assertValid(check(make.bundleOf(log, { from, to, size, handovers: count % 2 === 0 })))
        count++
      }
    }
  }
  assert.ok(count > (isLong ? 300 : 100), String(count))
})

test('untouched logs of every size up to 40 are valid in whole and in part', () => {
  const plain = make.createLog()
  const trust = { keys: make.keySetOf(plain) }
  while (plain.entries.length < 40) {
    make.add(plain, 'org.changed', { change: {} })
    const size = make.signCommit(plain)
    assertValid(check(make.bundleOf(plain, { size, from: size % 3, to: size - (size % 2) }), { trust }))
    assertValid(verifyEvidence(suite, make.evidenceOf(plain, size - 1), { trust }))
    assertValid(verifyEvidence(suite, make.evidenceOf(plain, size >> 1, size), { trust }))
  }
})

test('untouched evidence of every receipt is valid, parsed or as text', () => {
  for (let seq = 0; seq < log.entries.length; seq++) {
    const evidence = make.evidenceOf(log, seq)
    assertValid(verifyEvidence(suite, evidence, { trust }))
    assertValid(verifyEvidence(nobleSuite, JSON.stringify(evidence), { trust, org: make.ORG }))
  }
})

test('receipts that are omitted, moved, duplicated or inserted do not verify', () => {
  const lines = linesIn(make.bundleOf(log))
  for (let index = 1; index < lines.length; index++) {
    const without = lines.toSpliced(index, 1)
    const last = index === lines.length - 1
    assert.equal(
      failureOf(check(joined(without))),
      last ? 'completeness.missing' : index === 1 ? 'completeness.gap' : 'completeness.gap',
    )
    const doubled = lines.toSpliced(index, 0, lines[index] ?? '')
    assert.equal(failureOf(check(joined(doubled))), last ? 'completeness.extra' : 'completeness.gap')
    if (last) continue
    const moved = lines.toSpliced(index, 2, lines[index + 1] ?? '', lines[index] ?? '')
    assert.equal(failureOf(check(joined(moved))), 'completeness.gap')
  }
  assert.equal(failureOf(check(joined([...lines.slice(0, 5), '', ...lines.slice(5)]))), 'bundle.line')
  const foreign = linesIn(make.bundleOf(make.createLog(make.OTHER_ORG)))[1] ?? ''
  assert.equal(failureOf(check(joined(lines.toSpliced(1, 1, foreign)))), 'payload.org')
})

test('a log rewritten from any receipt onwards does not verify, though its own links hold', () => {
  for (let at = 2; at < 12; at++) {
    const forged = { ...log, entries: log.entries.slice(0, at) }
    for (const { payload } of log.entries.slice(at)) {
      const prev = encodeHex(forged.entries.at(-1)?.leaf ?? new Uint8Array())
      const nonce = forged.entries.length === at ? 'f'.repeat(32) : payload.nonce
      make.append(forged, { ...payload, prev, nonce })
    }
    const bundle = encodeBundleHeader(make.headerOf(log)) + make.linesOf(forged, 0, 58, false).join('')
    assert.match(failureOf(check(bundle)), /^(root\.mismatch|links\.gate)$/)
  }
})

test('a truncated file does not verify, wherever it is cut', () => {
  const bundle = make.bundleOf(log, { size: 7 })
  for (let end = 0; end < bundle.length; end++) {
    const isNearLineEnd = bundle.slice(end - 2, end + 2).includes('\n')
    if (!isLong && !isNearLineEnd && end % 11 !== 0) continue
    assert.equal(check(bundle.slice(0, end)).verdict, 'invalid')
  }
  assert.equal(failureOf(check('')), 'bundle.truncated')
  assert.equal(failureOf(check(bundle.slice(0, -1))), 'bundle.truncated')
})
