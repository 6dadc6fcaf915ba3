// Tests that integers beyond 2^53 - 1 keep their exact value in a policy.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as wasm from '@cedar-policy/cedar-wasm/nodejs'
import { compiledPolicySet } from './compiled.ts'
import { exactLongs } from './exact-longs.ts'

const request = {
  principal: { type: 'U', id: 'a' },
  action: { type: 'Action', id: 'a' },
  resource: { type: 'U', id: 'b' },
  entities: [],
}

const cases: [string, bigint][] = [
  ['9007199254740993', 9007199254740993n],
  ['-9007199254740993', -9007199254740993n],
  ['9223372036854775807', 2n ** 63n - 1n],
  ['-9223372036854775808', -(2n ** 63n)],
  ['- // the least\n 9223372036854775808', -(2n ** 63n)],
  ['9223372036854775807 - 9223372036854775806', 1n],
  ['-9223372036854775807 - 1', -(2n ** 63n)],
]

for (const [text, value] of cases)
  test(`${JSON.stringify(text)} is exactly ${value} in a policy`, () => {
    const policy = `@id("a") permit (principal, action, resource) when { ${text} == context.n && ${text} != context.m };`
    const set = compiledPolicySet({ wasm, text: policy, version: 1, digest: 'sha256:00' })
    const context = { n: value, m: value === -(2n ** 63n) ? value + 1n : value - 1n }
    assert.deepEqual(set.evaluate({ ...request, context: context as never }).determining, ['a'])
  })

test('only integers beyond 2^53 - 1 are rewritten', () => {
  const text =
    '@a("9223372036854775807") permit (principal, action, resource) // -9223372036854775808\n' +
    'when { context.a9223372036854775807 == "\\"9007199254740993" && 9007199254740991 > -1 };'
  assert.equal(exactLongs(text), text)
})
