// A decision that a passkey signed is checked offline, with both suites; what is not shown is not checked.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nativeSuite } from '@countersign/native'
import { assertionFault, decisionChallenge, type Report, verifyBundle, verifyEvidence } from '../src/index.ts'
import { nobleSuite } from '../src/noble.ts'
import { check, failureOf } from './attack.ts'
import * as make from './make.ts'
import { RELYING_PARTY } from './passkey.ts'
import { passkeyCases, passkeyLog } from './passkey-cases.ts'

const suites = [nobleSuite, ...[nativeSuite() ?? []].flat()]

function axisOf({ axes }: Report) {
  const axis = axes.find(({ name }) => name === 'passkey')
  return axis && [axis.status, axis.code]
}

function trustOf(log: make.TestLog) {
  return { trust: { keys: make.keySetOf(log) } }
}

test('every decision of a passkey has its verdict, with both suites and the second verifier', () => {
  const cases = passkeyCases()
  for (const { name, code, log } of cases) {
    const bundle = make.bundleOf(log)
    for (const suite of suites) {
      const report = verifyBundle(suite, bundle, trustOf(log))
      if (code !== undefined) assert.equal(failureOf(report), code, name)
      else assert.deepEqual([report.verdict, axisOf(report)], ['valid', ['passed', undefined]], name)
    }
    check(bundle, trustOf(log))
  }
  assert.equal(cases.length, 22)
})

test('an assertion that is not disclosed is not checked, and the report says so', () => {
  const log = passkeyLog()
  const report = check(make.bundleOf(log, { disclose: false }), trustOf(log))
  assert.deepEqual([report.verdict, axisOf(report)], ['valid', ['not_checked', 'passkey.undisclosed']])
})

test('a passkey that was added before the window is not known, and still must have signed', () => {
  const log = passkeyLog()
  const report = check(make.bundleOf(log, { from: 3 }), trustOf(log))
  assert.deepEqual([report.verdict, axisOf(report)], ['valid', ['not_checked', 'passkey.unknown']])
  for (const { code, log: forged } of passkeyCases()) {
    const { verdict } = check(make.bundleOf(forged, { from: forged.entries.length - 2 }), trustOf(forged))
    // Whose passkey it is and for what it signs stand in the receipt that added it.
    const isSeen = code !== undefined && !['passkey.key', 'passkey.relying_party'].includes(code)
    if (code !== 'passkey.origin') assert.equal(verdict, isSeen ? 'invalid' : 'valid', String(code))
  }
})

test('evidence of a decision is checked under the key that the assertion names', () => {
  const log = passkeyLog()
  const report = verifyEvidence(nobleSuite, make.evidenceOf(log, 4), trustOf(log))
  assert.deepEqual([report.verdict, axisOf(report)], ['valid', ['not_checked', 'passkey.unknown']])
})

test('a log without such decisions has no axis for them', () => {
  const report = check(make.bundleOf(make.createLog()), trustOf(make.createLog()))
  assert.deepEqual([report.verdict, axisOf(report)], ['valid', undefined])
})

test('no changed bit of an assertion goes unnoticed, even where its commitment is made anew', () => {
  const decision = { approval: 'apr', digest: 'sha256:', by: make.MEMBER, decision: 'grant' as const }
  const challenge = decisionChallenge(nobleSuite, decision)
  const suite = suites.at(-1) ?? nobleSuite
  for (const { thumbprint, sign } of [make.KEY_RING, make.LAPTOP]) {
    const expected = { challenge, passkey: { thumbprint, relying_party: RELYING_PARTY } }
    const value = sign(decision)
    assert.equal(assertionFault(suite, value, expected), undefined)
    for (const part of ['authenticator_data', 'client_data', 'signature'] as const) {
      const bytes = Buffer.from(value[part], 'base64url')
      for (let at = 0; at < bytes.length * 8; at++) {
        const copy = Buffer.from(bytes)
        copy[at >> 3] = (copy[at >> 3] ?? 0) ^ (1 << (at & 7))
        const forged = { ...value, [part]: copy.toString('base64url') }
        assert.notEqual(assertionFault(suite, forged, expected), undefined, `${part}, bit ${at}`)
      }
    }
  }
})

test('malformed keys and signatures are refused and throw nothing', () => {
  const point = new Uint8Array(64).fill(1)
  for (const suite of suites) {
    for (const signature of [new Uint8Array(0), new Uint8Array(64), Uint8Array.of(0x30, 0x80)]) {
      for (const key of [point, point.subarray(1), new Uint8Array(0)]) {
        assert.equal(suite.verifyEs256(key, point, signature), false)
        assert.equal(suite.verifyEd25519(key.subarray(0, 32), point, signature), false)
      }
    }
  }
})
