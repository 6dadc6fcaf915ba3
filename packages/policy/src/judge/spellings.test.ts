// Tests that a name which policies forbid or exclude is shed by no capitals, and not by another label.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as wasm from '@cedar-policy/cedar-wasm/nodejs'
import fc from 'fast-check'
import { decide } from '../decide.ts'
import { toRequest } from '../facts/request.ts'
import type { Facts } from '../model/facts.ts'
import { compiledPolicySet, PolicyTextError } from '../sets/compiled.ts'
import type { PolicySet } from '../sets/policy-set.ts'
import { calleeOf, foldedName, type Named } from '../tools/names.ts'

const LONG = process.env.COUNTERSIGN_LONG === '1'
function runs(usual: number): { numRuns: number } {
  return { numRuns: LONG ? usual * 50 : usual }
}

const OPEN = '@id("open") permit (principal, action, resource);'
const AGENT: Facts['agent'] = {
  id: 'agt_1',
  status: 'active',
  roles: ['Wipe', 'ops'],
  labels: { never: 'DELETE_x', team: 'ops' },
}

function setOf(text: string): PolicySet {
  return compiledPolicySet({ wasm, text, version: 1, digest: 'sha256:00' })
}

function factsOf(named: Named): Facts {
  return { agent: AGENT, ...calleeOf(named), environment: 'production' }
}

function decided(set: PolicySet, named: Named) {
  return decide(set, factsOf(named), { explain: true })
}

function plain(set: PolicySet, named: Named) {
  return set.evaluate(toRequest(factsOf(named), { approved: false, declared: false }, set))
}

const WIPES: readonly Named[] = [
  { action: 'wipe' },
  { action: 'WIPE' },
  { tool: 'Wipe' },
  { tool: 'wipe', action: 'read_file' },
  { tool: 'wiPE', action: 'read_file' },
  { tool: 'read_note', action: 'WipE' },
]

const WIPE_CONDITIONS = [
  'context.action == "Wipe"',
  '"wIPE" == context.tool',
  'context.action like "Wip*"',
  'context.tool like "*IPE"',
  '["Wipe", "Drop"].contains(context.action)',
  '[context.tool, context.action].contains("Wipe")',
  '["Wipe", "Drop"].containsAny([context.tool, context.action])',
  '[context.action].containsAny(["WIPE"])',
  '["Wipe"].containsAll([context.action])',
  'resource == Tool::"Wipe"',
  'Tool::"Wipe" == resource',
  'resource in Tool::"Wipe"',
  'resource in [Tool::"Drop", Tool::"Wipe"]',
  'resource is Tool in Tool::"Wipe"',
  '[Tool::"Wipe"].contains(resource)',
  'principal.roles.contains(context.action)',
  'context.environment == "production" && (context.action == "Wipe" || context.approved)',
  '!(context.action != "Wipe")',
  '!(!(context.action like "Wipe*"))',
  'if context.action == "Wipe" then true else false',
  'if context.action != "Wipe" then principal.hasTag("x") else !principal.hasTag("x")',
  'context.action == (if principal.hasTag("x") then "x" else "Wipe")',
]

for (const condition of WIPE_CONDITIONS) {
  test(`a forbid on a name holds under every label: ${condition}`, () => {
    const set = setOf(`${OPEN} @id("no") forbid (principal, action, resource) when { ${condition} };`)
    for (const named of WIPES) {
      const { verdict, determining, explanation } = decided(set, named)
      assert.deepEqual([verdict, determining], ['deny', ['no']], JSON.stringify(named))
      assert.equal(explanation.find(({ policy_id }) => policy_id === 'no')?.text, '`no` forbids this')
    }
    assert.equal(decided(set, { tool: 'read_note', action: 'read_file' }).verdict, 'allow')
  })

  test(`a permit that excludes a name is passed under no label: ${condition}`, () => {
    for (const clause of [`unless { ${condition} }`, `when { !(${condition}) }`]) {
      const set = setOf(`@id("open") permit (principal, action, resource) ${clause};`)
      for (const named of WIPES) {
        const { verdict, reasons } = decided(set, named)
        assert.deepEqual([verdict, reasons[0]?.code], ['deny', 'policy.no_match'], JSON.stringify(named))
      }
      assert.equal(decided(set, { tool: 'read_note', action: 'read_file' }).verdict, 'allow')
    }
  })
}

