// Tests that no request takes more work than its budget, and that a smaller one never makes a verdict laxer.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as wasm from '@cedar-policy/cedar-wasm/nodejs'
import { strictness } from '@countersign/terms'
import fc from 'fast-check'
import { decide, type Facts, type PolicySet, readContent, readingOf } from '../src/index.ts'
import { createBudget, isExceeded, spentOf, WORK_MAX } from '../src/model/budget.ts'
import { compiledPolicySet } from '../src/sets/compiled.ts'
import {
  LARGE,
  LARGEST_SETTINGS,
  SCHEMAS,
  SHAPES,
  TYPICAL,
  toolWith,
  USUAL_SETTINGS,
  withSchema,
} from './shapes.ts'

const FORBIDS = [
  'context.paths.unclear',
  'context.paths.zones_any.contains("secrets")',
  'context.paths.count > 20',
  'context.hosts.internal || context.hosts.literal || context.hosts.credentials',
  'context.hosts.groups_any.contains("own")',
  'context.hosts.count > 20',
  'context has numbers && context.numbers.count > 100',
  'context has numbers && context.numbers has amount && context.numbers.amount.greaterThan(decimal("100.0"))',
  'context has numbers && context.numbers.largest.greaterThan(decimal("1000000.0"))',
  'context has numbers && context.numbers.smallest.lessThan(decimal("0.0"))',
  'context has declared && context.declared has effect && context.declared.effect == "destructive"',
  'context has declared && context.declared has goal_vague && context.declared.goal_vague',
]

const PERMITS = [
  'context.paths.count == 0 && context.hosts.count == 0',
  'context.paths.zones_all.contains("source")',
  'context.hosts.groups_all.contains("own")',
  '!context.paths.unclear && !context.hosts.unclear',
  'context has numbers && context.numbers.exact',
]

const head = '(principal, action in Action::"call", resource)'

const TEXTS = [
  ...FORBIDS.flatMap((when) => [
    `@id("all") permit ${head}; @id("no") forbid ${head} when { ${when} };`,
    `@id("all") permit ${head}; @id("ask") forbid ${head} when { ${when} } unless { context.approved };`,
  ]),
  ...PERMITS.map((when) => `@id("some") permit ${head} when { ${when} };`),
  `@id("clean") @sanitize("pii secrets /note") permit ${head};`,
  `@id("one") @sanitize("pii") permit ${head}; @id("two") @sanitize("secrets /p7") permit ${head};`,
]

function setOf(text: string, schema?: Parameters<typeof toolWith>[0]): PolicySet {
  return compiledPolicySet({
    wasm,
    text,
    version: 1,
    digest: 'sha256:00',
    settings: USUAL_SETTINGS,
    tools: schema === undefined ? [] : [toolWith(schema)],
  })
}

const sets = TEXTS.map((text) => setOf(text))
const typed = SCHEMAS.map(([name, schema, given]) => ({
  name,
  set: setOf(`@id("all") permit ${head};`, schema),
  facts: withSchema(given),
}))

function decideWithin(set: PolicySet, facts: Facts, limit: number) {
  const budget = createBudget(limit)
  const content = readContent(set, facts, readingOf(facts, budget))
  return { ...decide(set, facts, { content }), spent: spentOf(budget), isExceeded: isExceeded(budget) }
}

/** Much of what was not told must be as strict as what was. */
function assertNeverLaxer(set: PolicySet, facts: Facts, limit: number): void {
  const whole = decideWithin(set, facts, WORK_MAX)
  const cut = decideWithin(set, facts, limit)
  assert.ok(cut.spent <= limit)
  assert.ok(
    strictness(cut.verdict) >= strictness(whole.verdict),
    `${cut.verdict}, not ${whole.verdict}, within ${limit}`,
  )
}

const SMALL = [...TYPICAL, ...LARGE].map(([, facts]) => facts)
const ALL = [...SMALL, ...SHAPES.map(([, facts]) => facts)]
/** From nothing to all of it, with as many small budgets as large ones. */
const limits = fc
  .double({ min: 0, max: Math.log2(WORK_MAX), noNaN: true })
  .map((power) => Math.floor(2 ** power) - 1)

test('the worst requests of each kind spend no more than the budget, whatever the settings', () => {
  for (const settings of [USUAL_SETTINGS, LARGEST_SETTINGS]) {
    const text = `@id("clean") @sanitize("pii secrets /p7") permit ${head} when { context.paths.count < 9 };`
    const set = compiledPolicySet({ wasm, text, version: 1, digest: 'sha256:00', settings, tools: [] })
    for (const facts of ALL) assert.ok(decideWithin(set, facts, WORK_MAX).spent <= WORK_MAX)
  }
  for (const { set, facts } of typed) assert.ok(decideWithin(set, facts, WORK_MAX).spent <= WORK_MAX)
})

test('everyday calls, and large ones that a reasonable agent makes, are told to their end', () => {
  const set = setOf(
    `@id("clean") @sanitize("pii secrets") permit ${head}
       when { context.paths.count < 300 || context.hosts.count < 300 || context has numbers };`,
  )
  for (const [name, facts] of [...TYPICAL, ...LARGE]) {
    const { verdict, isExceeded: isCut, spent } = decideWithin(set, facts, WORK_MAX)
    assert.equal(isCut, false, `${name}: ${spent}`)
    assert.match(verdict, /^(?:allow|sanitize)$/, name)
  }
  for (const [name, facts] of TYPICAL)
    assert.ok(decideWithin(set, facts, WORK_MAX).spent < WORK_MAX / 50, name)
})

test('a smaller budget never makes a verdict laxer', () => {
  fc.assert(fc.property(fc.constantFrom(...sets), fc.constantFrom(...SMALL), limits, assertNeverLaxer), {
    numRuns: 600,
  })
  fc.assert(fc.property(fc.constantFrom(...sets), fc.constantFrom(...ALL), limits, assertNeverLaxer), {
    numRuns: 300,
  })
})

test('arguments of which a smaller budget leaves something unread do not fit a schema', () => {
  fc.assert(
    fc.property(fc.constantFrom(...typed), limits, ({ set, facts }, limit) =>
      assertNeverLaxer(set, facts, limit),
    ),
    { numRuns: 200 },
  )
})

test('some verdicts do change with the budget, so that the tests above could fail', () => {
  const changed = sets.filter((set) =>
    SMALL.some((facts) => decideWithin(set, facts, 0).verdict !== decideWithin(set, facts, WORK_MAX).verdict),
  )
  assert.ok(changed.length > TEXTS.length / 2, `${changed.length} of ${TEXTS.length}`)
})
