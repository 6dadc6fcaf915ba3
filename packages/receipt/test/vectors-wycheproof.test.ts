// ML-DSA-65 against the Wycheproof vectors: keys, signing and verification.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ml_dsa65 } from '@noble/post-quantum/ml-dsa.js'
import { nobleSigner } from '../src/noble.ts'
import { type Implementation, implementations, publicKeys } from './ml-dsa.ts'
import { options, readJson, unhex } from './vectors.ts'

type Case = {
  tcId: number
  comment: string
  result: 'valid' | 'invalid'
  msg?: string
  ctx?: string
  mu?: string
  rnd?: string
  sig: string
}

type File<Group> = {
  numberOfTests: number
  testGroups: (Group & { tests: Case[] })[]
}

function verifyFile(): File<{ publicKey: string }> {
  return readJson('mldsa/wycheproof/mldsa_65_verify_test.json')
}

function signFile(): File<{ privateSeed: string; publicKey: string | null }> {
  return readJson('mldsa/wycheproof/mldsa_65_sign_seed_test.json')
}

type Verification = Case & {
  key: Uint8Array
  message: Uint8Array
  signature: Uint8Array
  context: Uint8Array
}

function verifications(): Verification[] {
  return verifyFile().testGroups.flatMap(({ publicKey, tests }) =>
    tests.map((each) => ({
      ...each,
      key: unhex(publicKey),
      message: unhex(each.msg ?? ''),
      signature: unhex(each.sig),
      context: unhex(each.ctx ?? ''),
    })),
  )
}

/** By our suite, and only where it cannot be asked, by the library under it. */
function verifyCase({ suite, verifyWithContext }: Implementation, each: Verification): boolean {
  return each.context.length === 0
    ? suite.verifyMlDsa65(each.key, each.message, each.signature)
    : verifyWithContext(each.key, each.message, each.signature, each.context)
}

test(
  'Wycheproof: all 210 verifications are accepted or refused as published, by each implementation',
  options,
  () => {
    assert.equal(verifyFile().testGroups.length, 25)
    const cases = verifications()
    assert.equal(cases.length, 210)
    assert.equal(cases.filter((each) => each.result === 'valid').length, 79)
    assert.equal(cases.filter((each) => each.context.length > 0).length, 7)
    assert.equal(cases.filter((each) => each.key.length !== 1952 || each.signature.length !== 3309).length, 7)
    for (const implementation of implementations()) {
      for (const each of cases) {
        const name = `${implementation.name} ${each.tcId}: ${each.comment}`
        assert.equal(verifyCase(implementation, each), each.result === 'valid', name)
      }
    }
  },
)

test('Wycheproof: the "long public key" never reaches a library', options, () => {
  const cases = verifications().filter((each) => each.comment === 'long public key')
  assert.equal(cases.length, 1)
  for (const { key, message, signature } of cases) {
    assert.equal(key.length, 1953)
    for (const { suite } of implementations()) {
      assert.equal(suite.verifyMlDsa65(key, message, signature), false)
      // Without the surplus byte it is a good signature: only the length stands between the two.
      assert.equal(suite.verifyMlDsa65(key.subarray(0, 1952), message, signature), true)
    }
  }
})

type Way = 'suite' | 'context' | 'mu' | 'none'

/** Our signer where it can be asked, else noble itself; in hex, empty where there must be no signature. */
function signCase(seed: Uint8Array, { msg, ctx = '', mu = '', rnd }: Case): { way: Way; hex: string } {
  const entropy = rnd === undefined ? undefined : unhex(rnd)
  const options = { extraEntropy: entropy ?? (false as const) }
  function signed(way: Way, signature: Uint8Array) {
    return { way, hex: Buffer.from(signature).toString('hex') }
  }
  try {
    if (msg !== undefined && ctx === '') return signed('suite', nobleSigner(seed).sign(unhex(msg), entropy))
    const { secretKey } = ml_dsa65.keygen(seed)
    if (msg !== undefined) {
      return signed('context', ml_dsa65.sign(unhex(msg), secretKey, { ...options, context: unhex(ctx) }))
    }
    return signed('mu', ml_dsa65.internal.sign(unhex(mu), secretKey, { ...options, externalMu: true }))
  } catch {
    return { way: 'none', hex: '' }
  }
}

test('Wycheproof: all 105 signatures from a seed are reproduced', options, () => {
  const file = signFile()
  assert.equal(file.testGroups.length, 42)
  const counted = { suite: 0, context: 0, mu: 0, none: 0 }
  for (const { privateSeed, tests } of file.testGroups) {
    for (const each of tests) {
      const { way, hex } = signCase(unhex(privateSeed), each)
      assert.ok(hex === each.sig, `${each.tcId}: ${each.comment}`)
      assert.equal(way !== 'none', each.result === 'valid')
      counted[way]++
    }
  }
  assert.equal(file.numberOfTests, 105)
  assert.deepEqual(counted, { suite: 81, context: 3, mu: 17, none: 4 })
})

test('Wycheproof: all 39 seeds give the published public key, by each implementation', options, () => {
  const groups = signFile().testGroups.filter((group) => group.privateSeed.length === 64)
  for (const { privateSeed, publicKey } of groups) {
    for (const key of publicKeys(unhex(privateSeed))) assert.deepEqual(key, unhex(publicKey ?? ''))
  }
  assert.equal(groups.length, 39)
})

test('Wycheproof: what one implementation signed from the seed, the other verifies', options, () => {
  const cases = signFile().testGroups.flatMap(({ publicKey, tests }) =>
    tests
      .filter((each) => each.result === 'valid' && each.msg !== undefined)
      .map((each) => ({ ...each, key: unhex(publicKey ?? '') })),
  )
  assert.equal(cases.length, 84)
  for (const { key, msg = '', ctx = '', sig } of cases) {
    for (const { suite, verifyWithContext } of implementations()) {
      assert.equal(verifyWithContext(key, unhex(msg), unhex(sig), unhex(ctx)), true)
      assert.equal(suite.verifyMlDsa65(key, unhex(msg), unhex(sig)), ctx === '')
    }
  }
})
