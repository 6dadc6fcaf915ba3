// Tests every combination of competing policies against the documented precedence.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as wasm from '@cedar-policy/cedar-wasm/nodejs'
import { strictness, type Verdict } from '@countersign/terms'
import { decide } from '../decide.ts'
import type { Facts } from '../model/facts.ts'
import { policySetOf } from '../sets/compiled.ts'
import { parseText, type StoredPolicy } from '../sets/text.ts'
import type { Decision } from './decision.ts'

const HEAD = '(principal, action in Action::"call", resource)'
const UNTOLD = 'unless { context has declared && context.declared has goal }'
const RULES = {
  permit: `permit ${HEAD}`,
  opened: `@approvers("2 of sre") @ttl("5m") permit ${HEAD} when { context.approved }`,
  sanitizing: `@sanitize("pii") @taint("people") permit ${HEAD}`,
  forbid: `forbid ${HEAD}`,
  lifted: `forbid ${HEAD} unless { context.approved }`,
  asking: `@defer("why?") forbid ${HEAD}`,
  answered: `@defer("what for?") forbid ${HEAD} ${UNTOLD}`,
  erring: `forbid ${HEAD} when { context.nope }`,
  shadowForbid: `forbid ${HEAD}`,
  shadowPermit: `@sanitize("pii") @taint("odd") permit ${HEAD}`,
  shadowErring: `permit ${HEAD} when { context.nope }`,
} as const

type Rule = keyof typeof RULES

const NAMES = Object.keys(RULES) as Rule[]
const SHADOW: readonly Rule[] = ['shadowForbid', 'shadowPermit', 'shadowErring']
const modes = Object.fromEntries(SHADOW.map((name) => [name, 'shadow' as const]))
const off = Object.fromEntries(SHADOW.map((name) => [name, 'off' as const]))

const stored = new Map(
  parseText(wasm, NAMES.map((name) => `@id("${name}") ${RULES[name]};`).join('\n')).map((policy) => [
    policy.id as Rule,
    policy,
  ]),
)

function setOf(names: readonly Rule[], asleep: typeof modes | typeof off = modes) {
  return policySetOf({
    version: 1,
    digest: 'sha256:00',
    text: '',
    policies: names.map((name) => stored.get(name) as StoredPolicy),
    settings: { modes: asleep },
  })
}

const facts: Facts = {
  agent: { id: 'agt_1', status: 'active', roles: [], labels: {} },
  action: 'send_mail',
  environment: 'dev',
  arguments: { to: 'ann@example.org' },
}

const told: Facts = { ...facts, declared: { goal: 'remind Ann of her invoice' } }

type Situation = {
  readonly approved: boolean
  readonly told: boolean
}

/** The precedence as it is written down, from the names of the rules alone. */
function expected(names: readonly Rule[], { approved, told }: Situation): Verdict {
  function has(name: Rule): boolean {
    return names.includes(name)
  }
  if (has('erring') || has('forbid')) return 'deny'
  const anyone = has('permit') || has('sanitizing')
  if (!anyone && !has('opened')) return 'deny'
  if (!approved && (has('lifted') || !anyone)) return 'require_approval'
  if (has('asking') || (has('answered') && !told)) return 'defer'
  return has('sanitizing') ? 'sanitize' : 'allow'
}

/** The same for enforced and shadow rules at once. */
function expectedInShadow(names: readonly Rule[], situation: Situation): Verdict {
  if (names.includes('shadowErring')) return expected([...names, 'erring'], situation)
  function as(shadow: Rule, live: Rule): Rule[] {
    return names.includes(shadow) ? [live] : []
  }
  return expected([...names, ...as('shadowForbid', 'forbid'), ...as('shadowPermit', 'sanitizing')], situation)
}

function subsets<T>(items: readonly T[]): T[][] {
  return Array.from({ length: 2 ** items.length }, (_, bits) =>
    items.filter((_, at) => (bits >> at) % 2 === 1),
  )
}

/** The order written, the reverse, and one from the middle outwards. */
function orders(names: readonly Rule[]): Rule[][] {
  return [
    [...names],
    names.toReversed(),
    [...names.slice(names.length >> 1), ...names.slice(0, names.length >> 1)],
  ]
}

const SITUATIONS: readonly Situation[] = [false, true].flatMap((approved) =>
  [false, true].map((isTold) => ({ approved, told: isTold })),
)

function decideIn(set: ReturnType<typeof setOf>, { approved, told: isTold }: Situation): Decision {
  return decide(set, isTold ? told : facts, { approved })
}

function live({ shadow: _, ...decision }: Decision): unknown {
  return decision
}

