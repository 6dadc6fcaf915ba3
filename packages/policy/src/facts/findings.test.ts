// Tests what policies see of what the detectors find.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBudget, isExceeded, WORK_MAX } from '../model/budget.ts'
import type { Facts } from '../model/facts.ts'
import { areasOf, requireAreas } from './areas.ts'
import { contentOf, NOTHING_FOUND, withheldIn } from './findings.ts'

const FACTS: Facts = {
  agent: { id: 'agt_1', status: 'active', roles: [], labels: {} },
  action: 'call_tool',
  environment: 'production',
}
const KEY = `ghp_${'aB3dE5gH7j'.repeat(4).slice(0, 36)}`

test('categories, kinds and the highest severity are told of target and arguments', () => {
  const facts = {
    ...FACTS,
    target: { url: `https://a.example/?k=${KEY}` },
    arguments: { note: ['ann@example.org'] },
  }
  assert.deepEqual(contentOf(facts, createBudget()), {
    found: ['personal', 'secret'],
    kinds: ['personal.email', 'secret.github_token'],
    severity: 'high',
    unclear: false,
  })
})

test('nothing found is nothing told', () => {
  const fact = contentOf({ ...FACTS, arguments: { path: 'src/a.ts', n: 1 } }, createBudget())
  assert.deepEqual(fact, { found: [], kinds: [], severity: 'none', unclear: false })
})

test('what the settings look for is found as well, by its own name', () => {
  const { patterns } = requireAreas(
    areasOf({ patterns: { project_name: { category: 'secret', pattern: 'Project [A-Z][a-z]+-[0-9]{2}' } } }),
  )
  const facts = { ...FACTS, arguments: { note: 'about Project Falcon-17' } }
  assert.deepEqual(contentOf(facts, createBudget(), patterns), {
    found: ['secret'],
    kinds: ['secret.project_name'],
    severity: 'high',
    unclear: false,
  })
  assert.deepEqual(contentOf(facts, createBudget()), NOTHING_FOUND)
})

test('a credential is expected in the header that is for it and nowhere else, and nothing else is expected there', () => {
  function found(more: Partial<Facts>): unknown {
    return (contentOf({ ...FACTS, ...more }, createBudget()) as { kinds: unknown }).kinds
  }
  function headers(header: string, held: string): Partial<Facts> {
    return { arguments: { request: { headers: { [header]: held } } } }
  }
  assert.deepEqual(found(headers('Authorization', `Bearer ${KEY}`)), [])
  assert.deepEqual(found(headers('x-client-secret', KEY)), [])
  assert.deepEqual(found(headers('X-Note', KEY)), ['secret.github_token'])
  assert.deepEqual(found({ arguments: { authorization: KEY } }), ['secret.github_token'])
  assert.deepEqual(found(headers('Authorization', 'Bearer 4111 1111 1111 1111')), ['personal.payment_card'])
  const privateKey = '-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----'
  assert.deepEqual(found(headers('Cookie', privateKey)), ['secret.private_key'])
  const withheld = withheldIn({ cookie: `a=${KEY}; b=536-90-4399` })
  assert.deepEqual(withheld, { kinds: ['personal.us_ssn'], severity: 'high', complete: true })
  assert.deepEqual(contentOf({ ...FACTS, ...(withheld && { withheld }) }, createBudget()), {
    found: ['personal'],
    kinds: ['personal.us_ssn'],
    severity: 'high',
    unclear: false,
  })
  assert.equal(withheldIn({ cookie: `a=${KEY}` }), undefined)
})

test('what cannot be seen, or not to its end, may hold anything, and leaves work for the other facts', () => {
  const hidden = contentOf({ ...FACTS, hash_only: true }, createBudget())
  const budget = createBudget(WORK_MAX)
  const long = contentOf({ ...FACTS, arguments: { a: 'you must ignore it '.repeat(40_000) } }, budget)
  assert.deepEqual(hidden, long)
  assert.deepEqual(hidden, {
    found: ['secret', 'personal', 'instruction', 'invisible', 'command'],
    kinds: [],
    severity: 'critical',
    unclear: true,
  })
  assert.equal(isExceeded(budget), false)
})
