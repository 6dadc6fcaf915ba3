// Tests what the explanation of a decision says about each policy, and what it must not reveal.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as wasm from '@cedar-policy/cedar-wasm/nodejs'
import { decide } from '../decide.ts'
import type { Facts } from '../model/facts.ts'
import { compiledPolicySet } from '../sets/compiled.ts'

const HEAD = 'permit (principal, action in Action::"call", resource)'
const facts: Facts = {
  agent: { id: 'agt_1', status: 'active', roles: ['ops'], labels: { team: 'billing' } },
  action: 'update_row',
  environment: 'production',
}

function setOf(text: string, extra = {}) {
  return compiledPolicySet({ wasm, text, version: 1, digest: 'sha256:00', ...extra })
}

function explained(policy: string, more: Partial<Facts> = {}) {
  return decide(setOf(`@id("p") ${policy};`), { ...facts, ...more }, { explain: true }).explanation[0]
}

const SENTENCES: [string, string][] = [
  [
    `${HEAD} when { context.effect == "read" }`,
    'does not match: `context.effect == "read"` is false: context.effect is "change"',
  ],
  [
    'permit (principal, action, resource == Tool::"sql:execute")',
    'is about Tool::"sql:execute", this is Tool::"update_row"',
  ],
  ['permit (principal is User, action, resource)', 'is about each User, this is Agent::"agt_1"'],
  [
    `${HEAD} when { context.environment == "production" && (context has session && context.tool == "x") }`,
    'does not match: `context has session` is false: context.session is absent',
  ],
  [
    `${HEAD} unless { context.environment == "dev" || principal.roles.contains("ops") }`,
    'does not match: `!principal.roles.contains("ops")` is false: principal.roles is ["ops"]',
  ],
  [
    `${HEAD} when { principal.getTag("team") == "core" || context.calls.minute > 3 }`,
    'does not match: `principal.getTag("team") == "core" || context.calls.minute > 3` is false: principal.getTag("team") is "billing", context.calls.minute is 0',
  ],
  [
    `${HEAD} when { context.session.calls == 1 }`,
    'failed at `context.session.calls == 1`: no attribute `session`',
  ],
  [`${HEAD} when { 1 > 2 }`, 'does not match: `1 > 2` is false'],
  [`${HEAD} when { context.effect == "change" }`, 'permits this'],
]
for (const [policy, sentence] of SENTENCES)
  test(`${policy} is explained as: ${sentence}`, () => {
    assert.equal(explained(policy)?.text, `\`p\` ${sentence}`)
  })

test('each policy is explained whatever its mode, in the order of the set', () => {
  const text = ['a', 'b', 'c'].map((id) => `@id("${id}") ${HEAD};`).join('\n')
  const set = setOf(text, { settings: { modes: { b: 'shadow', c: 'off' } } })
  assert.deepEqual(
    decide(set, facts, { explain: true }).explanation.map(({ mode, applies, text: told }) => [
      mode,
      applies,
      told,
    ]),
    [
      ['enforce', true, '`a` permits this'],
      ['shadow', false, 'in shadow: `b` matches but did not decide this'],
      ['off', false, '`c` is off'],
    ],
  )
})

test('a policy that only matches in one evaluation is said to', () => {
  const set = setOf(
    `@id("a") ${HEAD} when { context.approved }; @id("b") forbid (principal, action, resource) unless { context has declared };`,
  )
  const texts = decide(set, { ...facts, declared: { goal: 'x' } }, { explain: true }).explanation
  assert.deepEqual(
    texts.map(({ text }) => text),
    [
      '`a` matches with an approval, and with an approval and with what is declared but did not decide this',
      '`b` forbids this',
    ],
  )
})

test('an explanation of huge values and conditions stays short', () => {
  const many = Array.from({ length: 1000 }, (_, at) => `context.action == "${at}"`).join(' || ')
  const set = setOf(`@id("p") ${HEAD} when { ${many} };`)
  const [one] = decide(set, { ...facts, action: 'ü'.repeat(100_000) }, { explain: true }).explanation
  assert.ok(one !== undefined && one.text.length <= 300)
  assert.match(
    one.text,
    /^`p` does not match: `context\.action == "0" \|\| .*…` is false: context\.action is "ü+…"?/,
  )
  assert.ok((one.failed?.condition.length ?? 0) <= 160 && (one.failed?.saw.length ?? 0) <= 300)
})

const tool = {
  name: 'vault:open',
  risk: 'critical',
  require_approval: false,
  blocked: false,
  hidden: true,
} as const

test('a hidden tool is answered exactly as one that nobody registered, and is not explained', () => {
  const text = `@id("none") ${HEAD} when { context.environment == "dev" };`
  const asked = { ...facts, tool: 'vault:open' }
  const unknown = decide(setOf(text), asked, { explain: true })
  const hidden = decide(
    setOf(text, { tools: [{ ...tool, input_schema: { type: 'object', required: ['a'] } }] }),
    { ...asked, registered: { risk: 'critical' } },
    { explain: true },
  )
  assert.deepEqual({ ...hidden, explanation: [] }, { ...unknown, explanation: [] })
  assert.deepEqual(
    hidden.reasons.map(({ code }) => code),
    ['policy.no_match'],
  )
  const beside = decide(setOf(text, { tools: [tool] }), facts, { explain: true })
  assert.deepEqual(
    beside.explanation.map(({ policy_id }) => policy_id),
    ['none'],
  )
})

test('the settings of a tool deny or step up with their own reasons, whatever the modes say', () => {
  const settings = { modes: { 'tool:t:blocked': 'off', 'tool:t:rate': 'off', 'tool:t:approval': 'off' } }
  const open = { ...tool, name: 't', hidden: false }
  function decided(change: object, more: Partial<Facts> = {}) {
    const set = setOf(`@id("all") ${HEAD};`, { tools: [{ ...open, ...change }], settings })
    const { verdict, reasons } = decide(set, { ...facts, tool: 't', registered: { risk: 'low' }, ...more })
    return [verdict, ...reasons.map(({ code, policy_id }) => `${code} ${policy_id}`)]
  }
  const calls = { minute: 2, agent_minute: 2, repeated: 0 }
  assert.deepEqual(decided({}), ['allow', 'policy.permitted all'])
  assert.deepEqual(decided({ blocked: true }), ['deny', 'tool.blocked tool:t:blocked'])
  assert.deepEqual(decided({ require_approval: true }), [
    'require_approval',
    'policy.approval_required tool:t:approval',
  ])
  assert.deepEqual(decided({ calls_per_minute: 2 }, { calls }), ['deny', 'tool.rate_limited tool:t:rate'])
  assert.deepEqual(decided({ calls_per_minute: 3 }, { calls }), ['allow', 'policy.permitted all'])
})

test('arguments that do not fit the schema of a tool are denied with what is wrong', () => {
  const input_schema = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] }
  const set = setOf(`@id("all") ${HEAD};`, { tools: [{ ...tool, name: 't', hidden: false, input_schema }] })
  const { verdict, reasons } = decide(set, { ...facts, tool: 't', arguments: { n: 'x' } })
  assert.equal(verdict, 'deny')
  assert.deepEqual(
    reasons.map(({ code }) => code),
    ['tool.arguments_invalid'],
  )
  assert.match(reasons[0]?.message ?? '', /`\/n` must be of type integer \(`type`\)/)
  assert.equal(decide(set, { ...facts, tool: 't', arguments: { n: 1 } }).verdict, 'allow')
})
