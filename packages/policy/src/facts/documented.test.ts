// Tests that every fact is documented with an example that validates and can be evaluated.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import * as engine from '@cedar-policy/cedar-wasm/nodejs'
import type { Facts } from '../model/facts.ts'
import { compiledPolicySet } from '../sets/compiled.ts'
import { toRequest } from './request.ts'

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8')
}

const page = read('../../../../docs/policies/facts.md')
const base = read('../../packs/base.cedarschema')

const examples = Array.from(page.matchAll(/^```cedar\n(.*?)\n```$/gms), (match) => match[1] ?? '')
const headings = Array.from(page.matchAll(/^### `([^`]+)`/gm), (match) => match[1] ?? '')

function policyOf(condition: string): string {
  return `permit (principal, action in Action::"call", resource) when { ${condition} };`
}

test('every member of the vocabulary has a heading with an example of its own', () => {
  function members(type: string): string[] {
    const body = new RegExp(`^(?:type|entity) ${type} = \\{\\n(.*?)^\\}`, 'ms').exec(base)?.[1] ?? ''
    return Array.from(body.matchAll(/^ {2}"([a-z_]+)"/gm), (match) => match[1] ?? '')
  }
  const records: Record<string, string> = {
    ...{
      target: 'Target',
      paths: 'Paths',
      hosts: 'Hosts',
      service: 'Service',
      content: 'Content',
      numbers: 'Numbers',
      time: 'Time',
      calls: 'Calls',
      sql: 'Statements',
      shell: 'CommandLines',
    },
    ...{ session: 'Session', run: 'Session', exposure: 'Exposure', declared: 'Declared' },
  }
  const wanted = [
    ...members('Agent').map((name) => `principal.${name}`),
    ...members('Tool').map((name) => `resource.${name}`),
    ...members('Context').flatMap((name) => {
      const record = records[name]
      return record === undefined
        ? [`context.${name}`]
        : members(record).map((inner) => `context.${name}.${inner}`)
    }),
  ]
  assert.ok(wanted.length > 55)
  assert.deepEqual([...headings].sort(), [...wanted, 'principal tags', 'resource'].sort())
  assert.equal(examples.length, headings.length)
  for (const [at, heading] of headings.entries())
    assert.ok(heading === 'principal tags' || examples[at]?.includes(heading), heading)
})

test('every example passes strict validation without a warning', () => {
  const answer = engine.validate({
    validationSettings: { mode: 'strict' },
    schema: base,
    policies: { staticPolicies: Object.fromEntries(examples.map((text, at) => [`e${at}`, policyOf(text)])) },
  })
  assert.ok(answer.type === 'success', JSON.stringify(answer))
  assert.deepEqual([...answer.validationErrors, ...answer.validationWarnings], [])
})

test('every example can be evaluated, on facts that are there and on facts that are not', () => {
  const set = compiledPolicySet({
    wasm: engine as never,
    text: examples.map((text, at) => `@id("e${at}") ${policyOf(text)}`).join('\n'),
    version: 1,
    digest: 'sha256:00',
  })
  const bare: Facts = {
    agent: { id: 'agt_1', status: 'active', roles: [], labels: {} },
    action: 'call_tool',
    environment: 'production',
  }
  const full: Facts = {
    agent: {
      id: 'agt_1',
      status: 'active',
      roles: ['deployer'],
      labels: { team: 'billing' },
      owner: 'ops@example.com',
    },
    action: 'config_update',
    tool: 'github_read_file',
    target: { url: 'https://api.example.com/x', method: 'get', path: '/v1/x' },
    arguments: { amount: 5, path: 'docs/a' },
    environment: 'production',
    session: { calls: 100, seconds: 9999, declared_cost_usd: 99 },
    run: { calls: 100, seconds: 9999, declared_cost_usd: 99 },
    declared: {
      goal: 'deploy to production',
      side_effects: ['deletes'],
      actor_role: 'intern',
      retry_count: 9,
    },
  }
  const satisfied = [bare, full].map((facts) => {
    const { permits, errors } = set.evaluate(toRequest(facts, { approved: true, declared: true }))
    assert.deepEqual(errors, [])
    return permits.length
  })
  assert.ok((satisfied[0] ?? 0) >= 5 && (satisfied[1] ?? 0) >= 25, `${satisfied}`)
})
