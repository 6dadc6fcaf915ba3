// What the schemas of requests accept and refuse, above all those of check, gate and complete.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { operations } from '../operations.ts'
import { CheckRequest, CompleteRequest, GateRequest } from './gate-schemas.ts'
import { OrgUpdateRequest } from './org.ts'
import { VerifyRequest } from './verify.ts'

const commitment = { alg: 'hmac-sha256', c: 'ab'.repeat(32) }
const apr = 'apr_01hzy3v7q8p4k2m6n9rstw5xbc'
const gte = 'gte_01hzy3v7q80000000001'
const rcp = 'rcp_01hzy3v7q80000000001'
function accepts(schema: { safeParse(value: unknown): { success: boolean } }, value: unknown): boolean {
  return schema.safeParse(value).success
}

test('a request names an action or a tool', () => {
  for (const schema of [CheckRequest, GateRequest]) {
    assert.ok(accepts(schema, { action: 'read_file' }))
    assert.ok(accepts(schema, { tool: 'sql:execute' }))
    assert.ok(!accepts(schema, {}))
    assert.ok(!accepts(schema, { arguments: {} }))
  }
})

test('arguments are an object, given once: in the clear or as a commitment', () => {
  assert.ok(accepts(GateRequest, { action: 'a', arguments: { deep: [{ x: null }] } }))
  assert.ok(accepts(GateRequest, { action: 'a', arguments_commitment: commitment }))
  assert.ok(!accepts(GateRequest, { action: 'a', arguments: {}, arguments_commitment: commitment }))
  for (const value of [null, [], 'x', 1]) assert.ok(!accepts(GateRequest, { action: 'a', arguments: value }))
})

test('an approval is used at the gate only, and a dry run is a check only', () => {
  assert.ok(accepts(GateRequest, { action: 'a', approval_id: apr }))
  assert.ok(!accepts(CheckRequest, { action: 'a', approval_id: apr }))
  for (const member of ['dry_run', 'explain']) {
    assert.ok(accepts(CheckRequest, { action: 'a', [member]: true }))
    assert.ok(!accepts(GateRequest, { action: 'a', [member]: false }))
  }
})

test('names that could hide something are refused', () => {
  const names = ['', ' a', 'a b', 'a\n', 'а', '../x', '-x', 'a'.repeat(129), 'a\u200b', 'a\u0000']
  for (const name of names) {
    for (const member of ['action', 'tool', 'environment']) {
      assert.ok(!accepts(GateRequest, { action: 'a', [member]: name }), JSON.stringify(name))
    }
  }
})

test('declared text and lists stop at their limits', () => {
  function declared(value: unknown) {
    return { action: 'a', declared: value }
  }
  assert.ok(
    accepts(CheckRequest, declared({ goal: 'g'.repeat(8000), tools: Array(200).fill('t'.repeat(2000)) })),
  )
  assert.ok(!accepts(CheckRequest, declared({ goal: 'g'.repeat(8001) })))
  assert.ok(!accepts(CheckRequest, declared({ tools: Array(201).fill('t') })))
  assert.ok(!accepts(CheckRequest, declared({ constraints: ['t'.repeat(2001)] })))
  assert.ok(!accepts(CheckRequest, declared({ retry_count: -1 })))
  assert.ok(!accepts(CheckRequest, declared({ approved: true })))
})

test('an output is any JSON value, and null is an output', () => {
  for (const output of [null, false, 0, '', [], {}]) {
    assert.ok(accepts(CompleteRequest, { gate_id: gte, outcome: 'succeeded', output }))
  }
  const both = { gate_id: gte, outcome: 'failed', output: 1, output_digest: `sha256:${'0'.repeat(64)}` }
  assert.ok(!accepts(CompleteRequest, both))
})

test('exactly one thing is verified at a time', () => {
  assert.ok(accepts(VerifyRequest, { receipt_id: rcp, expected_output: null }))
  assert.ok(!accepts(VerifyRequest, {}))
  assert.ok(!accepts(VerifyRequest, { receipt_id: rcp, evidence: {} }))
})

test('a change of the org changes something', () => {
  assert.ok(accepts(OrgUpdateRequest, { logs: 'private' }))
  assert.ok(!accepts(OrgUpdateRequest, {}))
})

test('query integers and times are read strictly', () => {
  const { query } = operations['receipts.list'].input
  assert.deepEqual(query.parse({}), { limit: 50, order: 'desc' })
  assert.equal(query.parse({ limit: '200' }).limit, 200)
  assert.equal(query.parse({ from: '2026-11-21T10:00:00Z' }).from, Date.UTC(2026, 10, 21, 10))
  assert.equal(
    query.parse({ from: '2026-11-21T12:00:00.5+02:00' }).from,
    Date.UTC(2026, 10, 21, 10, 0, 0, 500),
  )
  for (const limit of ['0', '201', '1e2', '0x10', ' 5', '+5', '05', '', '5.0', ['5', '6'], 'NaN']) {
    assert.ok(!accepts(query, { limit }), JSON.stringify(limit))
  }
  for (const from of [
    'yesterday',
    '2026-11-21',
    '-5',
    '1763719200000',
    1763719200000,
    '1969-12-31T23:59:59Z',
    '2026-13-01T00:00:00Z',
    '2026-11-21 10:00:00Z',
  ]) {
    assert.ok(!accepts(query, { from }), String(from))
  }
})
