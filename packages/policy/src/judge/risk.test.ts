// Tests the risk score: its bands, what contributes, and that more facts never lower it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Facts } from '../model/facts.ts'
import { bandOf, contributionsOf, riskFrom, riskOf } from './risk.ts'

function factsOf(action: string, environment = 'dev', declared?: Facts['declared']): Facts {
  return {
    agent: { id: 'agt_1', status: 'active', roles: [], labels: {} },
    action,
    environment,
    ...(declared !== undefined && { declared }),
  }
}

test('bands begin at 0, 25, 50 and 75', () => {
  assert.deepEqual([0, 24, 25, 49, 50, 74, 75, 100].map(bandOf), [
    ...['low', 'low', 'medium', 'medium', 'high', 'high', 'critical', 'critical'],
  ])
})

function shortOf(facts: Facts) {
  const { score, band } = riskOf(facts)
  return { score, band }
}

test('risk grows with the effect, production, credentials and what is declared, up to 100', () => {
  assert.deepEqual(shortOf(factsOf('read_file')), { score: 5, band: 'low' })
  assert.deepEqual(shortOf(factsOf('write_file')), { score: 20, band: 'low' })
  assert.deepEqual(shortOf(factsOf('write_file', 'production')), { score: 35, band: 'medium' })
  assert.deepEqual(shortOf(factsOf('read_secret')), { score: 25, band: 'medium' })
  assert.deepEqual(shortOf(factsOf('send_email')), { score: 45, band: 'medium' })
  assert.deepEqual(shortOf(factsOf('delete_database', 'production')), { score: 75, band: 'critical' })
  const said = { side_effects: ['deletes all'], retry_count: 12, cost_usd: 500 }
  assert.deepEqual(shortOf(factsOf('read_file', 'dev', said)), { score: 80, band: 'critical' })
  assert.deepEqual(shortOf(factsOf('delete_secret', 'production', said)), { score: 100, band: 'critical' })
})

test('every contribution is a positive integer, and odd numbers declared add nothing', () => {
  const odd = { retry_count: Number.NaN, cost_usd: Number.NEGATIVE_INFINITY, side_effects: ['zorch'] }
  const contributions = contributionsOf(factsOf('zorch', 'prod', odd))
  assert.deepEqual(contributions, [
    { source: 'effect.unknown', points: 40 },
    { source: 'environment', points: 15 },
  ])
})

test('the risk of the tool, inner hosts, unclear paths, repetition and what was read before add to the score', () => {
  const facts: Facts = {
    ...factsOf('send_report'),
    registered: { risk: 'high' },
    target: { url: 'http://127.0.0.1/x' },
    arguments: { path: '../../%2e%2e/etc/passwd' },
    calls: { minute: 1, agent_minute: 1, repeated: 12 },
    taints: ['customers'],
  }
  assert.deepEqual(contributionsOf(facts), [
    { source: 'effect.outward', points: 45 },
    { source: 'taints.outward', points: 20 },
    { source: 'tool.high', points: 15 },
    { source: 'hosts.internal', points: 15 },
    { source: 'paths.unclear', points: 10 },
    { source: 'calls.repeated', points: 10 },
  ])
  assert.equal(riskOf(facts).score, 100)
  const { arguments: _, ...unseen } = facts
  assert.ok(
    contributionsOf({ ...unseen, hash_only: true }).some(({ source }) => source === 'arguments.not_visible'),
  )
})

const pick = fc.constantFrom
const someFacts: fc.Arbitrary<Facts> = fc
  .record(
    {
      tool: pick('read_file', 'send_mail', 'zorch'),
      registered: pick('low', 'medium', 'high', 'critical').map((risk) => ({ risk }) as const),
      target: pick({ url: 'http://localhost/' }, { path: '..' }),
      arguments: pick({ url: 'http://10.0.0.1' }, { path: '/a' }),
      calls: fc.nat(20).map((repeated) => ({ minute: 0, agent_minute: 0, repeated })),
      taints: fc.array(pick('a', 'b'), { maxLength: 2 }),
    },
    { requiredKeys: [] },
  )
  .map((more) => ({ ...factsOf('read_secret', 'production'), ...more }))
const someDeclared = fc.record(
  {
    side_effects: fc.array(pick('reads', 'writes', 'sends mail', 'deletes', 'zorch'), { maxLength: 4 }),
    retry_count: fc.oneof(fc.integer({ min: -5, max: 30 }), fc.constant(Number.NaN)),
    cost_usd: fc.double(),
  },
  { requiredKeys: [] },
)

test('declaring something, or one side effect, retry or cost more, never lowers the score', () => {
  let raised = 0
  fc.assert(
    fc.property(someFacts, someDeclared, pick('writes', 'deletes', 'zorch'), (facts, declared, effect) => {
      const scores = [
        facts,
        { ...facts, declared },
        { ...facts, declared: { ...declared, side_effects: [...(declared.side_effects ?? []), effect] } },
      ].map((each) => riskOf(each).score)
      assert.deepEqual(
        scores,
        scores.toSorted((a, b) => a - b),
      )
      const more = { ...declared, retry_count: 1000, cost_usd: 1e9 }
      assert.ok(riskOf({ ...facts, declared: more }).score >= (scores[1] ?? 0))
      if (scores[2] !== scores[0]) raised += 1
    }),
    { numRuns: 400 },
  )
  assert.ok(raised > 50, String(raised))
})

test('a score is the capped sum of its contributions, and one more never lowers it', () => {
  const contribution = fc.record({ source: fc.string(), points: fc.integer({ min: 1, max: 60 }) })
  fc.assert(
    fc.property(fc.array(contribution, { maxLength: 8 }), contribution, (some, more) => {
      const sum = some.reduce((total, { points }) => total + points, 0)
      assert.equal(riskFrom(some).score, Math.min(sum, 100))
      assert.ok(riskFrom([...some, more]).score >= riskFrom(some).score)
    }),
  )
  assert.equal(riskOf(factsOf('delete_secret', 'prod')).contributions.length, 3)
})
