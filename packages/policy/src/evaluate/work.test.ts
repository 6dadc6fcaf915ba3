// Tests that all policies of a set together do a bounded amount of work, beyond which they deny.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as wasm from '@cedar-policy/cedar-wasm/nodejs'
import type { CedarValue } from '../model/cedar.ts'
import { compiledPolicySet } from '../sets/compiled.ts'

/** The decision of so many policies with one condition, and whether any of them failed. */
function decided(policies: number, condition: string, args: Readonly<Record<string, CedarValue>>) {
  const text = Array.from(
    { length: policies },
    (_, at) => `@id("p${at}") permit (principal, action, resource) when { ${condition} };`,
  ).join('\n')
  const { decision, errors } = compiledPolicySet({ wasm, version: 1, digest: 'x', text }).evaluate({
    principal: { type: 'Agent', id: 'a' },
    action: { type: 'Action', id: 'call' },
    resource: { type: 'Tool', id: 't' },
    context: { arguments: { s: '', r: [], q: [], ...args } },
    entities: [],
  })
  return [decision, errors.length > 0 ? 'errors' : 'no errors']
}

// Each of these would take seconds to minutes if every policy had its way.
const records = Array.from({ length: 5000 }, (_, at) => ({ a: `${at}` }))
const long = 'a'.repeat(200_000)
const HOSTILE: [string, string, Readonly<Record<string, CedarValue>>][] = [
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
    assert.deepEqual(decided(900, condition, args), ['deny', 'errors'])
  })

test('a few policies may look at all of the largest arguments', () => {
  const [equal] = HOSTILE
  assert.deepEqual(decided(10, equal?.[1] ?? '', equal?.[2] ?? {}), ['allow', 'no errors'])
  assert.deepEqual(decided(50, 'context.arguments.s like "*ab*"', { s: long }), ['deny', 'no errors'])
})
