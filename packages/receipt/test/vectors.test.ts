// The package's own test vectors hold, also for a second, independent verifier.
import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import {
  canonicalize,
  decodeBase64url,
  decodeHex,
  encodeBase64url,
  encodeHex,
  encodeUtf8,
  parseJson,
} from '@countersign/json'
import { inclusionRoot, leafHash, rootOf, verifyConsistency } from '@countersign/merkle'
import { nativeSuite } from '@countersign/native'
import {
  bindingDigest,
  checkPayload,
  commit,
  decisionChallenge,
  decodeReceipt,
  PAYLOAD_TYPES,
  thumbprint,
  verifyBundle,
  verifyEvidence,
} from '../src/index.ts'
import { nobleSuite } from '../src/noble.ts'
import { FILES, fileText } from './make-vectors.ts'
import { readJson, secondBundle, secondEvidence } from './second-verifier.ts'

const suite = nativeSuite() ?? nobleSuite
const skip = nativeSuite() === undefined ? 'the second verifier needs ML-DSA in node:crypto' : false
function textOf(name: string): string {
  return readFileSync(new URL(`../vectors/${name}`, import.meta.url), 'utf8')
}

function read(name: string) {
  return JSON.parse(textOf(name))
}

test('generating the vectors again changes nothing', () => {
  for (const name of Object.keys(FILES)) assert.ok(fileText(name) === textOf(name), `${name} would change`)
  assert.equal(Object.keys(FILES).length, 7)
})

test('canonical JSON vectors hold for both readers', () => {
  const { canonical, refused } = read('canonical.json')
  for (const { json, canonical: expected } of canonical) {
    assert.equal(canonicalize(parseJson(json)), expected)
    assert.equal(canonicalize(readJson(json)), expected)
  }
  for (const { json, code } of refused) {
    assert.throws(() => parseJson(json), { code })
    assert.throws(() => readJson(json), Error, json)
  }
  assert.deepEqual([canonical.length, refused.length], [7, 13])
})

test('approval vectors hold with node:crypto too', () => {
  const { bindings, challenges } = read('approvals.json')
  function hex(text: string): string {
    return createHash('sha256').update(text).digest('hex')
  }
  for (const { binding, digest } of bindings) {
    assert.equal(`sha256:${hex(canonicalize(parseJson(binding)))}`, digest)
    assert.equal(bindingDigest(nobleSuite, JSON.parse(binding)), digest)
  }
  for (const { decision, message, challenge } of challenges) {
    assert.equal(Buffer.from(message, 'hex').toString(), `countersign-decision/1\0${decision}`)
    assert.equal(createHash('sha256').update(Buffer.from(message, 'hex')).digest('base64url'), challenge)
    assert.equal(encodeBase64url(decisionChallenge(nobleSuite, JSON.parse(decision))), challenge)
  }
  assert.deepEqual([bindings.length, challenges.length], [2, 4])
  assert.equal(new Set(challenges.map(({ challenge }: { challenge: string }) => challenge)).size, 4)
})

test('commitment vectors hold with node:crypto too', () => {
  const cases = read('commitments.json')
  for (const { salt, path, value, message, commitment } of cases) {
    assert.deepEqual(commit(nobleSuite, decodeHex(salt), path, value), commitment)
    const mac = createHmac('sha256', Buffer.from(salt, 'hex'))
      .update(Buffer.from(message, 'hex'))
      .digest('hex')
    assert.equal(mac, commitment.c)
  }
  assert.equal(cases.length, 5)
})

