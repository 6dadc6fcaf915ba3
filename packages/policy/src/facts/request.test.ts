// Tests that all facts become a request that Cedar accepts under the schema.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import * as engine from '@cedar-policy/cedar-wasm/nodejs'
import fc from 'fast-check'
import { WORK_MAX } from '../model/budget.ts'
import type { CedarRequest } from '../model/cedar.ts'
import type { Settings } from '../model/document.ts'
import { type Facts, FactsError } from '../model/facts.ts'
import type { ToolDefinition } from '../model/tool.ts'
import { schemaTextOf, toolArguments } from '../tools/schema.ts'
import { areasOf } from './areas.ts'
import { readContent, type Vocabulary } from './content.ts'
import { effectsOf } from './effects.ts'
import { requestsOf, toRequest, WHOLE_VOCABULARY } from './request.ts'

const base = readFileSync(new URL('../../packs/base.cedarschema', import.meta.url), 'utf8')

const TOOLS: ToolDefinition[] = [
  {
    name: 'payments:create',
    risk: 'critical',
    require_approval: false,
    blocked: false,
    hidden: false,
    input_schema: {
      properties: {
        amount: { type: 'number' },
        to: { type: 'string' },
        tags: { type: 'array', items: { type: 'string' } },
      },
      required: ['amount'],
      additionalProperties: false,
    },
  },
]

const SETTINGS: Settings = {
  time_zone: 'Europe/Berlin',
  zones: { docs: { include: ['docs/**'], exclude: ['docs/secret/**'] } },
  hosts: { own: ['*.example.com'] },
}

const SET: Vocabulary = {
  ...WHOLE_VOCABULARY,
  areas: areasOf(SETTINGS),
  tools: toolArguments(TOOLS),
}

const NOTHING: Vocabulary = { ...SET, reads: { has: () => false } }

const FACTS: Facts = {
  agent: { id: 'agt_1', status: 'active', roles: ['ops'], labels: { team: 'a' }, owner: 'ann' },
  action: 'call_tool',
  environment: 'production',
}

engine.preparseSchema('org', schemaTextOf(base, TOOLS))
engine.preparsePolicySet('none', { staticPolicies: {} })

function accepted({ principal, action, resource, context, entities }: CedarRequest): void {
  const answer = engine.statefulIsAuthorized({
    principal,
    action,
    resource,
    context: context as never,
    entities: entities as never,
    preparsedPolicySetId: 'none',
    preparsedSchemaName: 'org',
    validateRequest: true,
  })
  assert.equal(answer.type, 'success', JSON.stringify([answer, context]))
}

const text = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.constantFrom(
    'docs/a',
    '../x',
    'https://a.example.com:1',
    'http://127.1',
    '€ 12',
    '1e3',
    'read_file',
    'delete_it',
  ),
)
const count = fc.oneof(fc.nat(1000), fc.double())
const name = fc.constantFrom(
  'path',
  'url',
  'amount',
  'amount_cents',
  'to',
  'file',
  'x',
  'host',
  'value',
  '__proto__',
)
const past = fc.record(
  { calls: count, seconds: count, declared_cost_usd: count },
  { requiredKeys: ['calls', 'seconds'] },
)

