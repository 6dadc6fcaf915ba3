// No changed byte goes unnoticed, with one exception: a third of the bytes, and all with COUNTERSIGN_LONG.
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
function changesAt(at: number): { bits: number[]; isDeleted: boolean; isDuplicated: boolean } {
  if (isLong) return { bits: [0, 1, 2, 3, 4, 5, 6, 7], isDeleted: true, isDuplicated: true }
  return { bits: [at % 8], isDeleted: at % 8 === 0, isDuplicated: at % 8 === 4 }
}

/** Changes every byte, or one in `stride`; returns how many changes it made, and which went unnoticed. */
function tamper(bytes: Uint8Array, verify: Verify, stride = 1): { tried: number; unnoticed: string[] } {
  const unnoticed: string[] = []
  let tried = 0
  function attempt(changed: Uint8Array, what: string): void {
    tried++
    if (verify(changed).verdict === 'valid') unnoticed.push(what)
  }
  const copy = Uint8Array.from(bytes)
  const deleted = new Uint8Array(bytes.length - 1)
  const duplicated = new Uint8Array(bytes.length + 1)
  for (let at = 0; at < bytes.length; at += stride) {
    const byte = bytes[at] ?? 0
    const { bits, isDeleted, isDuplicated } = changesAt(at)
    for (const bit of bits) {
      copy[at] = byte ^ (1 << bit)
      attempt(copy, `bit ${bit} of byte ${at}`)
    }
    copy[at] = byte
    deleted.set(bytes.subarray(0, at))
    deleted.set(bytes.subarray(at + 1), at)
    if (isDeleted) attempt(deleted, `byte ${at} deleted`)
    duplicated.set(bytes.subarray(0, at + 1))
    duplicated.set(bytes.subarray(at), at + 1)
    if (isDuplicated) attempt(duplicated, `byte ${at} duplicated`)
  }
  return { tried, unnoticed }
}

const thumbprints = [make.cachedKey(1).kid, make.cachedKey(2).kid]
const verifyText: Verify = (changed) => {
  const text = decoded(changed)
  return text === undefined ? REFUSED : verifyBundle(suite, text, { trust: { thumbprints } })
}

test('no changed, deleted or duplicated byte of a bundle goes unnoticed', () => {
  const bytes = encodeUtf8(make.bundleOf(log, { from: 2, to: 4, size: 5, consistencyFrom: 1 }))
  assert.equal(verifyText(bytes).verdict, 'valid')
  const stride = isLong ? 1 : 3
  const { tried, unnoticed } = tamper(bytes, verifyText, stride)
  assert.deepEqual(unnoticed, [])
  assert.ok(tried >= bytes.length / stride, `${tried}`)
})

test('no such byte of a bundle with a rotation and its handover goes unnoticed', () => {
  const bytes = encodeUtf8(make.bundleOf(log, { from: 4, to: 6, size: 8, handovers: true }))
  assert.equal(verifyText(bytes).verdict, 'valid')
  const stride = isLong ? 1 : 5
  const { tried, unnoticed } = tamper(bytes, verifyText, stride)
  assert.deepEqual(unnoticed, [])
  assert.ok(tried >= Math.ceil(bytes.length / stride), `${tried}`)
})

const verifyBytes: Verify = (bytes) => {
  const text = decoded(bytes)
  return text === undefined ? REFUSED : verifyEvidence(suite, text, { trust })
}

test('no changed, deleted or duplicated byte of evidence goes unnoticed', () => {
  const bytes = encodeUtf8(JSON.stringify(make.evidenceOf(log, 3)))
  assert.equal(verifyBytes(bytes).verdict, 'valid')
  const stride = isLong ? 1 : 3
  const { tried, unnoticed } = tamper(bytes, verifyBytes, stride)
  assert.deepEqual(unnoticed, [])
  assert.ok(tried >= bytes.length / stride, `${tried}`)
})

test('the only bytes that nothing authenticates are the salt of a disclosure that comes without its value', () => {
  const evidence = make.evidenceOf(log, 2)
  const salt = evidence.disclosures[0]?.salt ?? ''
  evidence.disclosures = evidence.disclosures.map(({ path, salt }) => ({ path, salt }))
  function unnoticed(text: string): boolean {
    return verifyBytes(encodeUtf8(text)).verdict === 'valid'
  }
  const text = JSON.stringify(evidence)
  assert.ok(unnoticed(text))
  const flipped = salt.startsWith('0') ? `1${salt.slice(1)}` : `0${salt.slice(1)}`
  assert.ok(unnoticed(text.replace(salt, flipped)))
  const output = evidence.disclosures[0]?.path === 'action.arguments'
  assert.ok(output)
  const expected = { trust, expectedArguments: make.evidenceOf(log, 2).disclosures[0]?.value }
  assert.equal(verifyEvidence(suite, text, expected).verdict, 'valid')
  assert.equal(verifyEvidence(suite, text.replace(salt, flipped), expected).verdict, 'invalid')
})
