// Attacks on trust: foreign, retired and early keys, and forged handovers.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeHex } from '@countersign/json'
import {
  type BundleHeader,
  ReceiptError,
  type VerifyOptions,
  verifyBundle,
  verifyEvidence,
} from '../src/index.ts'
import { assertValid, check, edited, failureOf, log, suite, trust, uncheckedOf } from './attack.ts'
import * as make from './make.ts'

test('without trusted keys the verdict is indeterminate at best', () => {
  const bundle = make.bundleOf(log)
  assert.deepEqual(uncheckedOf(check(bundle, {})), ['key.untrusted'])
  assert.deepEqual(uncheckedOf(check(bundle, { trust: { thumbprints: ['A'.repeat(43)] } })), ['key.unknown'])
  const evidence = make.evidenceOf(log, 3)
  assert.deepEqual(uncheckedOf(verifyEvidence(suite, evidence)), ['signature.no_key', 'key.untrusted'])
  assert.deepEqual(uncheckedOf(verifyEvidence(suite, evidence, { trust: { thumbprints: [evidence.kid] } })), [
    'signature.no_key',
  ])
  const foreign = { keys: { keys: [make.bundleKey(make.cachedKey(9))] } }
  assert.deepEqual(uncheckedOf(verifyEvidence(suite, evidence, { trust: foreign })), [
    'signature.no_key',
    'key.unknown',
  ])
})

test('a trusted thumbprint lets the bundle bring the key itself', () => {
  assertValid(check(make.bundleOf(log), { trust: { thumbprints: [make.cachedKey(3).kid] } }))
})

test('trust in an old key extends to its successors only where it signed the handover', () => {
  const first = { trust: { thumbprints: [make.cachedKey(1).kid] } }
  assertValid(check(make.bundleOf(log, { handovers: true }), first))
  assert.deepEqual(uncheckedOf(check(make.bundleOf(log), first)), ['key.unknown'])
  const second = make.headerOf(log, { handovers: true }).handovers?.[1]
  const onlySecond = edited({ handovers: true }, (header) => {
    header.handovers = second === undefined ? [] : [second]
    header.keys.keys = header.keys.keys.filter(({ kid }) => kid !== make.cachedKey(1).kid)
  })
  assert.deepEqual(uncheckedOf(check(onlySecond, first)), ['key.unknown'])
  assertValid(check(onlySecond, { trust: { thumbprints: [make.cachedKey(2).kid] } }))
})

test('a forged handover does not verify', () => {
  const cut = { handovers: true }
  function forge(
    change: (handover: NonNullable<BundleHeader['handovers']>[number], header: BundleHeader) => void,
  ) {
    return failureOf(check(edited(cut, (header) => change(header.handovers?.[0] ?? assert.fail(), header))))
  }
  const root = make.rootAt(log, 19)
  assert.equal(
    forge((entry) => {
      entry.tree_size = 18
    }),
    'bundle.handovers',
  )
  assert.equal(
    forge((entry) => {
      entry.cose = make.signedCose({
        org: log.org,
        root: make.rootAt(log, 18),
        size: 19,
        key: make.cachedKey(1),
      })
    }),
    'key.handover',
  )
  assert.equal(
    forge((entry) => {
      entry.cose = make.signedCose({ org: make.OTHER_ORG, root, size: 19, key: make.cachedKey(1) })
    }),
    'cose.origin',
  )
  assert.equal(
    forge((entry, header) => {
      entry.kid = make.cachedKey(9).kid
      entry.cose = make.signedCose({ org: log.org, root, size: 19, key: make.cachedKey(9) })
      header.keys.keys = [9, 2, 3]
        .map((seed) => make.bundleKey(make.cachedKey(seed)))
        .sort((a, b) => (a.kid < b.kid ? -1 : 1))
    }),
    'key.handover',
  )
  assert.equal(
    forge((_, header) => header.handovers?.reverse()),
    'bundle.header',
  )
})

test('foreign, retired and early keys do not verify', () => {
  function sign(size: number, seed: number, to = size): string {
    return edited({ size, to }, (header) => {
      const key = make.cachedKey(seed)
      header.checkpoint.cose = make.signedCose({ org: log.org, root: make.rootAt(log, size), size, key })
      header.checkpoint.kid = key.kid
      header.keys.keys = [make.bundleKey(key)]
    })
  }
  const all = { trust: { thumbprints: [1, 2, 3, 9].map((seed) => make.cachedKey(seed).kid) } }
  assert.equal(failureOf(check(sign(12, 9), all)), 'key.foreign')
  assert.equal(failureOf(check(sign(20, 1), all)), 'key.retired')
  assert.equal(failureOf(check(sign(19, 2), all)), 'key.not_yet')
  assert.equal(
    failureOf(
      check(
        edited({ from: 50 }, (header) => {
          header.checkpoint.cose = make.signedCose({
            org: log.org,
            root: make.rootAt(log, log.entries.length),
            size: log.entries.length,
            key: make.cachedKey(9),
          })
          header.checkpoint.kid = make.cachedKey(9).kid
          header.keys.keys = [make.bundleKey(make.cachedKey(9))]
        }),
        all,
      ),
    ),
    'key.foreign',
  )
  assertValid(check(sign(19, 1), all))
  assertValid(check(sign(20, 2), all))
  assert.equal(failureOf(check(sign(25, 1, 10))), 'key.retired')
  assert.equal(failureOf(check(sign(12, 2, 10))), 'key.not_yet')
})