test('every combination of competing rules, in several orders, is decided by the written precedence', () => {
  const all = subsets(NAMES)
  assert.equal(all.length, 2 ** 11)
  const seen = new Map<Verdict, number>()
  for (const names of all)
    for (const order of orders(names)) {
      const set = setOf(order)
      for (const situation of SITUATIONS) {
        const { verdict, shadow } = decideIn(set, situation)
        assert.equal(verdict, expected(names, situation), `${order.join(' ')} ${JSON.stringify(situation)}`)
        const hasShadow = SHADOW.some((name) => names.includes(name))
        assert.equal(shadow?.verdict, hasShadow ? expectedInShadow(names, situation) : undefined)
        seen.set(verdict, (seen.get(verdict) ?? 0) + 1)
      }
    }
  assert.equal(seen.size, 5)
})

function isHard({ reasons }: Decision): boolean {
  return reasons.some(({ code }) => code === 'policy.forbidden' || code === 'policy.error')
}

/** Checks one rule added to others; answers how many hard denials there were. */
function compareAdded(names: readonly Rule[], added: Rule): number {
  const [set, wider] = [setOf(names), setOf([...names, added])]
  const hard = SITUATIONS.filter((situation) => {
    const before = decideIn(set, situation)
    const after = decideIn(wider, situation)
    if (isHard(before)) assert.equal(after.verdict, 'deny')
    if (RULES[added].includes('forbid')) assert.ok(strictness(after.verdict) >= strictness(before.verdict))
    return isHard(before)
  })
  return hard.length
}

test('no rule that is added softens a hard denial, and no forbid softens anything', () => {
  const enforced = NAMES.filter((name) => !SHADOW.includes(name))
  const compared = subsets(enforced)
    .flatMap((names) =>
      NAMES.filter((name) => !names.includes(name)).map((added) => compareAdded(names, added)),
    )
    .reduce((sum, hard) => sum + hard, 0)
  assert.ok(compared > 500, String(compared))
})

test('policies in shadow mode change nothing but `shadow`, and those that are off nothing at all', () => {
  for (const names of subsets(NAMES)) {
    const enforced = setOf(names.filter((name) => !SHADOW.includes(name)))
    if (enforced.policies.length === names.length) continue
    const [beside, asleep] = [setOf(names), setOf(names, off)]
    for (const situation of SITUATIONS) {
      const expectedDecision = decideIn(enforced, situation)
      const inShadow = decideIn(beside, situation)
      assert.deepEqual(live(inShadow), live(expectedDecision))
      assert.deepEqual(
        inShadow.shadow?.determining,
        names.filter((name) => name === 'shadowForbid' || name === 'shadowPermit').sort(),
      )
      assert.deepEqual(decideIn(asleep, situation), expectedDecision)
    }
  }
})

test('a defer asks its questions in the order of the policies, each once', () => {
  const set = setOf(['permit', 'answered', 'asking'])
  assert.deepEqual(decide(set, facts).questions, ['what for?', 'why?'])
  const { questions, reasons, determining } = decide(set, told)
  assert.deepEqual([questions, determining], [['why?'], ['asking']])
  assert.deepEqual(
    reasons.map(({ code, policy_id }) => [code, policy_id]),
    [['policy.deferred', 'asking']],
  )
})

test('sanitized arguments hold nothing of the class, labels are told, and the arguments sent stay as they are', () => {
  const { verdict, sanitizedArguments, sanitize, taints } = decide(setOf(['permit', 'sanitizing']), facts)
  assert.equal(verdict, 'sanitize')
  assert.deepEqual(sanitizedArguments, { to: '[redacted:pii]' })
  assert.deepEqual([sanitize, taints], [['pii'], ['people']])
  assert.deepEqual(facts.arguments, { to: 'ann@example.org' })
  const clean = decide(setOf(['sanitizing']), { ...facts, arguments: { to: 'Ann' } })
  assert.deepEqual([clean.verdict, clean.sanitizedArguments, clean.taints], ['allow', undefined, ['people']])
})

test('what cannot be sanitized is denied, also where a question is open', () => {
  const { arguments: _, ...unseen } = facts
  for (const names of [['sanitizing'], ['permit', 'sanitizing', 'asking']] satisfies Rule[][]) {
    const { verdict, reasons } = decide(setOf(names), { ...unseen, hash_only: true })
    assert.equal(verdict, 'deny')
    assert.deepEqual(
      reasons.map(({ code, policy_id }) => [code, policy_id]),
      [['sanitize.impossible', 'sanitizing']],
    )
  }
  assert.equal(decide(setOf(['sanitizing']), unseen).verdict, 'allow')
})
