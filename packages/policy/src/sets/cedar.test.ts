// Tests that a policy set on cedar-wasm follows the schema, fails closed, and remembers answers safely.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import * as wasm from '@cedar-policy/cedar-wasm/nodejs'
import fc from 'fast-check'
import { toRequest } from '../facts/request.ts'
import { type CedarRequest, WHOLE_SET } from '../model/cedar.ts'
import type { Facts } from '../model/facts.ts'
import { type CedarWasm, cedarPolicySet, cedarProblems, PolicyTextError } from './cedar.ts'

function pack(name: string): string {
  return readFileSync(new URL(`../../packs/${name}`, import.meta.url), 'utf8')
}

const starter = pack('starter/policy.cedar')
const schema = pack('base.cedarschema')
function setOf(text: string, memoEntries?: number) {
  return cedarPolicySet({
    wasm,
    text,
    version: 1,
    digest: 'sha256:00',
    ...(memoEntries !== undefined && { memoEntries }),
  })
}

const facts: Facts = {
  agent: {
    id: 'agt_1',
    status: 'active',
    roles: ['ops'],
    labels: { team: 'billing', __entity: 'x', __extn: 'y' },
  },
  action: 'call_tool',
  tool: 'read_file',
  target: { url: 'https://example.com', method: 'get', path: '/a' },
  environment: 'production',
  declared: {
    goal: 'look',
    side_effects: ['none'],
    success_criteria: [],
    constraints: ['fast'],
    tools: ['read_file'],
    actor_role: 'admin',
    approval_status: 'approved',
    retry_count: 3,
    elapsed_seconds: 1.2,
    cost_usd: 0.00001,
    risk_context: 'low',
  },
}

const request = toRequest(facts, { approved: false, declared: true })

test('the starter set validates strictly and without warnings against the base schema', () => {
  assert.deepEqual(cedarProblems(wasm, starter, schema), [])
  const ids = setOf(starter).policies.map(({ id }) => id)
  const effects = ['read', 'change', 'destructive', 'outward', 'execute', 'unknown']
  const forbidden = ['secrets', 'internal_host', 'credentials_in_url', 'secret_sent', 'declared']
  assert.deepEqual(
    ids,
    [...effects, ...forbidden].map((id) => `starter.${id}`),
  )
  for (const { id, annotations } of setOf(starter).policies) assert.ok(annotations.reason, id)
})

test('strict validation names what a policy gets wrong', () => {
  const wrong = '@id("a") permit (principal, action, resource) when { context.efect == "read" };'
  assert.match(cedarProblems(wasm, wrong, schema).join(), /`a`.*efect/s)
  assert.equal(cedarProblems(wasm, starter, 'entity {').length, 1)
})

test('every request that facts make conforms to the base schema', () => {
  const full = { ...request, schema, validateRequest: true, policies: { staticPolicies: starter } }
  const minimal = toRequest(
    { agent: { id: 'a', status: 'active', roles: [], labels: {} }, action: 'x', environment: 'dev' },
    { approved: true, declared: true },
  )
  for (const call of [full, { ...full, ...minimal }]) {
    const answer = wasm.isAuthorized(call as unknown as Parameters<typeof wasm.isAuthorized>[0])
    assert.equal(answer.type, 'success', JSON.stringify(answer))
  }
  const broken = { ...full, context: { ...full.context, approved: 'yes' } }
  assert.equal(
    wasm.isAuthorized(broken as unknown as Parameters<typeof wasm.isAuthorized>[0]).type,
    'failure',
  )
})

test('policies read tags, sets, targets and decimals, rounded so that they err on the dear side', () => {
  function allows(condition: string): boolean {
    return (
      setOf(`@id("a") permit (principal, action, resource) when { ${condition} };`, 0).evaluate(request)
        .decision === 'allow'
    )
  }
  assert.ok(allows('principal.hasTag("team") && principal.getTag("team") == "billing"'))
  assert.ok(allows('principal.getTag("__entity") == "x" && principal.getTag("__extn") == "y"'))
  assert.ok(allows('principal.roles.contains("ops") && resource == Tool::"read_file"'))
  assert.ok(allows('context.target.method == "GET"'))
  assert.ok(allows('context.declared.cost_usd == decimal("0.0001")'))
  assert.ok(allows('context.declared.elapsed_seconds == 2'))
  assert.ok(!allows('context.approved'))
})

