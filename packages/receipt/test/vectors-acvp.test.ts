// ML-DSA-65 against the ACVP vectors of NIST: key generation and signature verification.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { implementations, publicKeys } from './ml-dsa.ts'
import { options, readGzip, unhex } from './vectors.ts'

type Group<Case> = {
  tgId: number
  parameterSet?: string
  signatureInterface?: string
  preHash?: string
  tests: (Case & { tcId: number })[]
}

/** Pairs each case of a group with its expected result. */
function pairs<Asked, Expected>(
  name: string,
  isOurs: (group: Group<Asked>) => boolean,
): (Asked & Expected)[] {
  const asked: { testGroups: Group<Asked>[] } = readGzip(`mldsa/acvp/${name}.prompt.json.gz`)
  const expected: { testGroups: Group<Expected>[] } = readGzip(`mldsa/acvp/${name}.expectedResults.json.gz`)
  const answers = new Map(
    expected.testGroups.flatMap((group) => group.tests).map((each) => [each.tcId, each]),
  )
  return asked.testGroups.filter(isOurs).flatMap((group) =>
    group.tests.map((each) => {
      const answer = answers.get(each.tcId) ?? assert.fail(`no expected result for ${each.tcId}`)
      return { ...each, ...answer }
    }),
  )
}

test(
  'ACVP keyGen: all 25 ML-DSA-65 seeds give the published public key, by each implementation',
  options,
  () => {
    const cases = pairs<{ seed: string }, { pk: string }>(
      'keyGen',
      (group) => group.parameterSet === 'ML-DSA-65',
    )
    assert.equal(cases.length, 25)
    for (const { seed, pk } of cases) {
      for (const key of publicKeys(unhex(seed))) assert.deepEqual(key, unhex(pk))
    }
  },
)

test(
  'ACVP sigVer: all 15 pure external ML-DSA-65 cases are accepted or refused as published, by each implementation',
  options,
  () => {
    const cases = pairs<
      { pk: string; message: string; context: string; signature: string },
      { testPassed: boolean }
    >(
      'sigVer',
      (group) =>
        group.parameterSet === 'ML-DSA-65' &&
        group.signatureInterface === 'external' &&
        group.preHash === 'pure',
    )
    assert.equal(cases.length, 15)
    for (const { name, suite, verifyWithContext } of implementations()) {
      let passed = 0
      for (const { pk, message, context, signature, testPassed } of cases) {
        const given = [unhex(pk), unhex(message), unhex(signature)] as const
        assert.equal(verifyWithContext(...given, unhex(context)), testPassed, name)
        passed += testPassed ? 1 : 0
        // The suite's context is empty, so it must refuse what was signed with another.
        assert.equal(suite.verifyMlDsa65(...given), testPassed && context === '', name)
      }
      assert.equal(passed, 3)
    }
  },
)
