// Tests that every policy pack is valid, tested, and denies what matches nothing.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import * as engine from '@cedar-policy/cedar-wasm/nodejs'
import { decide } from '../src/decide.ts'
import type { PolicyDocument, PolicyTest } from '../src/model/document.ts'
import type { Facts } from '../src/model/facts.ts'
import type { ToolDefinition } from '../src/model/tool.ts'
import type { CedarWasm } from '../src/model/wasm.ts'
import { checkDocument, factsOfTest, runTests } from '../src/publish/index.ts'
import { compiledPolicySet, policySetOf } from '../src/sets/compiled.ts'
import type { PolicySet } from '../src/sets/policy-set.ts'

// The package's own types say less than what it answers.
const wasm = engine as unknown as CedarWasm
const folder = new URL('../packs/', import.meta.url)
const baseSchema = readFileSync(new URL('base.cedarschema', folder), 'utf8')

type Pack = {
  name: string
  document: PolicyDocument & { tests: readonly PolicyTest[] }
  tools: readonly ToolDefinition[]
  set: PolicySet
}

function jsonOf<T>(name: string, file: string): T | undefined {
  const url = new URL(`${name}/${file}`, folder)
  return existsSync(url) ? (JSON.parse(readFileSync(url, 'utf8')) as T) : undefined
}

function packOf(name: string): Pack {
  const text = readFileSync(new URL(`${name}/policy.cedar`, folder), 'utf8')
  const settings = jsonOf<PolicyDocument['settings']>(name, 'settings.json')
  const tests = jsonOf<{ tests: PolicyTest[] }>(name, 'tests.json')?.tests ?? []
  const tools = jsonOf<{ tools: ToolDefinition[] }>(name, 'tools.json')?.tools ?? []
  const document = { text, tests, ...(settings !== undefined && { settings }) }
  const set = compiledPolicySet({
    wasm,
    text,
    version: 1,
    digest: 'sha256:00',
    tools,
    ...(settings !== undefined && { settings }),
  })
  return { name, document, tools, set }
}

const names = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort()
const packs = names.map(packOf)

function decided(pack: Pack, one: PolicyTest) {
  return decide(pack.set, factsOfTest(one), { approved: one.given?.approved === true })
}

function facts(more: Partial<Facts>): Facts {
  return {
    agent: { id: 'agt_1', status: 'active', roles: [], labels: {} },
    action: 'call_tool',
    environment: 'production',
    ...more,
  }
}

function setOf(pack: string) {
  const set = packs.find(({ name }) => name === pack)?.set
  assert.ok(set !== undefined, pack)
  return set
}

test('there are the seven packs that the documentation names', () => {
  assert.deepEqual(names, [
    'deployments',
    'destructive',
    'dlp',
    'governance',
    'payments',
    'stage0',
    'starter',
  ])
  const pages = readFileSync(new URL('../../../docs/policies/packs/README.md', import.meta.url), 'utf8')
  for (const name of names) assert.ok(pages.includes(`(${name}.md)`), name)
})

for (const pack of packs) {
  test(`${pack.name} is published without a warning and passes its own tests`, () => {
    const checked = checkDocument({ wasm, baseSchema, tools: [...pack.tools] }, pack.document)
    assert.deepEqual(checked.problems, [])
    assert.deepEqual(
      checked.tests.filter(({ passed }) => !passed),
      [],
    )
    assert.equal(checked.tests.length, pack.document.tests.length)
    assert.ok(checked.ok)
  })

  test(`${pack.name} has at least twelve tests, and each of its policies decides one`, () => {
    const { tests } = pack.document
    assert.ok(tests.length >= 12, String(tests.length))
    assert.equal(new Set(tests.map(({ name }) => name)).size, tests.length)
    const reached = new Set(tests.flatMap((one) => decided(pack, one).determining))
    const written = pack.set.policies.map(({ id }) => id).filter((id) => !id.startsWith('tool:'))
    assert.deepEqual(
      written.filter((id) => !reached.has(id)),
      [],
    )
  })

  test(`a test of ${pack.name} fails for each of its policies that is switched off`, () => {
    const { policies } = checkDocument({ wasm, baseSchema, tools: [...pack.tools] }, pack.document)
    const { text, settings, tests } = pack.document
    const useless = policies.filter(({ id }) => {
      const without = { ...settings, modes: { [id]: 'off' as const } }
      const { version, digest, tools } = { version: 1, digest: 'sha256:00', tools: pack.tools }
      const set = policySetOf({ version, digest, text, policies, settings: without, tools })
      return runTests(set, tests).every(({ passed }) => passed)
    })
    assert.deepEqual(
      useless.map(({ id }) => id),
      [],
    )
  })

  test(`${pack.name} says in a sentence why each policy is there`, () => {
    for (const { id, annotations } of pack.set.policies) {
      assert.ok(id.startsWith(`${pack.name}.`) || id.startsWith('tool:'), id)
      assert.ok((annotations.reason ?? '').length > 15, id)
    }
  })

  test(`${pack.name} denies what matches nothing, or has a person decide, with every role`, () => {
    const roles = ['developer', 'admin', 'payer', 'release-manager', 'on-call', 'operator', 'reviewer']
    const agent = { id: 'agt_1', status: 'active' as const, roles, labels: {} }
    const unknown = `${pack.name}.unknown`
    const isAsked = pack.set.policies.some(({ id }) => id === unknown)
    const declared = { goal: 'List the open invoices of May', success_criteria: ['a list'] }
    for (const more of [
      { agent },
      { agent, tool: 'zorch' },
      { agent, action: 'zorch', arguments: { a: 1 } },
    ]) {
      const asked = facts({ ...more, declared })
      const decision = decide(pack.set, asked, isAsked ? {} : { approved: true })
      assert.equal(decision.verdict, isAsked ? 'require_approval' : 'deny')
      if (isAsked) assert.deepEqual(decision.determining, [unknown])
      else
        assert.deepEqual(
          decision.reasons.map(({ code }) => code),
          ['policy.no_match'],
        )
    }
  })

  test(`in ${pack.name} nothing declared makes any of its tests laxer`, () => {
    const order = ['allow', 'sanitize', 'defer', 'require_approval', 'deny']
    for (const one of pack.document.tests) {
      const { declared, ...silent } = factsOfTest(one)
      if (declared === undefined) continue
      const [spoken, unspoken] = [{ ...silent, declared }, silent].map((asked) =>
        order.indexOf(decide(pack.set, asked, { approved: one.given?.approved === true }).verdict),
      )
      const isAnswer = unspoken === order.indexOf('defer')
      assert.ok(isAnswer || (spoken ?? -1) >= (unspoken ?? 0), one.name)
    }
  })
}