for (const head of [
  'resource == Tool::"Wipe"',
  'resource in Tool::"Wipe"',
  'resource is Tool in Tool::"Wipe"',
])
  test(`a forbid on a name in its head holds under every label: ${head}`, () => {
    const set = setOf(`${OPEN} @id("no") forbid (principal, action in Action::"call", ${head});`)
    for (const named of WIPES) assert.equal(decided(set, named).verdict, 'deny', JSON.stringify(named))
    assert.equal(decided(set, { tool: 'wiper' }).verdict, 'allow')
  })

test('a permit holds for the name as it is written, given as tool or action', () => {
  const set = setOf('@id("p") permit (principal, action, resource) when { context.action == "read_file" };')
  for (const named of [{ action: 'read_file' }, { tool: 'read_file' }, { tool: 'fs', action: 'read_file' }])
    assert.equal(decided(set, named).verdict, 'allow')
  assert.equal(decided(set, { action: 'Read_file' }).verdict, 'deny')
})

test('a forbid that lets some names through lets them through as they are written', () => {
  for (const clause of [
    'unless { context.action == "read_file" }',
    'when { !["list", "read_file"].contains(context.action) }',
    'when { context.tool == "fs" && context.action != "read_file" }',
    'when { if context.action == "read_file" then false else true }',
  ]) {
    const set = setOf(`${OPEN} @id("no") forbid (principal, action, resource) ${clause};`)
    assert.equal(decided(set, { tool: 'fs', action: 'read_file' }).verdict, 'allow', clause)
    for (const action of ['READ_FILE', 'wipe'])
      assert.equal(decided(set, { tool: 'fs', action }).verdict, 'deny', clause)
  }
})

test('a permit that another name of the call excludes says so', () => {
  const set = setOf('@id("p") permit (principal, action, resource) unless { context.action == "Wipe" };')
  const [own] = decided(set, { action: 'wipe' }).explanation
  assert.match(own?.text ?? '', /excludes another name of the call/)
  assert.deepEqual([own?.applies, own?.failed], [false, undefined])
})

test('choices that are nested in each other are read in time linear in their length', () => {
  const choices = Array.from({ length: 60 }, (_, at) => `if context.action != "Wipe${at}" then false else `)
  const set = setOf(
    `${OPEN} @id("no") forbid (principal, action, resource) when { ${choices.join('')}true };`,
  )
  assert.equal(decided(set, { action: 'read' }).verdict, 'allow')
})

test('choices in the conditions of choices are refused where a name could hide in them', () => {
  function nested(times: number, test: string): string {
    return times === 0 ? test : `if (${nested(times - 1, test)}) then true else false`
  }
  function textOf(times: number, test: string): string {
    return `${OPEN} @id("no") forbid (principal, action, resource) when { ${nested(times, test)} };`
  }
  assert.equal(decided(setOf(textOf(4, 'context.action == "Wipe"')), { action: 'wipe' }).verdict, 'deny')
  assert.throws(() => setOf(textOf(6, 'context.action == "Wipe"')), PolicyTextError)
  assert.equal(decided(setOf(textOf(30, 'principal.hasTag("x")')), { action: 'wipe' }).verdict, 'allow')
})

