// Attacks on the evidence of one receipt: false sizes, positions and members.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Evidence, verifyEvidence } from '../src/index.ts'
import { failureOf, log, patched, suite, trust, withOtherProof } from './attack.ts'
import * as make from './make.ts'

test('no other tree size or index can be claimed for a proof, in any place that names one', () => {
  const untouched = make.evidenceOf(log, 9)
  for (let size = 1; size < 80; size++) {
    if (size !== untouched.tree_size) {
      assert.equal(
        patched(9, (evidence) => {
          evidence.cose = withOtherProof(evidence, {
            treeSize: Math.max(size, 10) === 12 ? 13 : Math.max(size, 10),
          })
        }),
        'cose.proof_size',
      )
      assert.match(
        patched(9, (evidence) => {
          evidence.tree_size = size
        }),
        /^(inclusion\.path|cose\.size)$/,
      )
      assert.match(
        patched(9, (evidence) => {
          evidence.tree_size = size
          if (size > 9) evidence.cose = withOtherProof(evidence, { treeSize: size })
        }),
        /^(inclusion\.path|cose\.size)$/,
      )
    }
  }
  for (let index = 0; index < 12; index++) {
    if (index === 9) continue
    assert.equal(
      patched(9, (evidence) => {
        evidence.cose = withOtherProof(evidence, { index })
      }),
      'cose.index',
    )
    assert.equal(
      patched(9, (evidence) => {
        evidence.seq = index
      }),
      'payload.identity',
    )
  }
})

test('every other false statement in evidence has its code', () => {
  const other = make.evidenceOf(log, 10)
  const cases: [string, (evidence: Evidence) => void][] = [
    [
      'payload.copy',
      (evidence) => {
        evidence.receipt = other.receipt
      },
    ],
    [
      'payload.identity',
      (evidence) => {
        evidence.id = other.id
      },
    ],
    [
      'payload.identity',
      (evidence) => {
        evidence.payload = other.payload
      },
    ],
    [
      'payload.not_canonical',
      (evidence) => {
        evidence.payload = evidence.payload.replace('{', '{ ')
      },
    ],
    [
      'payload.malformed',
      (evidence) => {
        evidence.payload = evidence.payload.replace('{', '{"v":1,')
      },
    ],
    [
      'payload.malformed',
      (evidence) => {
        evidence.payload = '{"v":1}'
      },
    ],
    [
      'leaf.mismatch',
      (evidence) => {
        evidence.leaf_hash = other.leaf_hash
      },
    ],
    [
      'cose.path',
      (evidence) => {
        evidence.inclusion_path[0] = other.leaf_hash
      },
    ],
    [
      'signature.invalid',
      (evidence) => {
        evidence.inclusion_path[0] = 'ab'.repeat(32)
        evidence.cose = withOtherProof(evidence, {})
      },
    ],
    [
      'inclusion.path',
      (evidence) => {
        evidence.inclusion_path.pop()
      },
    ],
    [
      'cose.kid',
      (evidence) => {
        evidence.kid = make.cachedKey(2).kid
      },
    ],
    [
      'cose.malformed',
      (evidence) => {
        evidence.cose = `${evidence.cose}A`
      },
    ],
    [
      'cose.proof_size',
      (evidence) => {
        evidence.cose = make.headerOf(log, { size: 12 }).checkpoint.cose
      },
    ],
    [
      'evidence.malformed',
      (evidence) => {
        Object.assign(evidence, { extra: 1 })
      },
    ],
    [
      'evidence.malformed',
      (evidence) => {
        Object.assign(evidence, { disclosures: undefined })
      },
    ],
  ]
  for (const [code, change] of cases) assert.equal(patched(9, change), code)
  const text = JSON.stringify(make.evidenceOf(log, 9))
  assert.equal(
    failureOf(verifyEvidence(suite, text.replace('{', '{"seq":9,'), { trust })),
    'evidence.malformed',
  )
  for (const nothing of ['', 'null', null, undefined, 5, []]) {
    assert.equal(failureOf(verifyEvidence(suite, nothing, { trust })), 'evidence.malformed')
  }
})

/** An array in an array, so many deep. */
function nested(depth: number): unknown {
  return depth === 0 ? [] : [nested(depth - 1)]
}

function disclosing(value: unknown): Evidence {
  const evidence = make.evidenceOf(log, 8)
  const [first, ...others] = evidence.disclosures
  assert.ok(first)
  return { ...evidence, disclosures: [{ ...first, value }, ...others] }
}

test('evidence that was parsed is judged as its text is, however deep it is', () => {
  const codes = Array.from({ length: 40 }, (_, at) => {
    const evidence = disclosing(nested(50 + at))
    const ofValue = failureOf(verifyEvidence(suite, evidence, { trust }))
    assert.equal(ofValue, failureOf(verifyEvidence(suite, JSON.stringify(evidence), { trust })), `${50 + at}`)
    return ofValue
  })
  assert.deepEqual(new Set(codes), new Set(['disclosure.mismatch', 'evidence.malformed']))
})

test('a value that JSON cannot carry is a report and not an exception', () => {
  const cyclic: unknown[] = []
  cyclic.push(cyclic)
  for (const value of [cyclic, nested(1000)]) {
    assert.equal(failureOf(verifyEvidence(suite, disclosing(value), { trust })), 'evidence.malformed')
  }
  for (const value of [1n, Number.NaN, '\ud800', new Date(0), Symbol('s'), () => 1]) {
    assert.equal(failureOf(verifyEvidence(suite, disclosing(value), { trust })), 'disclosure.mismatch')
  }
})