const facts: fc.Arbitrary<Facts> = fc.record(
  {
    agent: fc.record(
      {
        id: text,
        status: fc.constant<'active'>('active'),
        roles: fc.array(text, { maxLength: 2 }),
        labels: fc.dictionary(text, text, { maxKeys: 2 }),
        owner: text,
      },
      { requiredKeys: ['id', 'status', 'roles', 'labels'] },
    ),
    action: text,
    tool: text,
    registered: fc.record({ risk: fc.constantFrom('low', 'critical') }),
    target: fc.record({ url: text, method: text, path: text }, { requiredKeys: [] }),
    arguments: fc.dictionary(name, fc.oneof(text, count, fc.jsonValue({ maxDepth: 2 })), {
      maxKeys: 5,
    }) as fc.Arbitrary<Record<string, unknown>>,
    hash_only: fc.constant<true>(true),
    environment: text,
    at: fc.oneof(fc.double(), fc.integer({ min: 0, max: 4e12 })),
    calls: fc.record({ minute: count, agent_minute: count, repeated: count }),
    session: past,
    run: past,
    taints: fc.array(text, { maxLength: 2 }),
    declared: fc.record(
      {
        goal: text,
        side_effects: fc.array(text, { maxLength: 2 }),
        success_criteria: fc.array(text, { maxLength: 2 }),
        constraints: fc.array(text, { maxLength: 2 }),
        tools: fc.array(text, { maxLength: 2 }),
        actor_role: text,
        approval_status: text,
        retry_count: count,
        elapsed_seconds: count,
        cost_usd: count,
        risk_context: text,
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['agent', 'action', 'environment'] },
) as fc.Arbitrary<Facts>

const VIEWS = [
  { approved: false, declared: false },
  { approved: true, declared: true },
] as const

test('whatever the facts are, Cedar accepts the request under the schema, be its facts read or not', () => {
  fc.assert(
    fc.property(facts, fc.boolean(), (known, isRead) => {
      const requests = requestsOf(isRead ? SET : NOTHING, known)
      for (const view of VIEWS) accepted(requests(view))
    }),
    { numRuns: 500 },
  )
})

test('what no policy reads is a constant, and what it reads is not', () => {
  const known: Facts = {
    ...FACTS,
    target: { path: 'docs/a', url: 'https://a.example.com', method: 'get' },
    arguments: { amount: 5 },
    at: Date.UTC(2026, 0, 5, 23, 30),
    calls: { minute: 1, agent_minute: 2, repeated: 3 },
    session: { calls: 1, seconds: 2, declared_cost_usd: 0.5 },
    taints: ['secret'],
    declared: { goal: 'help me' },
  }
  const view = { approved: false, declared: true }
  const none = requestsOf(NOTHING, known)(view).context
  assert.deepEqual(Object.keys(none).sort(), [
    ...[
      'action',
      'approved',
      'arguments_visible',
      'calls',
      'content',
      'effect',
      'effects',
      'environment',
      'environments',
      'hosts',
      'paths',
      'runs',
    ],
    ...['service', 'shell', 'sql', 'taints', 'time', 'tool', 'tool_definition'],
  ])
  assert.equal((none.paths as { count: number }).count, 0)
  const all = requestsOf(SET, known)(view).context
  assert.deepEqual(all.paths, { count: 1, zones_any: ['docs'], zones_all: ['docs'], unclear: false })
  assert.deepEqual((all.hosts as { groups_all: unknown }).groups_all, ['own'])
  assert.equal((all.numbers as { count: number }).count, 1)
  assert.deepEqual(
    [(all.time as { hour: number }).hour, (all.time as { weekday: string }).weekday],
    [0, 'tuesday'],
  )
  assert.deepEqual(all.calls, { minute: 1, agent_minute: 2, repeated: 3, paid_minute: 0, same_payment: 0 })
  assert.deepEqual(all.session, { calls: 1, seconds: 2 })
  assert.deepEqual(all.taints, ['secret'])
  assert.deepEqual(all.target, { url: 'https://a.example.com', method: 'GET', path: 'docs/a' })
  const declared = all.declared as Record<string, unknown>
  assert.deepEqual([declared.goal_vague, declared.goal_words], [true, 2])
  assert.deepEqual(declared.session_cost_usd, { __extn: { fn: 'decimal', arg: '0.5' } })
  assert.equal(requestsOf(SET, known)({ approved: false, declared: false }).context.declared, undefined)
})

test('costs that were declared before are there when nothing is declared now', () => {
  const known: Facts = { ...FACTS, run: { calls: 1, seconds: 1, declared_cost_usd: 1.00001 } }
  const { context } = toRequest(known, { approved: false, declared: true })
  assert.deepEqual(context.declared, { run_cost_usd: { __extn: { fn: 'decimal', arg: '1.0001' } } })
})

test('a registered tool with an input schema has an action of its own within that of all calls', () => {
  const typed: Facts = {
    ...FACTS,
    tool: 'payments:create',
    registered: { risk: 'critical' },
    arguments: { amount: 5 },
  }
  const request = requestsOf(SET, typed)({ approved: false, declared: false })
  assert.deepEqual(request.action, { type: 'Action', id: 'payments:create' })
  assert.deepEqual(request.context.arguments, { amount: { __extn: { fn: 'decimal', arg: '5.0' } } })
  assert.deepEqual(request.entities.at(-1), {
    uid: { type: 'Action', id: 'payments:create' },
    attrs: {},
    parents: [{ type: 'Action', id: 'call' }],
  })
  assert.deepEqual(request.entities[1]?.attrs, { registered: true, risk: 'critical' })
  accepted(request)
  const other = requestsOf(SET, { ...FACTS, tool: 'other' })({ approved: false, declared: false })
  assert.deepEqual([other.action.id, other.context.arguments, other.entities.length], ['call', undefined, 2])
})

test('arguments that do not fit the schema, or are not seen, are refused whether or not a policy reads them', () => {
  const typed: Facts = { ...FACTS, tool: 'payments:create' }
  const wrong: Partial<Facts>[] = [
    { arguments: { amount: '5' } },
    { arguments: { amount: 5, x: 1 } },
    {},
    { hash_only: true },
  ]
  for (const set of [SET, NOTHING])
    for (const more of wrong)
      assert.throws(
        () => requestsOf(set, { ...typed, ...more }),
        (error) => error instanceof FactsError && error.code === 'arguments.invalid',
        JSON.stringify(more),
      )
})

test('settings that cannot be used are an error, not a default', () => {
  const broken: Settings[] = [
    { time_zone: 'Mars/Olympus' },
    { zones: { x: { include: 'docs' } } as never },
    { zones: { x: { include: [1] } } as never },
    { hosts: { x: 'example.com' } as never },
  ]
  for (const settings of broken)
    assert.throws(
      () => requestsOf({ ...WHOLE_VOCABULARY, areas: areasOf(settings) }, FACTS),
      (error) => error instanceof FactsError && error.code === 'settings.invalid',
    )
})

test('every effect of the words counts, and none is excused in the name of a critical tool', () => {
  function of(action: string, tool?: string, more: Partial<Facts> = {}): string[] {
    return [...effectsOf({ ...FACTS, action, ...(tool !== undefined && { tool }), ...more })].sort()
  }
  assert.deepEqual(of('call_tool', 'get_and_delete'), ['destructive', 'read'])
  assert.deepEqual(of('zorch'), ['unknown'])
  assert.deepEqual(of('read_file', undefined, { target: { url: 'https://a', method: 'POST' } }), [
    'outward',
    'read',
  ])
  assert.deepEqual(of('call_tool', 'get_payment', { registered: { risk: 'high' } }), ['read'])
  assert.deepEqual(of('call_tool', 'get_payment', { registered: { risk: 'critical' } }), ['outward', 'read'])
  assert.deepEqual(of('call_tool', 'git_branch', { registered: { risk: 'critical' } }), ['change', 'read'])
})

test('reading an everyday request takes less than a hundredth of the budget', () => {
  for (const more of [{ path: 'src/a.ts' }, { url: 'https://api.example.com/v1', amount: '12.50' }]) {
    const { spent } = readContent(SET, { ...FACTS, tool: 'read_file', arguments: more })
    assert.ok(spent > 0 && spent < WORK_MAX / 100, String(spent))
  }
})