test('payloads, leaves, roots, proofs, keys and COSE bytes hold', () => {
  const { payloads, leaf_hashes, roots, inclusion, consistency, keys, cose } = read('log.json')
  assert.deepEqual(
    payloads.map(({ type }: { type: string }) => type),
    PAYLOAD_TYPES,
  )
  for (const { payload, leaf_hash } of payloads) {
    assert.equal(canonicalize(checkPayload(parseJson(payload))), payload)
    assert.equal(encodeHex(leafHash(suite.sha256, encodeUtf8(payload))), leaf_hash)
    assert.equal(createHash('sha256').update(`\0${payload}`).digest('hex'), leaf_hash)
  }
  const leaves: Uint8Array[] = leaf_hashes.map(decodeHex)
  for (const { tree_size, root } of roots)
    assert.equal(encodeHex(rootOf(suite.sha256, leaves.slice(0, tree_size))), root)
  function rootAt(size: number): Uint8Array {
    return rootOf(suite.sha256, leaves.slice(0, size))
  }
  for (const { index, tree_size: size, path } of inclusion) {
    const proof = { index, size, leafHash: leaves[index] ?? new Uint8Array(), path: path.map(decodeHex) }
    assert.deepEqual(inclusionRoot(suite.sha256, proof), rootAt(size))
  }
  for (const { from_size: size1, tree_size: size2, path } of consistency) {
    const proof = { size1, size2, root1: rootAt(size1), root2: rootAt(size2), path: path.map(decodeHex) }
    assert.ok(verifyConsistency(suite.sha256, proof))
  }
  for (const { jwk } of keys)
    assert.equal(encodeBase64url(thumbprint(suite, decodeBase64url(jwk.pub))), jwk.kid)
  const receipt = decodeReceipt(decodeBase64url(cose.receipt))
  assert.equal(encodeHex(receipt.protectedBytes), cose.protected)
  assert.deepEqual(receipt.proof?.path.map(encodeHex), cose.inclusion_path)
  assert.ok(
    suite.verifyMlDsa65(decodeBase64url(keys[0].jwk.pub), decodeHex(cose.sig_structure), receipt.signature),
  )
  assert.deepEqual(
    [payloads.length, roots.length, inclusion.length, consistency.length, keys.length],
    [47, 60, 3, 3, 3],
  )
})

function summary(report: ReturnType<typeof verifyEvidence>) {
  const failed = report.axes.find(({ status }) => status === 'failed')
  return { verdict: report.verdict, ...(failed && { axis: failed.name, code: failed.code }) }
}

function expectedOf({ verdict, axis, code }: Record<string, string>) {
  return {
    verdict,
    ...(axis && { axis, code }),
  }
}

test('every evidence vector has its verdict, axis and code, with both suites', () => {
  const cases = read('evidence.json')
  for (const vector of cases) {
    for (const each of [suite, nobleSuite]) {
      assert.deepEqual(
        summary(verifyEvidence(each, vector.evidence, vector.options)),
        expectedOf(vector),
        vector.name,
      )
    }
  }
  assert.equal(cases.length, 27)
})

test('every bundle vector has its verdict, axis and code, with both suites', () => {
  const cases = read('bundles.json')
  for (const vector of cases) {
    for (const each of [suite, nobleSuite]) {
      assert.deepEqual(
        summary(verifyBundle(each, vector.bundle, vector.options)),
        expectedOf(vector),
        vector.name,
      )
    }
  }
  assert.equal(cases.length, 52)
})

test('every vector of what was erased has its verdict and its count, with both suites', () => {
  const cases = read('erasures.json')
  for (const vector of cases) {
    for (const each of [suite, nobleSuite]) {
      const report = verifyBundle(each, vector.bundle, vector.options)
      assert.deepEqual(summary(report), expectedOf(vector), vector.name)
      assert.equal(report.erased, vector.erased, vector.name)
    }
  }
  assert.deepEqual(
    [cases.length, cases.filter((vector: { erased?: number }) => vector.erased).length],
    [18, 5],
  )
})

test('a second verifier, written from the specification with other libraries, agrees on every vector', {
  skip,
}, () => {
  for (const vector of read('evidence.json')) {
    assert.deepEqual(secondEvidence(vector.evidence, vector.options), expectedOf(vector), vector.name)
  }
  for (const vector of read('bundles.json')) {
    assert.deepEqual(secondBundle(vector.bundle, vector.options), expectedOf(vector), vector.name)
  }
  for (const vector of read('erasures.json')) {
    assert.deepEqual(secondBundle(vector.bundle, vector.options), expectedOf(vector), vector.name)
  }
})
