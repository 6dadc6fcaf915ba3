// Tests a table of Cedar expressions that must hold or fail, also with cedar-wasm.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as engine from '@cedar-policy/cedar-wasm/nodejs'
import { compilePolicies, evaluate } from '../src/evaluate/compile.ts'
import type { CedarWasm } from '../src/model/wasm.ts'
import { policiesOf } from '../src/sets/text.ts'

const wasm = engine as unknown as CedarWasm

const request = {
  principal: { type: 'U', id: 'a' },
  action: { type: 'Action', id: 'call' },
  resource: { type: 'T', id: 't' },
  context: {
    n: 1,
    s: 'aba',
    set: [1, 'a', [1]],
    r: { x: { y: 1 } },
    e: { __entity: { type: 'U', id: 'a' } },
  },
}

const entities = [
  {
    uid: request.principal,
    attrs: { n: 1, r: { x: 1 } },
    parents: [{ type: 'G', id: 'g' }],
    tags: { team: 'a' },
  },
  { uid: { type: 'G', id: 'g' }, attrs: {}, parents: [{ type: 'G', id: 'top' }] },
]

const HOLDS = `
  context.s like "a*a"
  context.s like "*"
  !("a" like "a*a")
  !("ab" like "ab*b")
  "a*" like "a\\*"
  "abcbd" like "a*b*d"
  principal in G::"g" && principal in G::"top" && principal in principal
  principal in [T::"t", G::"top"] && !(principal in [])
  !(G::"g" in principal) && !(T::"none" in G::"g") && T::"none" in T::"none"
  principal is U in G::"top" && !(principal is T in G::"top")
  principal has r.x && !(principal has r.y) && !(principal has q.x.y) && !(resource has n)
  context has r.x.y && !(context.r has y)
  principal.hasTag("team") && !principal.hasTag("x") && !resource.hasTag("team")
  [1, 2, 2] == [2, 1] && [[1], [2, 1]] == [[1, 2], [1]] && [1] != [[1]] && [] == []
  {a: [1, 2]} == {a: [2, 1]} && {a: 1} != {a: 1, b: 1}
  context.set.contains([1]) && !context.set.contains("1") && context.set.containsAny([9, "a"])
  [].isEmpty() && [1].containsAll([]) && !([].containsAny([]))
  1 != "1" && true != 1 && principal != "U" && context.e == principal
  9223372036854775807 - 1 == 9223372036854775806 && 9007199254740993 > 9007199254740992
  1 == 1 || context.none
  false && context.none || true
  if true then true else context.none
  decimal("1.0") == decimal("1.0000") && decimal("-0.5").lessThan(decimal("0.0"))
  ip("224.0.0.0/4").isMulticast() && !(ip("224.0.0.0/3").isMulticast())
  ip("ff00::/8").isMulticast() && !(ip("ff00::/7").isMulticast())
  ip("127.0.0.1/8").isLoopback() && !(ip("127.0.0.1/7").isLoopback()) && !(ip("::1/127").isLoopback())
  ip("10.1.0.0/16").isInRange(ip("10.0.0.0/8")) && !(ip("10.0.0.0/8").isInRange(ip("10.1.0.0/16")))
  ip("10.0.0.1") == ip("10.0.0.1/32") && ip("10.0.0.1/8") != ip("10.0.0.0/8")
  !(ip("::").isInRange(ip("0.0.0.0/0")))
  datetime("1969-12-31T23:00:00Z").toDate() == datetime("1969-12-31")
  datetime("1969-12-31T23:00:00Z").toTime() == duration("23h")
  datetime("2024-02-29T00:00:00.001+0100") < datetime("2024-02-29")
  datetime("2024-01-02").durationSince(datetime("2024-01-01")) == duration("1d")
  duration("-90s").toMinutes() == -1 && duration("1d1ms").toDays() == 1 && duration("-1ms") < duration("0ms")`

const ERRS = `
  context.none
  context.n
  principal.none
  resource.n == 1
  context.n && true
  true && context.n
  false || context.n
  if context.n then true else true
  (true && context.n) == 1
  (false || context.n) == 1
  9223372036854775807 + 1 == 0
  -9223372036854775808 - 1 == 0
  -(-9223372036854775808) == 0
  4611686018427387904 * 2 == 0
  "a" < "b"
  true < false
  decimal("1.0") < decimal("2.0")
  datetime("2024-01-01") < duration("1d")
  1 < duration("1d")
  principal in "a"
  "a" in principal
  principal in [principal, 1]
  principal in [[principal]]
  "a" is U
  context.n like "*"
  "a".contains("a")
  [1].containsAll(1)
  "a".isEmpty()
  "a" has b
  context has n.x
  principal has n.x
  principal.getTag("none") == ""
  resource.getTag("team") == ""
  principal.hasTag(1)
  principal.getTag(1) == ""
  [1, context.none].contains(1)
  {a: context.none} has a
  decimal("1") == decimal("1")
  decimal("1.00000") == decimal("1.0")
  ip("1.2.3.4").isInRange("1.2.3.4")
  ip("01.2.3.4").isIpv4()
  ip("1.2.3.4", "1").isIpv4()
  ip("::ffff:1.2.3.4").isIpv6()
  datetime("2023-02-29") == datetime("2023-02-29")
  datetime("2024-01-01T24:00:00Z") == datetime("2024-01-01")
  datetime("9999-12-31").offset(duration("9223372036854775807ms")) == datetime("2024-01-01")
  duration("1m1h") == duration("1h")
  duration("9223372036854775808ms") == duration("1h")`

function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function policyOf(condition: string): string {
  return `permit (principal, action, resource) when { ${condition} };`
}

const cases = [
  ...lines(HOLDS).map((condition) => [condition, ['policy0'], []] as const),
  ...lines(ERRS).map((condition) => [condition, [], ['policy0']] as const),
]

test('the table has as many expressions as it was written with', () => {
  assert.equal(cases.length, 82)
})

for (const [condition, holds, errs] of cases)
  test(`${condition} ${errs.length > 0 ? 'is an error' : 'holds'}, also with cedar-wasm`, () => {
    const text = policyOf(condition)
    const compiled = compilePolicies(policiesOf(wasm, text).map(({ json }) => json))
    const { determining, errors } = evaluate(compiled, request, entities)
    const own = [determining, errors.map(({ policyId }) => policyId)]
    const answer = engine.isAuthorized({ ...request, entities, policies: { staticPolicies: text } })
    assert.ok(answer.type === 'success')
    const { diagnostics } = answer.response
    assert.deepEqual(own, [diagnostics.reason, diagnostics.errors.map(({ policyId }) => policyId)])
    assert.deepEqual(own, [[...holds], [...errs]])
  })
