// Tests which members of the context a policy is found to read.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as wasm from '@cedar-policy/cedar-wasm/nodejs'
import type { CedarWasm } from '../model/wasm.ts'
import { readsOf } from './reads.ts'
import { policiesOf } from './text.ts'

const NAMES = ['a', 'b', 'c', 'Var', 'context', 'x']

const CASES: [string, string[]][] = [
  ['true', []],
  ['context.a == 1', ['a']],
  ['context["a"].b.c like "x*"', ['a']],
  ['context has a', ['a']],
  ['context has a.b && context.a.b', ['a']],
  ['if context.a then context.b else [1, context.c].contains(2)', ['a', 'b', 'c']],
  ['{Var: "context", Value: context.b}.Var == "x"', ['b']],
  ['{Value: context.a} == {"Var": 1}', ['a']],
  ['principal.a == resource.b && action has c', []],
  ['ip(context.a).isInRange(ip("10.0.0.0/8")) || !(-context.b < 3)', ['a', 'b']],
  ['principal is Agent in context.c && principal.hasTag(context.x)', ['c', 'x']],
  ['context == {a: 1}', NAMES],
  ['context.a || [context].contains(1)', NAMES],
  ['(if true then context else context).a', NAMES],
]
for (const [condition, members] of CASES)
  test(`${condition} reads ${members.length === NAMES.length ? 'everything' : members.join(', ') || 'nothing'}`, () => {
    const text = `permit (principal, action, resource) unless { ${condition} };`
    const reads = readsOf(policiesOf(wasm as unknown as CedarWasm, text).map(({ json }) => json))
    assert.deepEqual(
      NAMES.filter((name) => reads.has(name)),
      members,
    )
  })