const NAMES = ['wipe', 'Wipe', 'deleteUser', 'DELETE_x', 'delete_x', 'disk', 'ops', 'read:File'] as const
const PATTERNS = ['Delete*', '*USER', 'w*', '*:f*', 'D*x', '*'] as const
const name = fc.constantFrom(...NAMES)
const field = fc.constantFrom('context.tool', 'context.action')
const texts = fc.array(name, { minLength: 1, maxLength: 3 })
function literal(names: readonly string[]): string {
  return `[${names.map((one) => JSON.stringify(one)).join(', ')}]`
}
const comparison = fc.oneof(
  fc.tuple(field, name).map(([a, b]) => `${a} == "${b}"`),
  fc.tuple(field, name).map(([a, b]) => `!("${b}" != ${a})`),
  fc.tuple(field, fc.constantFrom(...PATTERNS)).map(([a, b]) => `${a} like "${b}"`),
  fc.tuple(field, texts).map(([a, b]) => `${literal(b)}.contains(${a})`),
  fc.tuple(field, texts).map(([a, b]) => `${literal(b)}.containsAny([${a}])`),
  texts.map((b) => `${literal(b)}.containsAll([context.tool, context.action])`),
  texts.map((b) => `[context.tool, context.action].containsAny(${literal(b)})`),
  name.map((a) => `resource == Tool::"${a}"`),
  name.map((a) => `resource in [Tool::"${a}", Tool::"other"]`),
  name.map((a) => `[Tool::"${a}"].contains(resource)`),
  field.map((a) => `principal.roles.contains(${a})`),
  field.map((a) => `(principal.hasTag("never") && principal.getTag("never") == ${a})`),
  fc.constantFrom('context.environment == "production"', 'principal.hasTag("x")'),
)
type Kinds = { holds: string }
const { holds } = fc.letrec<Kinds>((tie) => ({
  holds: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    comparison,
    fc
      .tuple(tie('holds'), fc.constantFrom('&&', '||'), tie('holds'))
      .map(([a, by, b]) => `(${a} ${by} ${b})`),
    tie('holds').map((a) => `!(!(${a}))`),
    fc
      .tuple(tie('holds'), tie('holds'), fc.constantFrom('false', 'context.approved'))
      .map(([a, b, c]) => `(if ${a} then ${b} else ${c})`),
  ),
}))
const forbids = fc
  .array(
    fc.oneof(
      holds.map((a) => `(principal, action, resource) when { ${a} }`),
      holds.map((a) => `(principal, action, resource) unless { !(${a}) }`),
      name.map((a) => `(principal, action in Action::"call", resource == Tool::"${a}")`),
      fc.tuple(name, holds).map(([a, b]) => `(principal, action, resource in Tool::"${a}") when { ${b} }`),
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((all) => [OPEN, ...all.map((one, at) => `@id("f${at}") forbid ${one};`)].join('\n'))
const cased = fc
  .tuple(fc.constantFrom(...NAMES, 'read_note'), fc.bigInt({ min: 0n, max: 1023n }))
  .map(([one, bits]) =>
    [...one].map((c, at) => ((bits >> BigInt(at)) & 1n ? c.toUpperCase() : c.toLowerCase())).join(''),
  )
const calls: fc.Arbitrary<Named> = fc.oneof(
  cased.map((tool) => ({ tool })),
  cased.map((action) => ({ action })),
  fc.record({ tool: cased, action: cased }),
)

function spellings(one: string): readonly string[] {
  const known = [...NAMES, ...AGENT.roles].filter((other) => foldedName(other) === foldedName(one))
  return [one, foldedName(one), one.toUpperCase(), ...known]
}

/** The call under every label that it can be given, in many capitals. */
function labels(named: Named): readonly Named[] {
  const { tool, action } = calleeOf(named)
  const all = [...new Set([...spellings(tool), ...spellings(action)])]
  return all.flatMap((one) => all.map((other) => ({ tool: one, action: other })))
}

test('a forbid that matches a call under any label, in any capitals, holds for it', () => {
  let shed = 0
  fc.assert(
    fc.property(forbids, calls, (text, named) => {
      const set = setOf(text)
      const isForbidden = labels(named).some((label) => plain(set, label).forbids.length > 0)
      if (!isForbidden) return
      if (plain(set, named).forbids.length === 0) shed += 1
      assert.notEqual(decided(set, named).verdict, 'allow')
    }),
    runs(1500),
  )
  assert.ok(shed > 50, `${shed} calls would have shed a forbid`)
})

test('a permit that excludes a call under any label, in any capitals, does not permit it', () => {
  let shed = 0
  fc.assert(
    fc.property(holds, calls, (excluded, named) => {
      const set = setOf(`@id("open") permit (principal, action, resource) unless { ${excluded} };`)
      const isExcluded = labels(named).some((label) => plain(set, label).permits.length === 0)
      if (!isExcluded) return
      if (plain(set, named).permits.length > 0) shed += 1
      assert.notEqual(decided(set, named).verdict, 'allow')
    }),
    runs(1000),
  )
  assert.ok(shed > 30, `${shed} calls would have passed`)
})

/** Policies of any kind, negated comparisons and permits by name as well. */
function policiesOn(compared: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const { any } = fc.letrec<{ any: string }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      compared,
      fc.tuple(tie('any'), fc.constantFrom('&&', '||'), tie('any')).map(([a, by, b]) => `(${a} ${by} ${b})`),
      tie('any').map((a) => `!(${a})`),
      fc.tuple(compared, tie('any'), tie('any')).map(([a, b, c]) => `(if ${a} then ${b} else ${c})`),
    ),
  }))
  return fc
    .array(fc.tuple(fc.constantFrom('permit', 'permit', 'forbid'), fc.constantFrom('when', 'unless'), any), {
      minLength: 1,
      maxLength: 4,
    })
    .map((all) =>
      all
        .map(
          ([effect, kind, a], at) =>
            `@id("p${at}") ${effect} (principal, action, resource) ${kind} { ${a} };`,
        )
        .join('\n'),
    )
}

