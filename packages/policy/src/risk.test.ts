import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Facts } from './facts.ts'
import { bandOf, contributionsOf, riskOf } from './risk.ts'

const factsOf = (action: string, environment = 'dev', declared?: Facts['declared']): Facts => ({
  agent: { id: 'agt_1', status: 'active', roles: [], labels: {} },
  action,
  environment,
  ...(declared !== undefined && { declared }),
})

test('bands begin at 0, 25, 50 and 75', () => {
  assert.deepEqual([0, 24, 25, 49, 50, 74, 75, 100].map(bandOf), [
    ...['low', 'low', 'medium', 'medium', 'high', 'high', 'critical', 'critical'],
  ])
})

test('risk grows with the effect, production, credentials and what is declared, up to 100', () => {
  assert.deepEqual(riskOf(factsOf('read_file')), { score: 5, band: 'low' })
  assert.deepEqual(riskOf(factsOf('write_file')), { score: 20, band: 'low' })
  assert.deepEqual(riskOf(factsOf('write_file', 'production')), { score: 35, band: 'medium' })
  assert.deepEqual(riskOf(factsOf('read_secret')), { score: 25, band: 'medium' })
  assert.deepEqual(riskOf(factsOf('send_email')), { score: 45, band: 'medium' })
  assert.deepEqual(riskOf(factsOf('delete_database', 'production')), { score: 75, band: 'critical' })
  const said = { side_effects: ['deletes all'], retry_count: 12, cost_usd: 500 }
  assert.deepEqual(riskOf(factsOf('read_file', 'dev', said)), { score: 80, band: 'critical' })
  assert.deepEqual(riskOf(factsOf('delete_secret', 'production', said)), { score: 100, band: 'critical' })
})

test('every contribution is a positive integer, and odd numbers declared add nothing', () => {
  const odd = { retry_count: Number.NaN, cost_usd: Number.NEGATIVE_INFINITY, side_effects: ['zorch'] }
  const contributions = contributionsOf(factsOf('zorch', 'prod', odd))
  assert.deepEqual(contributions, [
    { source: 'effect.unknown', points: 40 },
    { source: 'environment', points: 15 },
  ])
})
