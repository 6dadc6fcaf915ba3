// Tests the verdict, reasons, risk and obligations of whole decisions.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import * as wasm from '@cedar-policy/cedar-wasm/nodejs'
import type { AgentStatus } from '@countersign/terms'
import { decide } from './decide.ts'
import { NO_AREAS } from './facts/areas.ts'
import { nameOf } from './facts/name.ts'
import { effectsOfName } from './facts/names/effect-of-name.ts'
import type { Evaluation, PolicyInfo } from './model/cedar.ts'
import type { Facts } from './model/facts.ts'
import { compiledPolicySet } from './sets/compiled.ts'
import { policyIndexOf } from './sets/policy-index.ts'
import { annotationsOf, type PolicySet } from './sets/policy-set.ts'

function setOf(text: string): PolicySet {
  return compiledPolicySet({ wasm, text, version: 1, digest: 'sha256:00' })
}

const starter = setOf(readFileSync(new URL('../packs/starter/policy.cedar', import.meta.url), 'utf8'))

function factsOf(extra: Partial<Facts> = {}): Facts {
  return {
    agent: { id: 'agt_1', status: 'active', roles: ['ops'], labels: {} },
    action: 'call_tool',
    environment: 'production',
    ...extra,
  }
}

test('facts without one of the members that are required are denied, whatever is permitted', () => {
  const lax = setOf(
    `@id("all") permit (principal, action, resource);
     @id("not-there") forbid (principal, action, resource) when { context.environment == "production" };`,
  )
  const whole = factsOf({ environment: 'staging' })
  assert.equal(decide(lax, whole).verdict, 'allow')
  const { agent } = whole
  const broken: unknown[] = [
    null,
    {},
    ...['agent', 'action', 'environment'].map((name) => ({ ...whole, [name]: undefined })),
    { ...whole, environment: '' },
    { ...whole, environment: 7 },
    ...['id', 'status', 'roles', 'labels'].map((name) => ({
      ...whole,
      agent: { ...agent, [name]: undefined },
    })),
  ]
  for (const facts of broken) {
    const { verdict, reasons, risk } = decide(lax, facts as Facts)
    assert.equal(verdict, 'deny', JSON.stringify(facts))
    assert.deepEqual([reasons.map(({ code }) => code), risk.score], [['evaluation.failed'], 100])
  }
})

function answering(
  decision: 'allow' | 'deny',
  permits: string[],
  errors: Evaluation['errors'] = [],
): Evaluation {
  return {
    decision,
    determining: permits,
    permits,
    forbids: [],
    errors,
  }
}

function fake(answer: (approved: boolean) => Evaluation): PolicySet {
  const policies: PolicyInfo[] = [
    { id: 'p', effect: 'permit', annotations: {}, mode: 'enforce', origin: { kind: 'document' } },
  ]
  return {
    version: 1,
    digest: 'sha256:00',
    text: '',
    settings: {},
    effectsOfName,
    nameOf,
    areas: NO_AREAS,
    sanitizes: [],
    index: policyIndexOf(policies),
    names: { registered: new Map(), strict: undefined },
    tools: new Map(),
    reads: { has: () => true },
    asked: [],
    policies,
    annotations: annotationsOf(policies),
    evaluate: ({ context }) => answer(context.approved === true),
  }
}

const STARTER: [string, string, string, string][] = [
  ['read_file', 'allow', 'policy.permitted', 'starter.read'],
  ['config_update', 'allow', 'policy.permitted', 'starter.change'],
  ['write_file', 'allow', 'policy.permitted', 'starter.change'],
  ['create_issue', 'allow', 'policy.permitted', 'starter.change'],
  ['delete_database', 'require_approval', 'policy.approval_required', 'starter.destructive'],
  ['send_email', 'require_approval', 'policy.approval_required', 'starter.outward'],
  ['sql:execute', 'require_approval', 'policy.approval_required', 'starter.execute'],
]
for (const [name, verdict, code, policy] of STARTER)
  test(`with the starter set ${name} is ${verdict}, as action and as tool`, () => {
    for (const facts of [factsOf({ action: name }), factsOf({ tool: name })]) {
      const decision = decide(starter, facts)
      assert.equal(decision.verdict, verdict)
      assert.deepEqual(
        decision.reasons.map((why) => [why.code, why.policy_id]),
        [[code, policy]],
      )
      assert.deepEqual(decision.determining, [policy])
      assert.equal(decision.reasons[0]?.message, starter.annotations(policy).reason)
      assert.equal('obligations' in decision, verdict === 'require_approval')
      const approved = decide(starter, facts, { approved: true })
      assert.equal(approved.verdict, 'allow')
      assert.match(approved.reasons[0]?.message ?? '', /; this call was approved$/)
    }
  })