test('a rotation that is not the last leaf of its commit does not verify', () => {
  const careless = make.createLog()
  make.add(careless, 'log.key_rotated', {
    log: {
      origin: `countersign/${careless.org}`,
      kid: make.cachedKey(2).kid,
      retired: make.cachedKey(1).kid,
    },
  })
  make.add(careless, 'org.changed', { change: {} })
  make.signCommit(careless)
  const thumbprints = [1, 2].map((seed) => make.cachedKey(seed).kid)
  assert.equal(failureOf(check(make.bundleOf(careless), { trust: { thumbprints } })), 'key.retired')
  assert.equal(failureOf(verifyEvidence(suite, make.evidenceOf(careless, 2), { trust })), 'key.rotation')
  const retired = { keys: { keys: [{ ...make.bundleKey(make.cachedKey(1)), from_size: 0, until_size: 3 }] } }
  assert.equal(
    failureOf(verifyEvidence(suite, make.evidenceOf(careless, 3), { trust: retired })),
    'key.retired',
  )
})

test('a log whose key receipts contradict each other does not verify', () => {
  const origin = `countersign/${make.ORG}`
  const kids = [1, 2, 3].map((seed) => make.cachedKey(seed).kid)
  const cases: [string, object][] = [
    ['log.key_rotated', { log: { origin, kid: kids[2], retired: kids[1] } }],
    ['log.closed', { log: { origin, kid: kids[1] } }],
  ]
  for (const [type, members] of cases) {
    const broken = make.createLog()
    make.add(broken, type as 'log.closed', members)
    make.signCommit(broken)
    assert.equal(failureOf(check(make.bundleOf(broken))), 'key.rotation')
  }
  const back = make.createLog()
  make.rotate(back, 2)
  make.add(back, 'log.key_rotated', { log: { origin, kid: kids[0], retired: kids[1] } })
  make.signCommit(back)
  assert.equal(failureOf(check(make.bundleOf(back))), 'key.rotation')
  const foreign = make.createLog(make.ORG, 1)
  foreign.spans[0] = { key: make.cachedKey(9), from: 0 }
  assert.equal(failureOf(verifyEvidence(suite, make.evidenceOf(foreign, 0), { trust })), 'key.genesis')
})

test('evidence signed by a key outside its sizes does not verify', () => {
  const keys = make.keySetOf(log).keys
  function narrowed(from: number, until: number): VerifyOptions {
    return {
      trust: {
        keys: {
          keys: keys.map((key, index) =>
            index === 0 ? { ...key, from_size: from, until_size: until } : key,
          ),
        },
      },
    }
  }
  const evidence = make.evidenceOf(log, 8)
  assert.equal(evidence.tree_size, 12)
  assertValid(verifyEvidence(suite, evidence, narrowed(11, 12)))
  assert.equal(failureOf(verifyEvidence(suite, evidence, narrowed(0, 11))), 'key.retired')
  assert.equal(failureOf(verifyEvidence(suite, evidence, narrowed(12, 19))), 'key.not_yet')
})

test('a foreign org under a trusted key does not verify', () => {
  const foreign = make.createLog(make.OTHER_ORG)
  const evidence = make.evidenceOf(foreign, 1)
  assert.equal(failureOf(verifyEvidence(suite, evidence, { trust, org: make.ORG })), 'key.org')
  assert.equal(failureOf(check(make.bundleOf(foreign), { trust, org: make.ORG })), 'key.org')
  const root = make.rootAt(foreign, 2)
  const mixed = make.signedCose({
    org: make.ORG,
    root,
    size: 2,
    key: make.cachedKey(1),
    proof: { treeSize: 2, index: 1, path: evidence.inclusion_path.map(decodeHex) },
  })
  assert.equal(failureOf(verifyEvidence(suite, { ...evidence, cose: mixed }, { trust })), 'cose.origin')
})

test('an expectation that does not exist or cannot be read is refused, and does not pass for one that is met', () => {
  const evidence = make.evidenceOf(log, 3)
  const cases: [object, string][] = [
    [{ orgs: make.OTHER_ORG }, '`orgs` is not an option; did you mean `org`?'],
    [{ expectedAnswer: 1 }, '`expectedAnswer` is not an option'],
    [{ from: '0' }, '`from` must be a position of the log'],
    [{ sinceProof: [1] }, '`sinceProof` must be a list of strings'],
    [{ trust: { thumbprint: evidence.kid } }, '`trust` must be an object with'],
  ]
  for (const [given, message] of cases) {
    for (const verify of [() => verifyEvidence(suite, evidence, given), () => verifyBundle(suite, '', given)])
      assert.throws(verify, (error) => {
        assert.ok(error instanceof ReceiptError && error.code === 'options.malformed')
        return error.message.startsWith(message)
      })
  }
})
