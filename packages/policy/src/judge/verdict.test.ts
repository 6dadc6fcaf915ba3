// Tests the precedence of verdicts, and what declared facts may change about them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { strictest, strictness, VERDICTS, type Verdict } from '@countersign/terms'
import { withDeclared } from './verdict.ts'

const PRECEDENCE: Verdict[] = ['deny', 'require_approval', 'defer', 'sanitize', 'allow']

function permutations<T>(items: T[]): T[][] {
  return items.length === 0
    ? [[]]
    : items.flatMap((item, at) =>
        permutations(items.filter((_, other) => other !== at)).map((rest) => [item, ...rest]),
      )
}

test('in every order of the five verdicts, and of every part of them, the first in the precedence wins', () => {
  const orders = permutations(PRECEDENCE)
  assert.equal(orders.length, 120)
  for (const order of orders)
    for (let size = 1; size <= order.length; size += 1) {
      const [first, ...rest] = order.slice(0, size) as [Verdict, ...Verdict[]]
      const expected = PRECEDENCE.find((verdict) => verdict === first || rest.includes(verdict))
      assert.equal(strictest(first, ...rest), expected)
    }
})

test('only a defer is ever lifted by what is declared', () => {
  let lifted = 0
  for (const without of VERDICTS)
    for (const declared of VERDICTS) {
      const verdict = withDeclared(without, declared)
      if (strictness(verdict) >= strictness(without)) continue
      assert.equal(without, 'defer')
      assert.equal(verdict, declared)
      lifted += 1
    }
  assert.equal(lifted, 2)
})