test('no verdict is laxer than the one Cedar gives for the call as it is spelled', () => {
  const unequal = fc.tuple(field, name).map(([a, b]) => `${a} != "${b}"`)
  fc.assert(
    fc.property(policiesOn(fc.oneof(comparison, unequal)), calls, (text, named) => {
      const set = setOf(text)
      if (plain(set, named).decision === 'deny') assert.notEqual(decided(set, named).verdict, 'allow')
    }),
    runs(600),
  )
})

test('a call with one name, spelled as all policies spell it, is judged as Cedar says', () => {
  const lower = fc.constantFrom('wipe', 'delete_x', 'disk')
  const compared = fc.oneof(
    fc.tuple(field, fc.constantFrom('==', '!=', 'like'), lower).map(([a, by, b]) => `${a} ${by} "${b}"`),
    fc.tuple(field, fc.constantFrom('d*', '*e')).map(([a, b]) => `${a} like "${b}"`),
    fc.tuple(field, lower, lower).map(([a, b, c]) => `["${b}", "${c}"].contains(${a})`),
    lower.map((a) => `resource == Tool::"${a}"`),
    fc.constant('principal.roles.contains(context.tool)'),
  )
  const seen = { allow: 0, deny: 0 }
  fc.assert(
    fc.property(policiesOn(compared), lower, fc.boolean(), (text, one, asTool) => {
      const set = setOf(text)
      const named = asTool ? { tool: one } : { action: one }
      const facts = { ...factsOf(named), agent: { ...AGENT, roles: ['disk'] } }
      const { verdict } = decide(set, facts)
      const { decision } = set.evaluate(toRequest(facts, { approved: false, declared: false }, set))
      assert.equal(verdict, decision)
      seen[decision] += 1
    }),
    runs(800),
  )
  assert.ok(seen.allow > 50 && seen.deny > 50, JSON.stringify(seen))
})
