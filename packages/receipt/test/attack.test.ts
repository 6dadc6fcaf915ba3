import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nativeSuite } from '@countersign/native'
import {
  type BundleHeader,
  canonicalize,
  decodeBase64url,
  decodeHex,
  decodeReceipt,
  type Evidence,
  encodeBase64url,
  encodeBundleHeader,
  encodeHex,
  encodePayload,
  encodeReceipt,
  type Payload,
  type Report,
  type VerifyOptions,
  verifyBundle,
  verifyEvidence,
} from '../src/index.ts'
import { nobleSuite } from '../src/noble.ts'
import * as make from './log.ts'

const suite = nativeSuite() ?? nobleSuite
const log = make.sampleLog()
const trust = { keys: make.keySetOf(log) }

const failureOf = (report: Report): string => {
  const failed = report.axes.filter((axis) => axis.status === 'failed')
  assert.equal(report.verdict, 'invalid', JSON.stringify(report))
  assert.equal(failed.length, 1)
  return failed[0]?.code ?? ''
}

const openOf = (report: Report): string[] => {
  assert.equal(report.verdict, 'indeterminate', JSON.stringify(report))
  return report.axes
    .filter(({ status, name }) => status === 'not_checked' && name !== 'disclosures')
    .map(({ code }) => code ?? '')
}

const check = (bundle: string, options: VerifyOptions = { trust }): Report =>
  verifyBundle(suite, bundle, options)
const valid = (report: Report): void => assert.equal(report.verdict, 'valid', JSON.stringify(report))
const linesIn = (bundle: string): string[] => bundle.split('\n').slice(0, -1)
const joined = (lines: string[]): string => lines.map((line) => `${line}\n`).join('')

function edited(cut: make.Cut, change: (header: BundleHeader) => void, on = log): string {
  const header = make.headerOf(on, cut)
  change(header)
  return encodeBundleHeader(header) + make.linesOf(on, header.from, header.to).join('')
}

test('an untouched bundle of every window and size is valid', () => {
  let count = 0
  for (const size of log.commits) {
    for (let from = 0; from < size; from += 1 + (count % 3)) {
      for (let to = from + 1; to <= size; to += 1 + (count % 4)) {
        valid(check(make.bundleOf(log, { from, to, size, handovers: count % 2 === 0 })))
        count++
      }
    }
  }
  assert.ok(count > 300, String(count))
})

test('untouched logs of every size up to 40 are valid in whole and in part', () => {
  const plain = make.createLog()
  const trust = { keys: make.keySetOf(plain) }
  while (plain.entries.length < 40) {
    make.add(plain, 'org.changed', { change: {} })
    const size = make.signCommit(plain)
    valid(check(make.bundleOf(plain, { size, from: size % 3, to: size - (size % 2) }), { trust }))
    valid(verifyEvidence(suite, make.evidenceOf(plain, size - 1), { trust }))
    valid(verifyEvidence(suite, make.evidenceOf(plain, size >> 1, size), { trust }))
  }
})

test('untouched evidence of every receipt is valid, parsed or as text', () => {
  for (let seq = 0; seq < log.entries.length; seq++) {
    const evidence = make.evidenceOf(log, seq)
    valid(verifyEvidence(suite, evidence, { trust }))
    valid(verifyEvidence(nobleSuite, JSON.stringify(evidence), { trust, org: make.ORG }))
  }
})

