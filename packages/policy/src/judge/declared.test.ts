// Tests by property that nothing an agent declares ever makes a decision laxer.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import * as wasm from '@cedar-policy/cedar-wasm/nodejs'
import { strictness } from '@countersign/terms'
import fc from 'fast-check'
import { decide } from '../decide.ts'
import type { Declared, Facts } from '../model/facts.ts'
import { compiledPolicySet } from '../sets/compiled.ts'
import { USUAL_GRANT } from '../sets/obligations.ts'
import type { Decision } from './decision.ts'

const CONDITIONS = [
  'true',
  'context.approved',
  'context.effect == "read"',
  'context.environment == "dev"',
  'context has declared',
  'context.declared.actor_role == "admin"',
  'context has declared && context.declared has actor_role && context.declared.actor_role == "admin"',
  'context has declared && context.declared has effect && context.declared.effect == "destructive"',
  'context has declared && context.declared has effect && context.declared.effect == "read"',
  'context has declared && context.declared has retry_count && context.declared.retry_count > 3',
  'context has declared && context.declared has approval_status && context.declared.approval_status == "approved"',
  'context has declared && context.declared has cost_usd && context.declared.cost_usd.lessThan(decimal("1.5"))',
]

const condition = fc.constantFrom(...CONDITIONS)
const annotation = fc.constantFrom(
  '',
  '@approvers("2 of sre")',
  '@approvers("1")',
  '@ttl("5m")',
  '@ttl("1h")',
  '@grant("3 in 5m")',
  '@grant("90 in 4h")',
  '@approvers("2 of sre") @escalate("10m to 1 of leads")',
)
const ofPermits = fc.constantFrom('', '', '@sanitize("pii")', '@sanitize("/b") @taint("t")', '@taint("u")')
const ofForbids = fc.constantFrom('', '@defer("why?")', '@defer("what?")')
const policy = fc
  .record({
    effect: fc.constantFrom('permit' as const, 'permit' as const, 'forbid' as const),
    when: condition,
    unless: fc.option(condition),
    annotation,
    ofPermits,
    ofForbids,
  })
  .map(
    ({ effect, when, unless, annotation, ofPermits: permits, ofForbids: forbids }) =>
      `${annotation} ${effect === 'permit' ? permits : forbids} ${effect} (principal, action, resource) when { ${when} }${unless === null ? '' : ` unless { ${unless} }`};`,
  )
const PERMIT = 'permit (principal, action, resource);'
const ASK = '@defer("who?") forbid (principal, action, resource) unless { context has declared };'
const lax = fc.constantFrom([PERMIT], [PERMIT, ASK], [])
const set = fc.tuple(lax, fc.array(policy, { minLength: 1, maxLength: 5 })).map(([first, rest]) =>
  compiledPolicySet({
    wasm,
    text: [...first, ...rest].map((text, at) => `@id("p${at}") ${text}`).join('\n'),
    version: 1,
    digest: 'sha256:00',
  }),
)

const declared: fc.Arbitrary<Declared> = fc.record(
  {
    actor_role: fc.constantFrom('admin', 'viewer'),
    approval_status: fc.constantFrom('approved', 'none'),
    side_effects: fc.array(fc.constantFrom('reads', 'deletes a row', 'sends mail', 'zorch'), {
      maxLength: 3,
    }),
    retry_count: fc.integer({ min: -1, max: 20 }),
    cost_usd: fc.double({ min: -1, max: 1e15, noNaN: true }),
    goal: fc.string(),
  },
  { requiredKeys: [] },
)
const facts: fc.Arbitrary<Facts> = fc.record({
  agent: fc.constant<Facts['agent']>({ id: 'agt_1', status: 'active', roles: [], labels: {} }),
  action: fc.constantFrom('read_file', 'delete_file', 'send_email', 'zorch'),
  environment: fc.constantFrom('dev', 'production'),
  arguments: fc.constantFrom({}, { a: 'ann@example.org', b: 1 }, { b: 'x' }),
})

/** That the second decision leaves out nothing that the first takes out of the arguments, or labels. */
function keepsChanges(without: Decision, withIt: Decision): void {
  for (const part of without.sanitize ?? []) assert.ok(withIt.sanitize?.includes(part))
  for (const label of without.taints ?? []) assert.ok(withIt.taints?.includes(label))
}

test('nothing declared by the agent turns a stricter verdict, obligation or risk into a laxer one', () => {
  let stricter = 0
  let lifted = 0
  fc.assert(
    fc.property(set, facts, declared, fc.boolean(), (policies, known, said, approved) => {
      const without = decide(policies, known, { approved })
      const withIt = decide(policies, { ...known, declared: said }, { approved })
      if (without.verdict === 'defer') lifted += strictness(withIt.verdict) < strictness('defer') ? 1 : 0
      else assert.ok(strictness(withIt.verdict) >= strictness(without.verdict))
      assert.ok(withIt.risk.score >= without.risk.score)
      if (withIt.verdict === without.verdict) keepsChanges(without, withIt)
      if (strictness(withIt.verdict) > strictness(without.verdict)) stricter += 1
      else if (without.obligations !== undefined) {
        const { approvers = [], ttlSeconds = Number.POSITIVE_INFINITY } = without.obligations
        for (const one of approvers)
          assert.deepEqual(
            withIt.obligations?.approvers?.filter((a) => isDeepStrictEqual(a, one)),
            [one],
          )
        assert.ok((withIt.obligations?.ttlSeconds ?? Number.POSITIVE_INFINITY) <= ttlSeconds)
        const [most, now] = [without, withIt].map(({ obligations }) => obligations?.grant ?? USUAL_GRANT)
        assert.ok(now && most && now.uses <= most.uses && now.minutes <= most.minutes)
      }
    }),
    { numRuns: 600, seed: 20261121 },
  )
  assert.ok(lifted > 3, `declaring lifted only ${lifted} of the questions`)
  assert.ok(stricter > 10, `declaring made only ${stricter} of 600 verdicts stricter`)
})
