// Tests that printed expressions parse to the expressions they were printed from.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as engine from '@cedar-policy/cedar-wasm/nodejs'
import fc from 'fast-check'
import { expressionText } from '../src/explain/print.ts'
import type { CedarWasm } from '../src/model/wasm.ts'
import { policiesOf } from '../src/sets/text.ts'
import { policies } from './generate-policies.ts'

const wasm = engine as unknown as CedarWasm

type Clause = {
  body: unknown
}

function bodyOf(condition: string): unknown {
  const answer = engine.policyToJson(`permit (principal, action, resource) when { ${condition} };`)
  assert.ok(answer.type === 'success', `${condition}: ${JSON.stringify(answer)}`)
  return answer.json.conditions[0]?.body
}

test('what is printed of a generated expression parses to the same expression', () => {
  let compared = 0
  fc.assert(
    fc.property(policies, (text) => {
      if (engine.policySetTextToParts(text).type === 'failure') return
      const bodies = policiesOf(wasm, text).flatMap(({ json }) =>
        (json as unknown as { conditions: Clause[] }).conditions.map(({ body }) => body),
      )
      for (const body of bodies) {
        assert.deepEqual(bodyOf(expressionText(body)), body)
        compared += 1
      }
    }),
    { numRuns: 150 },
  )
  assert.ok(compared > 300, String(compared))
})

const AS_WRITTEN = [
  'context.effect == "read"',
  'context has declared && context.declared has effect && context.declared.effect != "read"',
  '["destructive", "outward"].contains(context.declared.effect)',
  'a.b.c || !(context.approved) && 1 + 2 * 3 < -4',
  'if principal in G::"a" then context["a b"] like "x\\*y*" else {a: 1, "b c": [2]} == context.r',
  'context.target has url.host || resource is Tool in Tool::"g"',
  'context.cost.lessThan(decimal("1.5")) && (1 == 1) == true',
  '(1 - 2) - 3 == 1 - (2 - 3) && (true || false) && "\\u{202e}\\n" == context.s',
]

for (const condition of AS_WRITTEN.map((text) => text.replace('a.b.c', 'context.b.c')))
  test(`${condition} is printed so that it reads the same`, () => {
    const printed = expressionText(bodyOf(condition))
    assert.deepEqual(bodyOf(printed), bodyOf(condition))
    assert.equal(printed.replaceAll(/[()]/g, ''), condition.replaceAll(/[()]/g, ''))
  })