test('receipts that are left out, moved, doubled or put in do not verify', () => {
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

test('a log rewritten from any receipt on does not verify, though its own links hold', () => {
  for (let at = 2; at < 12; at++) {
    const forged = { ...log, entries: log.entries.slice(0, at) }
    for (const { payload } of log.entries.slice(at)) {
      const prev = encodeHex(forged.entries.at(-1)?.leaf ?? new Uint8Array())
      const nonce = forged.entries.length === at ? 'f'.repeat(32) : payload.nonce
      make.append(forged, { ...payload, prev, nonce })
    }
    const bundle = encodeBundleHeader(make.headerOf(log)) + make.linesOf(forged, 0, 38, false).join('')
    assert.match(failureOf(check(bundle)), /^(root\.mismatch|links\.gate)$/)
  }
})

test('a truncated file does not verify, wherever it is cut', () => {
  const bundle = make.bundleOf(log, { size: 7 })
  for (let end = 0; end < bundle.length; end++) {
    assert.equal(check(bundle.slice(0, end)).verdict, 'invalid')
  }
  assert.equal(failureOf(check('')), 'bundle.truncated')
  assert.equal(failureOf(check(bundle.slice(0, -1))), 'bundle.truncated')
})

test('without trusted keys nothing is better than indeterminate', () => {
  const bundle = make.bundleOf(log)
  assert.deepEqual(openOf(check(bundle, {})), ['key.untrusted'])
  assert.deepEqual(openOf(check(bundle, { trust: { thumbprints: ['A'.repeat(43)] } })), ['key.unknown'])
  const evidence = make.evidenceOf(log, 3)
  assert.deepEqual(openOf(verifyEvidence(suite, evidence)), ['signature.no_key', 'key.untrusted'])
  assert.deepEqual(openOf(verifyEvidence(suite, evidence, { trust: { thumbprints: [evidence.kid] } })), [
    'signature.no_key',
  ])
  const foreign = { keys: { keys: [make.bundleKey(make.cachedKey(9))] } }
  assert.deepEqual(openOf(verifyEvidence(suite, evidence, { trust: foreign })), [
    'signature.no_key',
    'key.unknown',
  ])
})

test('a trusted thumbprint lets the bundle bring the key itself', () => {
  valid(check(make.bundleOf(log), { trust: { thumbprints: [make.cachedKey(3).kid] } }))
})

test('trust in an old key reaches along rotations only where it signed them over', () => {
  const first = { trust: { thumbprints: [make.cachedKey(1).kid] } }
  valid(check(make.bundleOf(log, { handovers: true }), first))
  assert.deepEqual(openOf(check(make.bundleOf(log), first)), ['key.unknown'])
  const second = make.headerOf(log, { handovers: true }).handovers?.[1]
  const onlySecond = edited({ handovers: true }, (header) => {
    header.handovers = second === undefined ? [] : [second]
    header.keys.keys = header.keys.keys.filter(({ kid }) => kid !== make.cachedKey(1).kid)
  })
  assert.deepEqual(openOf(check(onlySecond, first)), ['key.unknown'])
  valid(check(onlySecond, { trust: { thumbprints: [make.cachedKey(2).kid] } }))
})

test('a forged handover does not verify', () => {
  const cut = { handovers: true }
  const forge = (
    change: (handover: NonNullable<BundleHeader['handovers']>[number], header: BundleHeader) => void,
  ) => failureOf(check(edited(cut, (header) => change(header.handovers?.[0] ?? assert.fail(), header))))
  const root = make.rootAt(log, 19)
  assert.equal(
    forge((entry) => {
      entry.tree_size = 18
    }),
    'bundle.handovers',
  )
  assert.equal(
    forge((entry) => {
      entry.cose = make.sealed({ org: log.org, root: make.rootAt(log, 18), size: 19, key: make.cachedKey(1) })
    }),
    'key.handover',
  )
  assert.equal(
    forge((entry) => {
      entry.cose = make.sealed({ org: make.OTHER_ORG, root, size: 19, key: make.cachedKey(1) })
    }),
    'cose.origin',
  )
  assert.equal(
    forge((entry, header) => {
      entry.kid = make.cachedKey(9).kid
      entry.cose = make.sealed({ org: log.org, root, size: 19, key: make.cachedKey(9) })
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
  const sign = (size: number, seed: number, to = size): string =>
    edited({ size, to }, (header) => {
      const key = make.cachedKey(seed)
      header.checkpoint.cose = make.sealed({ org: log.org, root: make.rootAt(log, size), size, key })
      header.checkpoint.kid = key.kid
      header.keys.keys = [make.bundleKey(key)]
    })
  const all = { trust: { thumbprints: [1, 2, 3, 9].map((seed) => make.cachedKey(seed).kid) } }
  assert.equal(failureOf(check(sign(12, 9), all)), 'key.foreign')
  assert.equal(failureOf(check(sign(20, 1), all)), 'key.retired')
  assert.equal(failureOf(check(sign(19, 2), all)), 'key.not_yet')
  valid(check(sign(19, 1), all))
  valid(check(sign(20, 2), all))
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
  const narrowed = (from: number, until: number): VerifyOptions => ({
    trust: {
      keys: {
        keys: keys.map((key, index) => (index === 0 ? { ...key, from_size: from, until_size: until } : key)),
      },
    },
  })
  const evidence = make.evidenceOf(log, 8)
  assert.equal(evidence.tree_size, 12)
  valid(verifyEvidence(suite, evidence, narrowed(11, 12)))
  assert.equal(failureOf(verifyEvidence(suite, evidence, narrowed(0, 11))), 'key.retired')
  assert.equal(failureOf(verifyEvidence(suite, evidence, narrowed(12, 19))), 'key.not_yet')
})

const patched = (seq: number, change: (evidence: Evidence) => void): string => {
  const evidence = structuredClone(make.evidenceOf(log, seq))
  change(evidence)
  return failureOf(verifyEvidence(suite, evidence, { trust }))
}

const resealed = (
  evidence: Evidence,
  proof: { treeSize?: number; index?: number; path?: string[] },
): string => {
  const { protectedBytes, signature } = decodeReceipt(decodeBase64url(evidence.cose))
  const treeSize = proof.treeSize ?? evidence.tree_size
  const path = (proof.path ?? evidence.inclusion_path).map(decodeHex)
  return encodeBase64url(
    encodeReceipt({
      protectedBytes,
      signature,
      proof: { treeSize, index: proof.index ?? evidence.seq, path },
    }),
  )
}

test('no other tree size or index can be put on a proof, in any place that names one', () => {
  const untouched = make.evidenceOf(log, 9)
  for (let size = 1; size < 80; size++) {
    if (size !== untouched.tree_size) {
      assert.equal(
        patched(9, (evidence) => {
          evidence.cose = resealed(evidence, {
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
          if (size > 9) evidence.cose = resealed(evidence, { treeSize: size })
        }),
        /^(inclusion\.path|cose\.size)$/,
      )
    }
  }
  for (let index = 0; index < 12; index++) {
    if (index === 9) continue
    assert.equal(
      patched(9, (evidence) => {
        evidence.cose = resealed(evidence, { index })
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

test('every other lie inside evidence has its code', () => {
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
        evidence.cose = resealed(evidence, {})
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

test('a foreign org under a trusted key does not verify', () => {
  const foreign = make.createLog(make.OTHER_ORG)
  const evidence = make.evidenceOf(foreign, 1)
  assert.equal(failureOf(verifyEvidence(suite, evidence, { trust, org: make.ORG })), 'key.org')
  assert.equal(failureOf(check(make.bundleOf(foreign), { trust, org: make.ORG })), 'key.org')
  const root = make.rootAt(foreign, 2)
  const mixed = make.sealed({
    org: make.ORG,
    root,
    size: 2,
    key: make.cachedKey(1),
    proof: { treeSize: 2, index: 1, path: evidence.inclusion_path.map(decodeHex) },
  })
  assert.equal(failureOf(verifyEvidence(suite, { ...evidence, cose: mixed }, { trust })), 'cose.origin')
})

test('forged hashes beside the window, and other lies in a header, do not verify', () => {
  const cut = { from: 5, to: 13, size: 19 }
  const hash = 'ab'.repeat(32)
  const cases: [string, (header: BundleHeader) => void][] = [
    [
      'chain.prev',
      (header) => {
        header.left[header.left.length - 1] = hash
      },
    ],
    [
      'root.mismatch',
      (header) => {
        header.left[0] = hash
      },
    ],
    [
      'root.mismatch',
      (header) => {
        header.right[0] = hash
      },
    ],
    [
      'bundle.header',
      (header) => {
        header.right.push(hash)
      },
    ],
    [
      'bundle.header',
      (header) => {
        header.left.pop()
      },
    ],
    [
      'root.mismatch',
      (header) => {
        header.checkpoint.root = hash
      },
    ],
    [
      'root.mismatch',
      (header) => {
        Object.assign(header.checkpoint, make.headerOf(log, { size: 12 }).checkpoint, { tree_size: 19 })
      },
    ],
    [
      'cose.size',
      (header) => {
        header.checkpoint.cose = make.sealed({
          org: log.org,
          root: make.rootAt(log, 19),
          size: 19,
          claimedSize: 20,
          key: make.cachedKey(1),
        })
      },
    ],
    [
      'cose.proof',
      (header) => {
        header.checkpoint.cose = make.evidenceOf(log, 13, 19).cose
      },
    ],
    [
      'bundle.header',
      (header) => {
        header.origin = `countersign/${make.OTHER_ORG}`
      },
    ],
    [
      'bundle.header',
      (header) => {
        header.to = 20
      },
    ],
    [
      'bundle.header',
      (header) => {
        header.from = 13
      },
    ],
    [
      'bundle.header',
      (header) => {
        Object.assign(header, { format: 'countersign-bundle/2' })
      },
    ],
    [
      'bundle.header',
      (header) => {
        Object.assign(header, { note: 'x' })
      },
    ],
    [
      'bundle.keys',
      (header) => {
        header.keys.keys.push(make.bundleKey(make.cachedKey(9)))
      },
    ],
    [
      'bundle.keys',
      (header) => {
        header.keys.keys = []
      },
    ],
    [
      'bundle.keys',
      (header) => {
        header.keys.keys = [{ ...make.bundleKey(make.cachedKey(9)), kid: header.checkpoint.kid }]
      },
    ],
    [
      'bundle.header',
      (header) => {
        header.consistency = { from_size: 19, path: [], root: hash }
      },
    ],
    [
      'root.consistency',
      (header) => {
        header.consistency = { from_size: 4, path: [hash], root: hash }
      },
    ],
    [
      'signature.invalid',
      (header) => {
        header.checkpoint.cose = make.sealed({
          org: log.org,
          root: make.rootAt(log, 18),
          size: 18,
          claimedSize: 19,
          key: make.cachedKey(1),
        })
      },
    ],
  ]
  for (const [code, change] of cases) assert.equal(failureOf(check(edited(cut, change))), code)
  assert.equal(failureOf(check(make.bundleOf(log).replace('{', '{ '))), 'bundle.header')
  const copied = linesIn(make.bundleOf(log))
  copied[4] = (copied[4] ?? '').replace('{', '{"payload":"",')
  assert.equal(failureOf(check(joined(copied))), 'bundle.line')
})

const altered = (base: make.TestLog, change: (payload: Payload) => void): string => {
  const last = structuredClone(base.entries.at(-1)?.payload) ?? assert.fail()
  change(last)
  const copy = { ...base, entries: base.entries.slice(0, -1), commits: [2] }
  make.append(copy, last)
  make.signCommit(copy)
  return failureOf(check(make.bundleOf(copy, { disclose: false })))
}

test('payloads that are signed but break the rules do not verify', () => {
  const twice = make.createLog()
  const gate = make.addGate(twice, 'gate.allowed', 'allow')
  const completion = make.addCompletion(twice, gate)
  assert.equal(
    altered(twice, (payload) => {
      if ('gate' in payload && payload.gate) payload.gate.leaf_hash = '0'.repeat(64)
    }),
    'links.gate',
  )
  assert.equal(
    altered(twice, (payload) => {
      if ('action' in payload && payload.action.arguments) payload.action.arguments.c = '0'.repeat(64)
    }),
    'links.action',
  )
  assert.equal(
    altered(twice, (payload) => {
      if ('action' in payload) payload.action.name = 'other'
    }),
    'links.action',
  )
  assert.equal(
    altered(twice, (payload) => {
      payload.prev = '1'.repeat(64)
    }),
    'chain.prev',
  )
  assert.equal(
    altered(twice, (payload) => {
      payload.org = make.OTHER_ORG
    }),
    'payload.org',
  )
  assert.equal(
    altered(twice, (payload) => {
      payload.issued_at = 1_795_000_000_000
      payload.id =
        payload.id.slice(0, 4) + (twice.entries[0]?.payload.id.slice(4, 14) ?? '') + payload.id.slice(14)
    }),
    'chain.time',
  )
  make.addCompletion(twice, gate, 'action.failed', 'failed')
  make.signCommit(twice)
  assert.equal(failureOf(check(make.bundleOf(twice))), 'links.closed_twice')
  assert.equal(failureOf(check(make.bundleOf(twice, { from: 3 }))), 'links.closed_twice')
  const denied = make.createLog()
  make.addCompletion(denied, make.addGate(denied, 'gate.denied', 'deny'))
  make.signCommit(denied)
  assert.equal(failureOf(check(make.bundleOf(denied))), 'links.no_gate')
  const wild = make.createLog()
  const { payload } = make.add(wild, 'org.changed', { change: {} })
  wild.entries.pop()
  make.appendText(wild, payload, ` ${encodePayload(payload)}`.replace(' {', '{ '))
  make.signCommit(wild)
  assert.equal(failureOf(check(make.bundleOf(wild))), 'payload.not_canonical')
  assert.ok(completion.payload.seq === 3)
})

test('a disclosure that is forged, doubled or moved to another path does not verify', () => {
  const seq = log.entries.findIndex(({ disclosures }) => disclosures.length > 1)
  const change = (edit: (list: Evidence['disclosures']) => void): string =>
    patched(seq, (evidence) => edit(evidence.disclosures))
  assert.equal(
    change((list) => Object.assign(list[0] ?? {}, { value: 'forged' })),
    'disclosure.mismatch',
  )
  assert.equal(
    change((list) => Object.assign(list[0] ?? {}, { salt: '0'.repeat(64) })),
    'disclosure.mismatch',
  )
  assert.equal(
    change(
      (list) => Object.assign(list[0] ?? {}, { path: list[1]?.path, value: list[0]?.value }) && list.pop(),
    ),
    'disclosure.mismatch',
  )
  assert.equal(
    change((list) => list.push(...list.slice(0, 1))),
    'disclosure.path',
  )
  for (const path of ['action.output', 'id', 'change', 'constructor.name', 'change.status']) {
    assert.equal(
      change((list) => Object.assign(list[0] ?? {}, { path })),
      'disclosure.path',
    )
  }
  const lines = linesIn(make.bundleOf(log))
  const forged = JSON.parse(lines[seq + 1] ?? '')
  forged.disclosures[0].value = 'forged'
  assert.equal(
    failureOf(check(joined(lines.toSpliced(seq + 1, 1, canonicalize(forged))))),
    'disclosure.mismatch',
  )
})

test('expected arguments and output must be what was committed', () => {
  const completed = log.entries.findIndex(({ payload }) => payload.type === 'action.completed')
  const evidence = make.evidenceOf(log, completed)
  const output = { rows: 1 }
  valid(verifyEvidence(suite, evidence, { trust, expectedOutput: output }))
  assert.equal(
    failureOf(verifyEvidence(suite, evidence, { trust, expectedOutput: { rows: 2 } })),
    'output.mismatch',
  )
  assert.equal(
    failureOf(verifyEvidence(suite, evidence, { trust, expectedOutput: 1n })),
    'output.unsupported',
  )
  assert.deepEqual(
    openOf(verifyEvidence(suite, { ...evidence, disclosures: [] }, { trust, expectedOutput: output })),
    ['output.no_salt'],
  )
  const gate = log.entries.findIndex(({ payload }) => payload.type === 'gate.allowed')
  const asked = make.evidenceOf(log, gate)
  const query = asked.disclosures[0]?.value
  valid(verifyEvidence(suite, asked, { trust, expectedArguments: query }))
  assert.equal(
    failureOf(verifyEvidence(suite, asked, { trust, expectedArguments: {} })),
    'arguments.mismatch',
  )
  assert.equal(
    failureOf(verifyEvidence(suite, asked, { trust, expectedArguments: () => 1 })),
    'arguments.unsupported',
  )
  assert.equal(failureOf(verifyEvidence(suite, asked, { trust, expectedOutput: 1 })), 'output.absent')
})

test('an output that was reported by its digest matches the value with that digest', () => {
  const digests = make.createLog()
  const digest = 'sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'
  const members = {
    action: { name: 'a' },
    outcome: { status: 'succeeded', observed: 'reported' },
    mode: 'full',
  }
  make.add(digests, 'observation', members, { 'outcome.output': digest })
  make.signCommit(digests)
  valid(verifyEvidence(suite, make.evidenceOf(digests, 2), { trust, expectedOutput: 'hello' }))
  assert.equal(
    failureOf(verifyEvidence(suite, make.evidenceOf(digests, 2), { trust, expectedOutput: 'Hello' })),
    'output.mismatch',
  )
})

test('a kept checkpoint shows growth, rollback and fork', () => {
  const since = (size: number, extra: Partial<make.Cut> = {}, sinceProof?: string[]): Report =>
    check(make.bundleOf(log, extra), {
      trust,
      since: make.checkpointOf(log, size),
      ...(sinceProof && { sinceProof }),
    })
  for (let size = 1; size <= 38; size++) valid(since(size))
  for (const size of [10, 15, 20, 38]) valid(since(size, { from: 10, to: 20 }))
  assert.deepEqual(openOf(since(9, { from: 10, to: 20 })), ['since.no_proof'])
  assert.deepEqual(openOf(since(21, { from: 10, to: 20 })), ['since.no_proof'])
  const proof = make.headerOf(log, { consistencyFrom: 9 }).consistency?.path ?? []
  valid(since(9, { from: 10, to: 20, consistencyFrom: 9 }))
  valid(since(9, { from: 10, to: 20 }, proof))
  valid(check(make.bundleOf(log, { consistencyFrom: 9 })))
  assert.equal(failureOf(since(8, { from: 10, to: 20 }, proof)), 'since.proof')
  assert.equal(failureOf(since(9, { from: 10, to: 20 }, ['x'])), 'since.proof')
  assert.equal(failureOf(since(38, { size: 32 })), 'since.rollback')
  const lines = linesIn(make.bundleOf(log))
  assert.equal(failureOf(check(joined(lines.slice(0, -3)))), 'completeness.missing')
  const fork = (size: number, cut: make.Cut = {}): string =>
    failureOf(check(make.bundleOf(log, cut), { trust, since: { tree_size: size, root: 'ab'.repeat(32) } }))
  for (const size of [1, 17, 38]) assert.equal(fork(size), 'since.fork')
  assert.equal(fork(9, { from: 10, consistencyFrom: 9 }), 'since.fork')
  const origin = { ...make.checkpointOf(log, 5), origin: `countersign/${make.OTHER_ORG}` }
  assert.equal(failureOf(check(make.bundleOf(log), { trust, since: origin })), 'since.origin')
  for (const bad of [
    { tree_size: 0, root: 'ab'.repeat(32) },
    { tree_size: 1, root: 'AB'.repeat(32) },
  ]) {
    assert.throws(() => check('', { since: bad }), { code: 'since.malformed' })
  }
})

test('a kept checkpoint holds for evidence from before it and after it', () => {
  const evidence = make.evidenceOf(log, 8)
  const verify = (size: number, sinceProof?: string[]): Report =>
    verifyEvidence(suite, evidence, {
      trust,
      since: make.checkpointOf(log, size),
      ...(sinceProof && { sinceProof }),
    })
  valid(verify(12))
  assert.deepEqual(openOf(verify(7)), ['since.no_proof'])
  valid(verify(7, make.headerOf(log, { size: 12, consistencyFrom: 7 }).consistency?.path))
  valid(verify(38, make.headerOf(log, { size: 38, consistencyFrom: 12 }).consistency?.path))
  assert.equal(failureOf(verify(38, [])), 'since.proof')
  const fork = { ...make.checkpointOf(log, 12), root: 'ab'.repeat(32) }
  assert.equal(failureOf(verifyEvidence(suite, evidence, { trust, since: fork })), 'since.fork')
})