test('with the starter set a person decides about an unrecognised name', () => {
  for (const approved of [false, true]) {
    const { verdict, determining } = decide(starter, factsOf({ tool: 'thread_reader' }), { approved })
    assert.equal(verdict, approved ? 'allow' : 'require_approval')
    assert.deepEqual(determining, ['starter.unknown'])
  }
})

test('an agent that is not active is denied whatever the policies say', () => {
  const lax = setOf('@id("all") permit (principal, action, resource);')
  for (const status of ['suspended', 'quarantined', 'revoked'] satisfies AgentStatus[]) {
    const agent = { ...factsOf().agent, status }
    const { verdict, reasons } = decide(lax, factsOf({ agent }), { approved: true })
    assert.equal(verdict, 'deny')
    assert.deepEqual(
      reasons.map(({ code }) => code),
      [`agent.${status}`],
    )
  }
})

test('a forbid denies although a permit applies, with its reason and severity', () => {
  const set = setOf(`@id("all") permit (principal, action, resource);
    @id("no") @reason("not here") @severity("critical") forbid (principal, action, resource);`)
  const decision = decide(set, factsOf(), { explain: true })
  assert.equal(decision.verdict, 'deny')
  assert.deepEqual(decision.reasons, [
    { code: 'policy.forbidden', severity: 'critical', message: 'not here', policy_id: 'no' },
  ])
  assert.deepEqual(
    decision.explanation.map(({ policy_id, applies, text }) => [policy_id, applies, text]),
    [
      ['all', false, '`all` matches but did not decide this'],
      ['no', true, '`no` forbids this: not here'],
    ],
  )
})

test('obligations are those of all permits an approval opens and all forbids it lifts', () => {
  const set = setOf(`
    @id("a") @approvers("2 of sre") @ttl("1h") permit (principal, action, resource) when { context.approved };
    @id("b") @approvers("sre") @ttl("15m") permit (principal, action, resource) when { context.approved };
    @id("c") @approvers("3") forbid (principal, action, resource) unless { context.approved };
    @id("d") @approvers("9 of other") permit (principal, action, resource) when { context.tool == "x" };`)
  const decision = decide(set, factsOf({ tool: 'read' }))
  assert.equal(decision.verdict, 'require_approval')
  assert.deepEqual(decision.obligations, {
    approvers: [{ count: 3 }, { count: 2, role: 'sre' }, { count: 1, role: 'sre' }],
    ttlSeconds: 900,
  })
  assert.deepEqual(
    decision.reasons.map(({ policy_id }) => policy_id),
    ['c'],
  )
  assert.deepEqual(decision.determining, ['a', 'b', 'c'])
})

test('an error in either evaluation denies and names the policy, whatever else permits', () => {
  function text(when: string): string {
    return `@id("all") permit (principal, action, resource) when { context.approved };
     @id("bad") forbid (principal, action, resource) when { ${when} };`
  }
  for (const when of [
    'context.nope',
    'context.approved && context.nope',
    '!context.approved && context.nope',
  ]) {
    const { verdict, reasons } = decide(setOf(text(when)), factsOf())
    assert.equal(verdict, 'deny', when)
    assert.deepEqual(
      reasons.map(({ code, policy_id }) => [code, policy_id]),
      [['policy.error', 'bad']],
    )
  }
})

test('an evaluator that throws, fails, or allows for no reason denies', () => {
  const errors = [{ policyId: '*', message: 'trap' }]
  const broken: ((approved: boolean) => Evaluation)[] = [
    () => {
      throw new Error('secret')
    },
    () => answering('allow', ['p'], errors),
    () => answering('allow', []),
    (approved) => answering(approved ? 'allow' : 'deny', []),
  ]
  for (const answer of broken) {
    const { verdict, reasons } = decide(fake(answer), factsOf())
    assert.equal(verdict, 'deny')
    assert.deepEqual(
      reasons.map(({ code }) => code),
      ['evaluation.failed'],
    )
    assert.doesNotMatch(JSON.stringify(reasons), /secret/)
  }
})

test('an approval is asked for only when the evaluation without it denies', () => {
  const asked: boolean[] = []
  const set = fake((approved) => {
    asked.push(approved)
    return answering('allow', ['p'])
  })
  decide(set, factsOf())
  decide(set, factsOf({ declared: {} }))
  decide(set, factsOf(), { approved: true })
  assert.deepEqual(asked, [false, false, false, true])
})

