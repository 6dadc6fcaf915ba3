// Tests that deciding on content that was read on arrival never reads the arguments again.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as wasm from '@cedar-policy/cedar-wasm/nodejs'
import { decide } from '../decide.ts'
import { stricterOf } from '../judge/stricter.ts'
import { createBudget, isExceeded, spentOf } from '../model/budget.ts'
import type { Facts } from '../model/facts.ts'
import type { ToolDefinition } from '../model/tool.ts'
import { compiledPolicySet } from '../sets/compiled.ts'
import { readContent } from './content.ts'
import { readingOf } from './reading.ts'

const TEXT = `
@id("read") permit (principal, action, resource) when { context.paths.count < 9 && context.hosts.count < 9 };
@id("sums") @sanitize("pii") permit (principal, action, resource) when { context.numbers.amounts.isEmpty() };
@id("late") forbid (principal, action, resource) when { context.calls.minute > 100 || context.time.hour > 30 };
@id("told") forbid (principal, action, resource)
  when { context has declared && context.declared has goal_effect && context.declared.goal_effect == "destructive" };
@id("typed") permit (principal, action == Action::"mail", resource) when { context.arguments.to == ["ann"] };`

const items = { type: 'array', items: { type: 'string' } }
const TOOL: ToolDefinition = {
  name: 'mail',
  risk: 'low',
  require_approval: false,
  blocked: false,
  hidden: false,
  input_schema: { type: 'object', properties: { to: items, cc: items } },
}

const SET = compiledPolicySet({ wasm, text: TEXT, version: 1, digest: 'sha256:00', tools: [TOOL] })

const FACTS: Facts = {
  agent: { id: 'agt_1', status: 'active', roles: ['ops'], labels: {} },
  action: 'call_tool',
  environment: 'production',
}

const CALLS: Partial<Facts>[] = [
  { tool: 'read_file', arguments: { path: 'src/../a.ts', note: 'write to ann@example.com' } },
  { tool: 'fetch', arguments: { url: 'https://a.example.com/x', amount: '12.50' } },
  { tool: 'mail', arguments: { to: ['ann'], cc: ['ann@example.com'] } },
  { tool: 'mail', arguments: { to: 'ann' } },
  { tool: 'save', arguments: { a: 1 }, declared: { goal: 'delete all users', cost_usd: 200 } },
]

/** The same object, with a count of how often anything in it was looked at. */
function watched<T extends object>(value: T): { value: T; looks: () => number } {
  let looks = 0
  function counted<Given extends unknown[], Found>(look: (...given: Given) => Found) {
    return (...given: Given): Found => {
      looks += 1
      return look(...given)
    }
  }
  const handler: ProxyHandler<T> = {
    get: counted(Reflect.get),
    has: counted(Reflect.has),
    ownKeys: counted(Reflect.ownKeys),
    getOwnPropertyDescriptor: counted(Reflect.getOwnPropertyDescriptor),
  }
  return { value: new Proxy(value, handler), looks: () => looks }
}

test('deciding on what was read looks at no argument and spends nothing', () => {
  for (const call of CALLS) {
    const { value, looks } = watched(call.arguments ?? {})
    const facts = { ...FACTS, ...call, arguments: value }
    const budget = createBudget()
    const content = readContent(SET, facts, readingOf(facts, budget))
    assert.ok(looks() > 0)
    const before = { looks: looks(), spent: spentOf(budget) }
    assert.equal(content.spent, before.spent)
    const moment = { ...facts, at: 1.7e12, calls: { minute: 5, agent_minute: 9, repeated: 1 } }
    const decided = decide(SET, moment, { content, explain: true })
    assert.deepEqual({ looks: looks(), spent: spentOf(budget) }, before, JSON.stringify(call))
    assert.deepEqual(decided, decide(SET, { ...moment, ...call }, { explain: true }))
  }
})

test('the arguments of a tool with an input schema count, and are refused beyond the budget', () => {
  function spent(count: number) {
    const facts = { ...FACTS, tool: 'mail', arguments: { to: new Array(count).fill('') } }
    const limitless = createBudget(Number.MAX_SAFE_INTEGER)
    const untyped = readContent(
      { ...SET, tools: new Map() },
      facts,
      readingOf(facts, createBudget(Number.MAX_SAFE_INTEGER)),
    )
    return readContent(SET, facts, readingOf(facts, limitless)).spent - untyped.spent
  }
  assert.ok(spent(1000) > 1000, String(spent(1000)))
  assert.ok(spent(2000) < 2.5 * spent(1000), `${spent(1000)} and ${spent(2000)}`)

  const budget = createBudget(2000)
  const facts = { ...FACTS, tool: 'mail', arguments: { to: new Array(500).fill('') } }
  const content = readContent(SET, facts, readingOf(facts, budget))
  assert.ok(isExceeded(budget))
  assert.deepEqual(
    [...content.typed].map(([name, typed]) => [name, 'problem' in typed]),
    [['mail', true]],
  )
})

const CLEANING = ['pii', 'secrets /note', '/note pii'].map((parts) =>
  compiledPolicySet({
    wasm,
    text: `@id("clean") @sanitize("${parts}") permit (principal, action, resource) when { context.calls.minute < 9 };`,
    version: 1,
    digest: 'sha256:00',
    settings: { zones: { all: { include: ['**'] } } },
  }),
)

test('policy sets that are asked about one request share what was read, and the joint redaction is made before', () => {
  const { value, looks } = watched({ path: 'a/b', mail: 'ann@example.com', note: 'x', password: 'hunter2' })
  const facts = { ...FACTS, tool: 'read_file', arguments: value }
  const reading = readingOf(facts)
  const contents = CLEANING.map((set) => readContent(set, facts, reading))
  const spent = contents.map((content) => content.spent)
  // The second one looks for another class; the third for nothing that was not looked for already.
  assert.ok((spent[2] ?? 0) < (spent[0] ?? 0) / 2, spent.join(' '))

  const before = { looks: looks(), spent: spentOf(reading.budget) }
  const decided = CLEANING.map((set, at) => decide(set, facts, { content: contents[at] ?? assert.fail() }))
  const joined = decided.reduce((a, b) => stricterOf(a, b, contents[0]?.redactions))
  assert.deepEqual({ looks: looks(), spent: spentOf(reading.budget) }, before)
  assert.deepEqual(joined.sanitizedArguments, {
    path: 'a/b',
    mail: '[redacted:pii]',
    note: '[redacted]',
    password: '[redacted:secrets]',
  })
})
