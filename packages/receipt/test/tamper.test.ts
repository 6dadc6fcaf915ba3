// Changed, deleted or doubled bytes of a bundle or of evidence are noticed, with one named exception.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeUtf8 } from '@countersign/json'
import { nativeSuite } from '@countersign/native'
import { type Report, verifyBundle, verifyEvidence } from '../src/index.ts'
import { nobleSuite } from '../src/noble.ts'
import * as make from './make.ts'

const suite = nativeSuite() ?? nobleSuite
const isLong = process.env.COUNTERSIGN_LONG !== undefined

/** A log that uses every part of the format: both sides, a rotation, its handover, consistency, disclosures. */
function smallLog(): make.TestLog {
  const log = make.createLog()
  const gate = make.addGate(log, 'gate.allowed', 'allow')
  make.addCompletion(log, gate)
  make.rotate(log, 2)
  make.add(log, 'org.changed', { change: {} })
  make.add(log, 'org.changed', { change: {} })
  make.add(log, 'org.changed', { change: {} })
  make.signCommit(log)
  return log
}

const log = smallLog()
const trust = { keys: make.keySetOf(log) }

const REFUSED: Report = { verdict: 'invalid', axes: [] }
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Bytes that are not UTF-8 are refused before they are parsed; the built-in decoder only saves time here. */
function decoded(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

type Verify = (bytes: Uint8Array) => Report

/** What is done to a byte: in the long run everything; else one bit is flipped, the next one in the next byte. */
function changesAt(at: number): { bits: number[]; isDeleted: boolean; isDoubled: boolean } {
  if (isLong) return { bits: [0, 1, 2, 3, 4, 5, 6, 7], isDeleted: true, isDoubled: true }
  return { bits: [at % 8], isDeleted: at % 4 === 0, isDoubled: at % 4 === 2 }
}

/** Changes every byte, or one in `stride`; answers how many changes there were, and which did not show. */
function tamper(bytes: Uint8Array, verify: Verify, stride = 1): { tried: number; unseen: string[] } {
  const unseen: string[] = []
  let tried = 0
  function judge(changed: Uint8Array, what: string): void {
    tried++
    if (verify(changed).verdict === 'valid') unseen.push(what)
  }
  const copy = Uint8Array.from(bytes)
  const deleted = new Uint8Array(bytes.length - 1)
  const doubled = new Uint8Array(bytes.length + 1)
  for (let at = 0; at < bytes.length; at += stride) {
    const byte = bytes[at] ?? 0
    const { bits, isDeleted, isDoubled } = changesAt(at)
    for (const bit of bits) {
      copy[at] = byte ^ (1 << bit)
      judge(copy, `bit ${bit} of byte ${at}`)
    }
    copy[at] = byte
    deleted.set(bytes.subarray(0, at))
    deleted.set(bytes.subarray(at + 1), at)
    if (isDeleted) judge(deleted, `byte ${at} deleted`)
    doubled.set(bytes.subarray(0, at + 1))
    doubled.set(bytes.subarray(at), at + 1)
    if (isDoubled) judge(doubled, `byte ${at} doubled`)
  }
  return { tried, unseen }
}

const thumbprints = [make.cachedKey(1).kid, make.cachedKey(2).kid]
const verifyText: Verify = (changed) => {
  const text = decoded(changed)
  return text === undefined ? REFUSED : verifyBundle(suite, text, { trust: { thumbprints } })
}

test('no changed, deleted or doubled byte of a bundle goes unseen', () => {
  const bytes = encodeUtf8(make.bundleOf(log, { from: 2, to: 4, size: 5, consistencyFrom: 1 }))
  assert.equal(verifyText(bytes).verdict, 'valid')
  const { tried, unseen } = tamper(bytes, verifyText)
  assert.deepEqual(unseen, [])
  assert.ok(tried >= bytes.length, `${tried}`)
})

test('nor does one of a bundle with a rotation and its handover', () => {
  const bytes = encodeUtf8(make.bundleOf(log, { from: 4, to: 6, size: 8, handovers: true }))
  assert.equal(verifyText(bytes).verdict, 'valid')
  const stride = isLong ? 1 : 5
  const { tried, unseen } = tamper(bytes, verifyText, stride)
  assert.deepEqual(unseen, [])
  assert.ok(tried >= Math.ceil(bytes.length / stride), `${tried}`)
})

const verifyBytes: Verify = (bytes) => {
  const text = decoded(bytes)
  return text === undefined ? REFUSED : verifyEvidence(suite, text, { trust })
}

test('no changed, deleted or doubled byte of evidence goes unseen', () => {
  const bytes = encodeUtf8(JSON.stringify(make.evidenceOf(log, 3)))
  assert.equal(verifyBytes(bytes).verdict, 'valid')
  const { tried, unseen } = tamper(bytes, verifyBytes)
  assert.deepEqual(unseen, [])
  assert.ok(tried >= bytes.length, `${tried}`)
})

test('the only bytes that nothing authenticates are the salt of a disclosure that comes without its value', () => {
  const evidence = make.evidenceOf(log, 2)
  const salt = evidence.disclosures[0]?.salt ?? ''
  evidence.disclosures = evidence.disclosures.map(({ path, salt }) => ({ path, salt }))
  function unseen(text: string): boolean {
    return verifyBytes(encodeUtf8(text)).verdict === 'valid'
  }
  const text = JSON.stringify(evidence)
  assert.ok(unseen(text))
  const flipped = salt.startsWith('0') ? `1${salt.slice(1)}` : `0${salt.slice(1)}`
  assert.ok(unseen(text.replace(salt, flipped)))
  const output = evidence.disclosures[0]?.path === 'action.arguments'
  assert.ok(output)
  const expected = { trust, expectedArguments: make.evidenceOf(log, 2).disclosures[0]?.value }
  assert.equal(verifyEvidence(suite, text, expected).verdict, 'valid')
  assert.equal(verifyEvidence(suite, text.replace(salt, flipped), expected).verdict, 'invalid')
})