test('a declared side effect steps up a read, and is used up by an approval', () => {
  const facts = factsOf({ tool: 'read_file', declared: { side_effects: ['sends an email'] } })
  const decision = decide(starter, facts)
  assert.equal(decision.verdict, 'require_approval')
  assert.deepEqual(
    decision.reasons.map(({ policy_id }) => policy_id),
    ['starter.declared'],
  )
  assert.equal(decide(starter, facts, { approved: true }).verdict, 'allow')
  const boast = { approval_status: 'approved', actor_role: 'admin', side_effects: ['reads'] }
  assert.equal(decide(starter, factsOf({ tool: 'delete_file', declared: boast })).verdict, 'require_approval')
  assert.equal(decide(starter, factsOf({ tool: 'zorch', declared: boast })).verdict, 'require_approval')
})

test('what is declared cannot take an obligation away', () => {
  const set = setOf(`@id("open") @ttl("2h") permit (principal, action, resource) when { context.approved };
    @id("strict") @approvers("2 of sre") @ttl("5m") permit (principal, action, resource)
    when { context.approved } unless { context has declared };`)
  const expected = { approvers: [{ count: 2, role: 'sre' }], ttlSeconds: 300 }
  assert.deepEqual(decide(set, factsOf()).obligations, expected)
  assert.deepEqual(decide(set, factsOf({ declared: { goal: 'x' } })).obligations, expected)
})

test('the fewest uses and the shortest time of all policies may be granted, and never more than is usual where one says nothing', () => {
  function grantOf(...annotations: string[]) {
    const texts = annotations.map(
      (text, n) => `@id("p${n}") ${text} permit (principal, action, resource) when { context.approved };`,
    )
    return decide(setOf(texts.join('\n')), factsOf()).obligations?.grant
  }
  assert.equal(grantOf(''), undefined)
  assert.deepEqual(grantOf('@grant("20 in 2h")'), { uses: 20, minutes: 120 })
  assert.deepEqual(grantOf('@grant("20 in 2h")', '@grant("50 in 5m")'), { uses: 20, minutes: 5 })
  assert.deepEqual(grantOf('@grant("20 in 2h")', ''), { uses: 10, minutes: 60 })
  assert.deepEqual(grantOf('', '@grant("3 in 1d")'), { uses: 3, minutes: 60 })
  assert.deepEqual(grantOf('', '@ttl("5m")'), undefined)
  const set = setOf(`@id("open") @grant("100 in 1d") permit (principal, action, resource)
      when { context.approved && context has declared };
    @id("usual") permit (principal, action, resource) when { context.approved } unless { context has declared };`)
  assert.deepEqual(decide(set, factsOf({ declared: { goal: 'x' } })).obligations?.grant, {
    uses: 10,
    minutes: 60,
  })
})

test('an escalation stays with the approvers beside which it stands', () => {
  const set = setOf(`
    @id("a") @approvers("2 of sre") @escalate("10m to 1 of leads") permit (principal, action, resource) when { context.approved };
    @id("b") @approvers("2 of sre") forbid (principal, action, resource) unless { context.approved };`)
  assert.deepEqual(decide(set, factsOf()).obligations?.approvers, [
    { count: 2, role: 'sre' },
    { count: 2, role: 'sre', escalation: { seconds: 600, count: 1, role: 'leads' } },
  ])
})

test('settings that cannot be read deny everything, and are not taken for arguments that do not fit', () => {
  const set = compiledPolicySet({
    wasm,
    text: '@id("all") permit (principal, action, resource);',
    version: 1,
    digest: 'sha256:00',
    settings: { zones: { x: { include: [1] } } as never },
  })
  const { verdict, reasons } = decide(set, factsOf())
  assert.deepEqual([verdict, reasons.map(({ code }) => code)], ['deny', ['evaluation.failed']])
})

test('an explanation has a sentence for each policy, and looks closely at so many as one turn may take', () => {
  const long = 'a'.repeat(200)
  function explained(policies: number) {
    const set = setOf(
      Array.from(
        { length: policies },
        (_, n) =>
          `@id("p${n}") permit (principal, action, resource) when { context.environment == "${long}${n}" };`,
      ).join('\n'),
    )
    return decide(set, factsOf(), { explain: true }).explanation
  }
  assert.ok(explained(100).every(({ failed }) => failed !== undefined))
  const many = explained(1000)
  assert.equal(many.length, 1000)
  const close = many.filter(({ failed }) => failed !== undefined).length
  assert.ok(close > 100 && close < 900, `${close}`)
  assert.equal(many.at(-1)?.text, '`p999` did not decide this')
})
