// Tests that of two decisions the stricter one counts and nothing that either asks for is lost.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as wasm from '@cedar-policy/cedar-wasm/nodejs'
import { strictest, VERDICTS } from '@countersign/terms'
import fc from 'fast-check'
import { decide } from '../decide.ts'
import { createBudget } from '../model/budget.ts'
import { redactionsOf } from '../sanitize/redact.ts'
import { compiledPolicySet } from '../sets/compiled.ts'
import type { Decision } from './decision.ts'
import { stricterOf } from './stricter.ts'

const ARGUMENTS = { mail: 'write to ann@example.com', note: 'x', key: { password: 'hunter2' } }

const redactions = redactionsOf(ARGUMENTS, createBudget())
redactions.readFor([['pii'], ['/note']])

function joinedOf(a: Decision, b: Decision): Decision {
  return stricterOf(a, b, redactions)
}

const TEXTS = [
  '@id("open") @taint("seen") permit (principal, action, resource);',
  '@id("pii") @sanitize("pii") @taint("mail") permit (principal, action, resource);',
  '@id("note") @sanitize("/note") permit (principal, action, resource);',
  '@id("one") @approvers("2 of sre") @ttl("1h") permit (principal, action, resource) when { context.approved };',
  '@id("two") @approvers("finance") @ttl("5m") permit (principal, action, resource) when { context.approved };',
  '@id("why") @defer("why?") forbid (principal, action, resource);',
  '@id("who") @defer("who?") forbid (principal, action, resource);',
  '@id("no") @reason("never here") forbid (principal, action, resource == Tool::"read_file");',
] as const

const decisions: Decision[] = [
  [],
  [0],
  [1],
  [2],
  [1, 2],
  [3],
  [4],
  [3, 4],
  [0, 5],
  [0, 6],
  [0, 5, 6],
  [0, 7],
].flatMap((chosen) =>
  ['production', 'dev'].map((environment) =>
    decide(
      compiledPolicySet({
        wasm,
        text: chosen.map((at) => TEXTS[at]).join('\n'),
        version: 1,
        digest: 'sha256:00',
        settings: { modes: environment === 'dev' ? { two: 'shadow', note: 'shadow' } : {} },
      }),
      {
        agent: { id: 'agt_1', status: 'active', roles: [], labels: {} },
        action: 'read_file',
        environment,
        arguments: ARGUMENTS,
      },
      { explain: true },
    ),
  ),
)
const any = fc.constantFrom(...decisions)

function told({
  verdict,
  reasons,
  obligations,
  questions,
  sanitizedArguments,
  taints,
  risk,
  determining,
}: Decision) {
  return {
    verdict,
    codes: reasons.map(({ code, policy_id }) => `${code} ${policy_id}`).sort(),
    approvers: (obligations?.approvers ?? []).map(({ count, role }) => `${count} ${role}`).sort(),
    ttl: obligations?.ttlSeconds,
    questions: [...(questions ?? [])].sort(),
    sanitizedArguments,
    taints,
    score: risk.score,
    determining,
  }
}

test('every verdict is among the decisions that are joined here', () => {
  assert.deepEqual(new Set(decisions.map(({ verdict }) => verdict)), new Set(VERDICTS))
})

test('of two decisions the stricter counts, whichever comes first', () => {
  fc.assert(
    fc.property(any, any, any, (a, b, c) => {
      const joined = joinedOf(a, b)
      assert.equal(joined.verdict, strictest(a.verdict, b.verdict))
      assert.deepEqual(told(joined), told(joinedOf(b, a)))
      assert.deepEqual(told(joinedOf(a, a)), told(a))
      assert.deepEqual(told(joinedOf(joined, c)), told(joinedOf(a, joinedOf(b, c))))
      assert.ok(joined.reasons.length > 0)
    }),
    { numRuns: 500 },
  )
})

function given(name: string): unknown {
  return ARGUMENTS[name as keyof typeof ARGUMENTS]
}

function asText(value: unknown): string {
  return JSON.stringify(value)
}

/** What one side asks for or takes out that is missing from both together. */
function lostOf(one: Decision, joined: Decision): unknown[] {
  const kept = (joined.obligations?.approvers ?? []).map(asText)
  const taken = Object.entries(one.sanitizedArguments ?? {}).filter(
    ([name, value]) => asText(value) !== asText(given(name)),
  )
  return [
    ...(one.obligations?.approvers ?? []).filter((approvers) => !kept.includes(asText(approvers))),
    ...(one.questions ?? []).filter((question) => joined.questions?.includes(question) !== true),
    ...taken.filter(([name]) => asText(joined.sanitizedArguments?.[name]) === asText(given(name))),
  ]
}

test('what either of two equal decisions asks for or takes out is not lost', () => {
  fc.assert(
    fc.property(any, any, (a, b) => {
      const joined = joinedOf(a, b)
      assert.equal(joined.risk.score, Math.max(a.risk.score, b.risk.score))
      const equal = [a, b].filter(({ verdict }) => verdict === joined.verdict)
      assert.deepEqual(
        equal.flatMap((one) => lostOf(one, joined)),
        [],
      )
      assert.equal(joined.sanitizedArguments !== undefined, joined.verdict === 'sanitize')
    }),
    { numRuns: 500 },
  )
})

test('the labels of both are put on what is permitted, and on nothing else', () => {
  fc.assert(
    fc.property(any, any, (a, b) => {
      const { verdict, taints = [] } = joinedOf(a, b)
      const isPermitted = verdict === 'allow' || verdict === 'sanitize'
      const both = [...new Set([...(a.taints ?? []), ...(b.taints ?? [])])].sort()
      assert.deepEqual(taints, isPermitted ? both : [])
    }),
    { numRuns: 500 },
  )
})

test('arguments that one side took out and the other cannot be found in are not let through', () => {
  const sanitized = decisions.find(({ verdict }) => verdict === 'sanitize')
  assert.ok(sanitized !== undefined)
  const { sanitizedArguments: _, ...lost } = sanitized
  for (const joined of [joinedOf(sanitized, lost), joinedOf(lost, sanitized)])
    assert.deepEqual([joined.verdict, joined.reasons.at(-1)?.code], ['deny', 'sanitize.impossible'])
})
