// Tests that compiled policy sets answer as cedar-wasm does, and deny whenever something fails.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import * as wasm from '@cedar-policy/cedar-wasm/nodejs'
import { MAX_DATA_DEPTH } from '../evaluate/data.ts'
import { toRequest } from '../facts/request.ts'
import { type CedarRequest, type CedarValue, WHOLE_SET } from '../model/cedar.ts'
import { cedarPolicySet } from './cedar.ts'
import { compiledPolicySet, PolicyTextError } from './compiled.ts'

const starter = readFileSync(new URL('../../packs/starter/policy.cedar', import.meta.url), 'utf8')
function setOf(text: string) {
  return compiledPolicySet({ wasm, text, version: 1, digest: 'sha256:00' })
}

function policy(id: string, rest: string) {
  return `@id("${id}") permit (principal, action, resource) ${rest};`
}

const request: CedarRequest = {
  principal: { type: 'Agent', id: 'agt_1' },
  action: { type: 'Action', id: 'call' },
  resource: { type: 'Tool', id: 'read_file' },
  context: { effect: 'read', approved: false, set: ['a'], record: { x: 1 } },
  entities: [],
}

test('the starter set answers every effect with and without approval as cedar-wasm does', () => {
  const own = setOf(starter)
  const cedar = cedarPolicySet({ wasm, text: starter, version: 1, digest: 'sha256:00', memoEntries: 0 })
  assert.deepEqual(own.policies, cedar.policies)
  const tools = ['read_file', 'config_update', 'delete_database', 'send_email', 'run_shell', 'zorch']
  const decisions = tools.flatMap((tool) =>
    [false, true].map((approved) => {
      const facts = {
        agent: { id: 'agt_1', status: 'active' as const, roles: [], labels: { team: 'a', __proto__: 'b' } },
        action: tool,
        tool,
        environment: 'production',
        declared: { side_effects: ['sends mail'], cost_usd: 0.5 },
      }
      const asked = toRequest(facts, { approved, declared: true })
      assert.deepEqual(own.evaluate(asked), cedar.evaluate(asked))
      return own.evaluate(asked).decision
    }),
  )
  assert.equal(decisions.filter((decision) => decision === 'allow').length, 6)
})

test('sets, records and both in turn may be nested equally deep, up to the limit, and cedar-wasm goes along', () => {
  const text = policy('all', '')
  const own = setOf(text)
  const cedar = cedarPolicySet({ wasm, text, version: 1, digest: 'sha256:00', memoEntries: 0 })
  const wrappers: [string, (inner: CedarValue, at: number) => CedarValue][] = [
    ['sets', (inner) => [inner]],
    ['records', (inner) => ({ a: inner })],
    ['both', (inner, at) => (at % 2 === 0 ? [inner] : { a: inner })],
  ]
  for (const [what, wrap] of wrappers) {
    function nested(levels: number): CedarRequest {
      let value: CedarValue = 'leaf'
      for (let at = 0; at < levels; at++) value = wrap(value, at)
      return { ...request, context: { value } }
    }
    // The context itself is one level, and a leaf in it another.
    const deepest = MAX_DATA_DEPTH - 1
    assert.equal(own.evaluate(nested(deepest)).decision, 'allow', what)
    assert.equal(cedar.evaluate(nested(deepest)).decision, 'allow', what)
    assert.equal(own.evaluate(nested(deepest + 1)).decision, 'deny', what)
  }
})

test('WASM is not called once the set is made', () => {
  let calls = 0
  const counting = new Proxy(wasm, {
    get: (target, name) => {
      calls += 1
      return Reflect.get(target, name)
    },
  })
  const set = compiledPolicySet({ wasm: counting, text: starter, version: 1, digest: 'sha256:00' })
  const made = calls
  assert.ok(made > 0)
  const agent = { id: 'agt_1', status: 'active' as const, roles: [], labels: {} }
  const facts = { agent, action: 'read_file', tool: 'read_file', environment: 'production' }
  assert.equal(set.evaluate(toRequest(facts, { approved: false, declared: true })).decision, 'allow')
  assert.equal(calls, made)
})

test('an error in one policy turns an allow into a deny that names the policy', () => {
  const set = setOf(
    `${policy('ok', '')} ${policy('bad', 'when { context.nope }')} ${policy('odd', 'when { context.effect }')}`,
  )
  const { decision, determining, errors } = set.evaluate(request)
  assert.equal(decision, 'deny')
  assert.deepEqual(determining, ['ok'])
  assert.deepEqual(
    errors.map(({ policyId }) => policyId),
    ['bad', 'odd'],
  )
})

const twin = { uid: request.principal, attrs: {}, parents: [] }
const refused: [string, unknown][] = [
  ['a null in the context', { ...request, context: { a: null } }],
  ['a fraction', { ...request, context: { a: 1.5 } }],
  ['a number that is not an exact integer', { ...request, context: { a: 2 ** 53 } }],
  ['an integer beyond 64 bits', { ...request, context: { a: 2n ** 63n } }],
  ['a lone surrogate', { ...request, context: { a: '\ud800' } }],
  ['a context that is a list', { ...request, context: [] }],
  [
    'a context nested 200 deep',
    { ...request, context: { a: JSON.parse('['.repeat(200) + ']'.repeat(200)) } },
  ],
  ['a malformed entity type', { ...request, principal: { type: 'a b', id: '' } }],
  ['a missing action', { ...request, action: undefined }],
  ['two entities of one name', { ...request, entities: [twin, { ...twin, attrs: { a: 1 } }] }],
  ['an entity that is its own parent', { ...request, entities: [{ ...twin, parents: [twin.uid] }] }],
  ['no entities', { ...request, entities: undefined }],
  ['nothing', undefined],
]
for (const [what, asked] of refused)
  test(`a request with ${what} is denied as a failure of the whole set`, () => {
    const { decision, determining, errors } = setOf(policy('ok', '')).evaluate(asked as CedarRequest)
    assert.equal(decision, 'deny')
    assert.deepEqual(determining, [])
    assert.deepEqual(
      errors.map(({ policyId }) => policyId),
      [WHOLE_SET],
    )
  })

test('a condition nested too deeply is refused when the set is made, a long chain is not', () => {
  const links = Array.from({ length: 600 }, (_, at) => `context.effect == "${at}"`)
  const chain = policy('ok', `when { ${links.join(' || ')} || true }`)
  assert.equal(setOf(chain).evaluate(request).decision, 'allow')
  const nested = {
    ...wasm,
    policyToJson: () => {
      let body: unknown = { Value: true }
      for (let at = 0; at < 5000; at += 1) body = { '!': { arg: body } }
      const all = { op: 'All' }
      const json = { effect: 'permit', principal: all, action: all, resource: all }
      return {
        type: 'success',
        json: { ...json, annotations: { id: 'a' }, conditions: [{ kind: 'when', body }] },
      }
    },
  }
  assert.throws(
    () =>
      compiledPolicySet({ wasm: nested as never, text: policy('a', ''), version: 1, digest: 'sha256:00' }),
    (error) => error instanceof PolicyTextError && /deeply/.test(error.message),
  )
})

test('policies keep the order of the text, also beyond ten', () => {
  const ids = Array.from({ length: 25 }, (_, at) => `p${at}`)
  const set = setOf(ids.map((id) => policy(id, '')).join('\n'))
  assert.deepEqual(
    set.policies.map(({ id }) => id),
    ids,
  )
  assert.deepEqual(set.evaluate(request).determining, [...ids].sort())
})
