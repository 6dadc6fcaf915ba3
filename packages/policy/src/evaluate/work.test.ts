// Tests that all policies of a set together do a bounded amount of work, beyond which they deny.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as engine from '@cedar-policy/cedar-wasm/nodejs'
import { decide } from '../decide.ts'
import type { CedarWasm } from '../model/wasm.ts'
import { policySetOf } from '../sets/compiled.ts'
import { parseText } from '../sets/text.ts'

const list = { type: 'array', items: { type: 'object', properties: { a: { type: 'string' } } } }
const tool = {
  name: 't',
  risk: 'low',
  require_approval: false,
  blocked: false,
  hidden: false,
  input_schema: {
    type: 'object',
    properties: { s: { type: 'string' }, r: list, q: list },
    required: ['s', 'r', 'q'],
  },
} as const

function decided(policies: number, condition: string, args: Readonly<Record<string, unknown>>) {
  const text = Array.from(
    { length: policies },
    (_, at) => `@id("p${at}") permit (principal, action == Action::"t", resource) when { ${condition} };`,
  ).join('\n')
  const set = policySetOf({
    version: 1,
    digest: 'x',
    text,
    policies: parseText(engine as unknown as CedarWasm, text),
    tools: [tool],
  })
  const { verdict, reasons } = decide(set, {
    agent: { id: 'agt_a', status: 'active', roles: [], labels: {} },
    action: 'call_tool',
    tool: 't',
    environment: 'production',
    arguments: { s: '', r: [], q: [], ...args },
  })
  return [verdict, reasons[0]?.code]
}

// Each of these would take seconds to minutes if every policy had its way.
const records = Array.from({ length: 5000 }, (_, at) => ({ a: `${at}` }))
const long = 'a'.repeat(200_000)
const HOSTILE: [string, string, Readonly<Record<string, unknown>>][] = [
  ['equal lists', 'context.arguments.r == context.arguments.q', { r: records, q: [...records] }],
  ['lists in each other', 'context.arguments.r.containsAll(context.arguments.q)', { r: records, q: records }],
  [
    'lists in records',
    '[{ "x": context.arguments.r }].contains({ "x": context.arguments.q })',
    { r: records },
  ],
  ['a long text', 'context.arguments.s like "*ab*" || context.arguments.s like "*aab*"', { s: long }],
]

for (const [name, condition, args] of HOSTILE)
  test(`what the policies may look at together has a limit, which denies: ${name}`, () => {
    assert.deepEqual(decided(900, condition, args), ['deny', 'policy.error'])
  })

test('a few policies may look at all of the largest arguments', () => {
  const [equal] = HOSTILE
  assert.deepEqual(decided(10, equal?.[1] ?? '', equal?.[2] ?? {}), ['allow', 'policy.permitted'])
  assert.deepEqual(decided(50, 'context.arguments.s like "*ab*"', { s: long }), ['deny', 'policy.no_match'])
})
