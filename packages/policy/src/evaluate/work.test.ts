// Tests that all policies of a set together do a bounded amount of work, beyond which they deny.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as wasm from '@cedar-policy/cedar-wasm/nodejs'
import type { CedarValue } from '../model/cedar.ts'
import { compiledPolicySet } from '../sets/compiled.ts'
import type { PolicySet } from '../sets/policy-set.ts'
import { createWork, type Work } from './work.ts'

/** So many policies with one condition. */
function setOf(policies: number, condition: string): PolicySet {
  const text = Array.from(
    { length: policies },
    (_, at) => `@id("p${at}") permit (principal, action, resource) when { ${condition} };`,
  ).join('\n')
  return compiledPolicySet({ wasm, version: 1, digest: 'x', text })
}

type Arguments = Readonly<Record<string, CedarValue>>

/** The decision of a set, and whether any of its policies failed. */
function decidedBy(set: PolicySet, args: Arguments, work?: Work) {
  const request = {
    principal: { type: 'Agent', id: 'a' },
    action: { type: 'Action', id: 'call' },
    resource: { type: 'Tool', id: 't' },
    context: { arguments: { s: '', r: [], q: [], ...args } },
    entities: [],
  }
  const { decision, errors } = set.evaluate(request, work)
  return [decision, errors.length > 0 ? 'errors' : 'no errors']
}

function decided(policies: number, condition: string, args: Arguments) {
  return decidedBy(setOf(policies, condition), args)
}

// Each of these would take seconds to minutes if every policy had its way.
const records = Array.from({ length: 5000 }, (_, at) => ({ a: `${at}` }))
const long = 'a'.repeat(200_000)
const HOSTILE: [string, string, Arguments][] = [
  ['equal lists', 'context.arguments.r == context.arguments.q', { r: records, q: [...records] }],
  ['lists in each other', 'context.arguments.r.containsAll(context.arguments.q)', { r: records, q: records }],
  [
    'lists in records',
    '[{ "x": context.arguments.r }].contains({ "x": context.arguments.q })',
    { r: records },
  ],
  ['equal texts', 'context.arguments.s == context.arguments.u', { s: long, u: `${long.slice(1)}a` }],
  [
    'a long text in a list',
    'context.arguments.q.contains(context.arguments.s)',
    { s: long, q: [`${long.slice(1)}a`] },
  ],
  ['a long text', 'context.arguments.s like "*ab*" || context.arguments.s like "*aab*"', { s: long }],
]

for (const [name, condition, args] of HOSTILE)
  test(`what the policies may look at together has a limit, which denies: ${name}`, () => {
    assert.deepEqual(decided(900, condition, args), ['deny', 'errors'])
  })

test('a few policies may look at all of the largest arguments', () => {
  const [equal] = HOSTILE
  assert.deepEqual(decided(4, equal?.[1] ?? '', equal?.[2] ?? {}), ['allow', 'no errors'])
  assert.deepEqual(decided(20, 'context.arguments.s like "*ab*"', { s: long }), ['deny', 'no errors'])
})

test('all evaluations of one decision share what may be looked at', () => {
  const [equal] = HOSTILE
  const work = createWork()
  const set = setOf(4, equal?.[1] ?? '')
  const answers = [1, 2, 3].map(() => decidedBy(set, equal?.[2] ?? {}, work))
  assert.deepEqual(
    [answers[0], answers[2]],
    [
      ['allow', 'no errors'],
      ['deny', 'errors'],
    ],
  )
})

test('once nothing more may be looked at, no policy looks again', () => {
  const { indexOf } = String.prototype
  let passed = 0
  String.prototype.indexOf = function (this: string, sought, from) {
    const found = indexOf.call(this, sought, from)
    if (this.length === long.length) passed += found < 0 ? this.length : found
    return found
  }
  try {
    assert.deepEqual(decided(900, 'context.arguments.s like "*aab*"', { s: long }), ['deny', 'errors'])
  } finally {
    String.prototype.indexOf = indexOf
  }
  assert.ok(passed <= 5_000_000 + long.length, `${passed} characters`)
})

test('the same text is looked at once for all evaluations of a decision', () => {
  const work = createWork()
  const set = setOf(10, 'context.arguments.s like "*ab*"')
  for (let view = 0; view < 4; view++)
    assert.deepEqual(decidedBy(set, { s: long }, work), ['deny', 'no errors'])
})