test('all packs together are one valid set, of which no two policies are called the same', () => {
  const text = packs.map(({ document }) => document.text).join('\n')
  const zones = Object.assign({}, ...packs.map(({ set }) => set.settings.zones ?? {}))
  const hosts = Object.assign({}, ...packs.map(({ set }) => set.settings.hosts ?? {}))
  const tools = packs.flatMap((pack) => pack.tools)
  const checked = checkDocument({ wasm, baseSchema, tools }, { text, settings: { zones, hosts } })
  const others = checked.problems.filter(({ code }) => code !== 'lint.duplicate')
  assert.deepEqual(others, [])
  assert.equal(
    checked.policies.length,
    packs.reduce((sum, { document }) => sum + document.text.split('\n@id(').length - 1, 0),
  )
})

test('what was read leaves its label, and nothing else does', () => {
  const dlp = setOf('dlp')
  function labels(tool: string, path: string, approved = false) {
    return decide(dlp, facts({ tool, arguments: { path } }), { approved }).taints ?? []
  }
  assert.deepEqual(labels('read_file', 'docs/a.md'), [])
  assert.deepEqual(labels('read_file', 'customers/7.json'), ['sensitive'])
  assert.deepEqual(labels('read_file', 'docs/%2e%2e/CUSTOMERS/7.json'), ['sensitive'])
  assert.deepEqual([...labels('read_file', 'deploy/.env', true)].sort(), ['secret', 'sensitive'])
  assert.deepEqual(labels('read_file', 'deploy/.env'), [])
  assert.deepEqual(labels('write_file', 'customers/7.json'), [])
})

test('in stage0 a retry count that is not a number does not count as 0', () => {
  const stage0 = setOf('stage0')
  function verdict(retry_count: number) {
    const declared = { goal: 'List the open invoices', success_criteria: ['a list'], retry_count }
    return decide(stage0, facts({ tool: 'read_file', declared })).verdict
  }
  assert.deepEqual([4, 0, -1].map(verdict), ['allow', 'allow', 'allow'])
  assert.deepEqual([5, 4.5, Number.NaN, Number.POSITIVE_INFINITY].map(verdict), Array(4).fill('defer'))
})

test('approvals are requested from those whom the packs name', () => {
  function asked(name: string, more: Partial<Facts>) {
    const set = packs.find((pack) => pack.name === name)?.set
    assert.ok(set !== undefined)
    const roles = ['payer', 'release-manager', 'operator']
    const agent = { id: 'agt_1', status: 'active' as const, roles, labels: {} }
    return decide(set, facts({ agent, at: Date.UTC(2026, 0, 5, 12), ...more })).obligations
  }
  function pay(amount: number) {
    return { tool: 'payments:refund', arguments: { amount } }
  }
  const one = { approvers: [{ count: 1, role: 'finance' }], ttlSeconds: 14_400 }
  assert.deepEqual(asked('payments', pay(500)), one)
  assert.deepEqual(asked('payments', pay(5000)), { ...one, approvers: [{ count: 2, role: 'finance' }] })
  assert.deepEqual(
    asked('deployments', { tool: 'deploy:service', arguments: { service: 'a', version: '1.0' } }),
    { approvers: [{ count: 2, role: 'operations' }], ttlSeconds: 3600 },
  )
  assert.deepEqual(asked('deployments', { tool: 'deploy:rollback' }), {
    approvers: [{ count: 1, role: 'operations' }],
    ttlSeconds: 900,
  })
  assert.deepEqual(asked('governance', { tool: 'write_file', arguments: { path: 'infra/main.tf' } }), {
    approvers: [{ count: 2, role: 'maintainer' }],
  })
})

test('what the service does not see is not taken for harmless', () => {
  const byName = new Map(packs.map((pack) => [pack.name, pack.set]))
  function hidden(name: string, more: Partial<Facts>) {
    const set = byName.get(name)
    assert.ok(set !== undefined)
    const roles = ['developer', 'payer', 'operator']
    const agent = { id: 'agt_1', status: 'active' as const, roles, labels: {} }
    return decide(set, facts({ agent, hash_only: true, ...more }), { approved: true }).verdict
  }
  assert.equal(hidden('payments', { tool: 'payments:refund' }), 'deny')
  assert.equal(hidden('payments', { tool: 'payments:create' }), 'deny')
  assert.equal(hidden('dlp', { tool: 'send_report' }), 'deny')
  assert.equal(hidden('governance', { tool: 'read_file' }), 'deny')
  assert.equal(hidden('governance', { tool: 'run_command' }), 'deny')
  assert.equal(hidden('destructive', { tool: 'sql:execute' }), 'deny')
})