const refused: [string, string, RegExp][] = [
  ['no @id', 'permit (principal, action, resource);', /needs an @id/],
  ['an @id with odd characters', '@id("a b") permit (principal, action, resource);', /needs an @id/],
  [
    'an @id twice',
    '@id("a") permit (principal, action, resource); @id("a") forbid (principal, action, resource);',
    /two/,
  ],
  ['a template', '@id("a") permit (principal == ?principal, action, resource);', /templates/],
  ['a syntax error', '@id("a") permit (principal, action);', /./],
  [
    'an @approvers that cannot be obeyed',
    '@id("a") @approvers("2 or more") permit (principal, action, resource);',
    /@approvers/,
  ],
  [
    'a zero @approvers',
    '@id("a") @approvers("0 of sre") permit (principal, action, resource);',
    /@approvers/,
  ],
  ['a @ttl without unit', '@id("a") @ttl("15") permit (principal, action, resource);', /@ttl/],
  ['an unknown @severity', '@id("a") @severity("odd") permit (principal, action, resource);', /@severity/],
]
for (const [what, text, message] of refused)
  test(`a text with ${what} is refused`, () => {
    assert.throws(
      () => setOf(text),
      (error) => error instanceof PolicyTextError && message.test(error.message),
    )
  })

test('an error in one policy turns an allow into a deny that names the policy', () => {
  const set = setOf(
    '@id("ok") permit (principal, action, resource); @id("bad") forbid (principal, action, resource) when { context.nope };',
  )
  for (let turn = 0; turn < 2; turn += 1) {
    const { decision, errors } = set.evaluate(request)
    assert.equal(decision, 'deny')
    assert.deepEqual(
      errors.map(({ policyId }) => policyId),
      ['bad'],
    )
  }
})

test('an engine that fails or throws denies, and its failure is not remembered', () => {
  const answers: (() => unknown)[] = [
    () => ({ type: 'failure', errors: [{ message: 'no' }] }),
    () => {
      throw new Error('memory access out of bounds')
    },
    () => undefined,
    () => ({ type: 'success', response: { decision: 'maybe', diagnostics: { reason: [], errors: [] } } }),
  ]
  let failing: (() => unknown) | undefined
  const engine = {
    ...wasm,
    statefulIsAuthorized: (call: never) =>
      failing?.() ?? (failing === undefined ? wasm.statefulIsAuthorized(call) : undefined),
  } as unknown as CedarWasm
  const set = cedarPolicySet({ wasm: engine, text: starter, version: 1, digest: 'sha256:00' })
  for (failing of answers) {
    const { decision, errors } = set.evaluate(request)
    assert.equal(decision, 'deny')
    assert.equal(errors[0]?.policyId, WHOLE_SET)
  }
  failing = undefined
  assert.equal(set.evaluate(request).decision, 'allow')
})

test('the memo never changes an answer', () => {
  const text = `${starter}
    @id("t") forbid (principal, action, resource) when { principal.hasTag("a") && principal.getTag("a") == "1" };
    @id("u") forbid (principal, action, resource) when { context.environment == "dev" && context.tool == "read" };`
  const remembered = setOf(text, 16)
  const plain = setOf(text, 0)
  const word = fc.constantFrom('read', 'delete', 'zorch', 'send')
  const requests: fc.Arbitrary<CedarRequest> = fc
    .record({
      tool: fc.option(word, { nil: undefined }),
      action: word,
      labels: fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), fc.constantFrom('1', '2')),
      environment: fc.constantFrom('dev', 'production'),
      approved: fc.boolean(),
    })
    .map(({ tool, action, labels, environment, approved }) =>
      toRequest(
        {
          agent: { id: 'agt_1', status: 'active', roles: [], labels },
          action,
          ...(tool !== undefined && { tool }),
          environment,
        },
        { approved, declared: false },
      ),
    )
  fc.assert(
    fc.property(fc.array(requests, { maxLength: 40 }), (asked) => {
      for (const one of asked) assert.deepEqual(remembered.evaluate(one), plain.evaluate(one))
    }),
    { numRuns: 60 },
  )
})

test('the engine computes a remembered answer once, permits and forbids apart, and it cannot be altered', () => {
  let calls = 0
  const engine: CedarWasm = {
    ...(wasm as CedarWasm),
    statefulIsAuthorized: (call) => {
      calls += 1
      return (wasm as CedarWasm).statefulIsAuthorized(call)
    },
  }
  const set = cedarPolicySet({ wasm: engine, text: starter, version: 1, digest: 'sha256:00' })
  const first = set.evaluate(request)
  assert.equal(set.evaluate(structuredClone(request)), first)
  assert.equal(calls, 2)
  assert.throws(() => Object.assign(first, { decision: 'allow' }))
  assert.throws(() => Object.assign(first.determining, ['other']))
})
