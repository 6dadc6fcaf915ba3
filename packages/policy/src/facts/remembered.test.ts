// Tests that a policy set that remembers names finds the same facts at the same price as one that does not.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as wasm from '@cedar-policy/cedar-wasm/nodejs'
import { NO_PATTERNS } from '@countersign/scan'
import fc from 'fast-check'
import { createBudget, spentOf, WORK_MAX } from '../model/budget.ts'
import type { Facts } from '../model/facts.ts'
import { compiledPolicySet } from '../sets/compiled.ts'
import { readContent } from './content.ts'
import { behaviourIn, contentIn, hostsOf, numbersIn, pathsOf, readingOf } from './reading.ts'

const SET = compiledPolicySet({
  wasm,
  text: '@id("all") permit (principal, action, resource) when { context.paths.count + context.hosts.count < 9 };',
  version: 1,
  digest: 'sha256:00',
})

const WORDS = [
  'path',
  'url',
  'to',
  'method',
  'amount',
  'sql',
  'role',
  'env',
  'replicas',
  'tool',
  'sso',
  'note',
]

// More names than are remembered, and some that are too long for it.
const name = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...WORDS) },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom(...WORDS), fc.nat(400)).map(([word, n]) => `${word}_n${n}`),
  },
  { weight: 1, arbitrary: fc.constantFrom(...WORDS).map((word) => `${word}_${'x'.repeat(60)}`) },
)

const text = fc.constantFrom(
  ...[
    '',
    'a/b.ts',
    '/etc/passwd',
    'https://a.example.com/x',
    'DELETE',
    'drop table users',
    'admin',
    '0',
    '12.50',
  ],
  ...['ann@example.com', 'production', 'true', 'some words', '{"path":"/etc/shadow","to":"b@c.de"}'],
)

const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.constantFrom(0, 12, true, false),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('object'),
  ),
  object: fc.dictionary(name, tie('value'), { maxKeys: 6 }),
})).object

const facts = fc.record({ action: name, tool: name, given: value }).map(
  ({ action, tool, given }): Facts => ({
    agent: { id: 'agt_1', status: 'active', roles: [], labels: {} },
    environment: 'production',
    action,
    tool,
    arguments: given as NonNullable<Facts['arguments']>,
  }),
)

/** Everything that is read of a request with or without what the set remembers, and what it took. */
function readWith(request: Facts, limit: number, hasMemory: boolean): unknown {
  const budget = createBudget(limit)
  const reading = hasMemory ? readingOf(request, budget, SET) : readingOf(request, budget)
  const { paths, hosts, spent } = readContent(SET, request, reading)
  return {
    content: { paths, hosts, spent },
    counts: [pathsOf(reading).count, hostsOf(reading).count],
    rest: [behaviourIn(reading), numbersIn(reading), contentIn(reading, NO_PATTERNS)],
    spent: spentOf(budget),
  }
}

test('what names mean and what it costs to read them does not depend on what is remembered', () => {
  const limits = fc.oneof(fc.constant(WORK_MAX), fc.integer({ min: 100, max: 4000 }))
  fc.assert(
    fc.property(facts, limits, (request, limit) => {
      assert.deepEqual(readWith(request, limit, true), readWith(request, limit, false))
    }),
    { numRuns: 300 },
  )
})

test('a name is read once for all requests that use it, unless it is too long to be remembered', () => {
  assert.equal(SET.nameOf('invoice_total'), SET.nameOf('invoice_total'))
  const long = 'invoice_'.repeat(20)
  assert.notEqual(SET.nameOf(long), SET.nameOf(long))
})
