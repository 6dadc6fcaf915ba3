// Attacks on the content of receipts: signed payloads that break the rules, and forged disclosures.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalize } from '@countersign/json'
import { type Evidence, verifyEvidence } from '../src/index.ts'
import { digestOf } from '../src/verify/disclosures.ts'
import {
  altered,
  assertValid,
  check,
  failureOf,
  joined,
  linesIn,
  log,
  patched,
  suite,
  trust,
  uncheckedOf,
} from './attack.ts'
import * as make from './make.ts'

test('payloads that are signed but break the rules do not verify', () => {
  const twice = make.createLog()
  const gate = make.addGate(twice, 'gate.allowed', 'allow')
  const completion = make.addCompletion(twice, gate)
  assert.equal(
    altered(twice, (payload) => {
      if (payload.type === 'action.completed') payload.gate.leaf_hash = '0'.repeat(64)
    }),
    'links.gate',
  )
  assert.equal(
    altered(twice, (payload) => {
      if (payload.type === 'action.completed' && payload.action.arguments)
        payload.action.arguments.c = '0'.repeat(64)
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
  make.appendText(wild, payload, ` ${canonicalize(payload)}`.replace(' {', '{ '))
  make.signCommit(wild)
  assert.equal(failureOf(check(make.bundleOf(wild))), 'payload.not_canonical')
  assert.ok(completion.payload.seq === 3)
})

test('a disclosure that is forged, duplicated or moved to another path does not verify', () => {
  const seq = log.entries.findIndex(({ disclosures }) => disclosures.length > 1)
  function change(edit: (list: Evidence['disclosures']) => void): string {
    return patched(seq, (evidence) => edit(evidence.disclosures))
  }
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
  assertValid(verifyEvidence(suite, evidence, { trust, expectedOutput: output }))
  assert.equal(
    failureOf(verifyEvidence(suite, evidence, { trust, expectedOutput: { rows: 2 } })),
    'output.mismatch',
  )
  assert.equal(
    failureOf(verifyEvidence(suite, evidence, { trust, expectedOutput: 1n })),
    'output.unsupported',
  )
  assert.deepEqual(
    uncheckedOf(verifyEvidence(suite, { ...evidence, disclosures: [] }, { trust, expectedOutput: output })),
    ['output.no_salt'],
  )
  const gate = log.entries.findIndex(({ payload }) => payload.type === 'gate.allowed')
  const asked = make.evidenceOf(log, gate)
  const query = asked.disclosures[0]?.value
  assertValid(verifyEvidence(suite, asked, { trust, expectedArguments: query }))
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
  assertValid(verifyEvidence(suite, make.evidenceOf(digests, 2), { trust, expectedOutput: 'hello' }))
  assert.equal(
    failureOf(verifyEvidence(suite, make.evidenceOf(digests, 2), { trust, expectedOutput: 'Hello' })),
    'output.mismatch',
  )
})

test('floats that 32 bits cannot tell apart are different outputs', () => {
  const [exact, rounded] = [{ ratio: 0.3 }, { ratio: Math.fround(0.3) }]
  assert.equal(Math.fround(exact.ratio), rounded.ratio)
  for (const [reported, other] of [
    [exact, rounded],
    [rounded, exact],
  ] as const) {
    for (const committed of [reported, digestOf(suite, reported)]) {
      const floats = make.createLog()
      const members = {
        action: { name: 'measure' },
        outcome: { status: 'succeeded', observed: 'reported' },
        mode: 'full',
      }
      make.add(floats, 'observation', members, { 'outcome.output': committed })
      make.signCommit(floats)
      const evidence = make.evidenceOf(floats, 2)
      assertValid(verifyEvidence(suite, evidence, { trust, expectedOutput: reported }))
      const report = verifyEvidence(suite, evidence, { trust, expectedOutput: other })
      assert.equal(failureOf(report), 'output.mismatch')
    }
  }
})
