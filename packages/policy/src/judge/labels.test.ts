// Tests that calling a tool by another label never makes the decision laxer.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as wasm from '@cedar-policy/cedar-wasm/nodejs'
import { strictness } from '@countersign/terms'
import fc from 'fast-check'
import { decide } from '../decide.ts'
import type { Facts } from '../model/facts.ts'
import type { ToolDefinition } from '../model/tool.ts'
import { compiledPolicySet } from '../sets/compiled.ts'
import type { PolicySet } from '../sets/policy-set.ts'
import { calleeOf, foldedName, type Named } from '../tools/names.ts'
import { toolPolicies } from '../tools/policies.ts'
import type { Decision } from './decision.ts'

const HEAD = 'permit (principal, action in Action::"call", resource)'
const OPEN = `@id("open") ${HEAD};`

function toolOf(name: string, settings: Partial<ToolDefinition> = {}): ToolDefinition {
  return {
    name,
    risk: 'low',
    require_approval: false,
    blocked: false,
    hidden: false,
    ...settings,
  }
}

function setOf(text: string, tools: readonly ToolDefinition[] = []): PolicySet {
  return compiledPolicySet({ wasm, text, version: 1, digest: 'sha256:00', tools })
}

function factsOf(named: Named, more: Partial<Facts> = {}): Facts {
  return {
    agent: { id: 'agt_1', status: 'active', roles: [], labels: {} },
    ...calleeOf(named),
    environment: 'production',
    ...more,
  }
}

function decided(set: PolicySet, named: Named, more: Partial<Facts> = {}): Decision {
  return decide(set, factsOf(named, more), { explain: true })
}

const LABELS: [string, Named][] = [
  ['as the tool', { tool: 'read_file' }],
  ['as the action', { action: 'read_file' }],
  ['as both', { tool: 'read_file', action: 'read_file' }],
  ['as the tool of another action', { tool: 'read_file', action: 'have_a_look' }],
  ['as the action of another tool', { tool: 'read_note', action: 'read_file' }],
  ['as the tool in other capitals', { tool: 'Read_File' }],
  ['as the action in other capitals', { action: 'READ_FILE' }],
  ['as the action of another tool in other capitals', { tool: 'read_note', action: 'ReAd_FiLe' }],
]
const calls = { minute: 3, agent_minute: 3, repeated: 0 }
const SCHEMA = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] }
const SETTINGS: [string, Partial<ToolDefinition>, Decision['verdict'], string][] = [
  ['blocked', { blocked: true }, 'deny', 'tool.blocked'],
  ['hidden', { hidden: true }, 'deny', 'policy.no_match'],
  ['limited', { calls_per_minute: 3 }, 'deny', 'tool.rate_limited'],
  ['in need of approval', { require_approval: true }, 'require_approval', 'policy.approval_required'],
  ['with a schema', { input_schema: SCHEMA }, 'deny', 'tool.arguments_invalid'],
]
for (const [label, named] of LABELS)
  for (const [state, settings, verdict, code] of SETTINGS)
    test(`a tool that is ${state} is so when it is named ${label}`, () => {
      const set = setOf(OPEN, [toolOf('read_file', settings), toolOf('read_note')])
      const decision = decided(set, named, { calls })
      assert.equal(decision.verdict, verdict)
      assert.equal(decision.reasons[0]?.code, code)
      assert.equal(decided(setOf(OPEN, [toolOf('read_note')]), named, { calls }).verdict, 'allow')
    })

for (const [label, named] of LABELS)
  test(`the risk of a registered tool counts when it is named ${label}`, () => {
    const [lax, strict] = (['low', 'critical'] as const).map((risk) =>
      decided(setOf(OPEN, [toolOf('read_file', { risk })]), named),
    )
    assert.ok((strict?.risk.score ?? 0) > (lax?.risk.score ?? 100))
    const forbid = `${OPEN} @id("no") forbid (principal, action, resource) when { resource.risk == "critical" };`
    assert.equal(decided(setOf(forbid, [toolOf('read_file', { risk: 'critical' })]), named).verdict, 'deny')
    const byEffect = `@id("read") ${HEAD} when { context.effect == "read" };`
    const bold = toolOf('get_payment', { risk: 'critical' })
    const renamed = {
      ...(named.tool !== undefined && { tool: named.tool.replace(/read_file/i, 'Get_Payment') }),
      ...(named.action !== undefined && { action: named.action.replace(/read_file/i, 'GET_payment') }),
    }
    assert.equal(decided(setOf(byEffect, [bold]), renamed).verdict, 'deny')
  })

const FORBIDS = [
  'forbid (principal, action, resource == Tool::"drop_table");',
  'forbid (principal, action, resource) when { resource == Tool::"drop_table" };',
  'forbid (principal, action, resource in Tool::"drop_table");',
  'forbid (principal, action, resource) when { context.tool == "drop_table" };',
  'forbid (principal, action, resource) when { ["drop_table", "x"].contains(context.tool) };',
  'forbid (principal, action, resource) when { context.tool like "drop_*" };',
]
for (const forbid of FORBIDS)
  test(`a forbid on a tool that nobody registered holds in other capitals: ${forbid}`, () => {
    const set = setOf(`${OPEN} @id("no") ${forbid}`)
    for (const named of [
      { tool: 'drop_table' },
      { action: 'drop_table' },
      { tool: 'DROP_Table', action: 'x' },
    ])
      assert.deepEqual([decided(set, named).verdict, decided(set, named).determining], ['deny', ['no']])
    assert.equal(
      decided(set, { tool: 'drop_tables', action: 'drop_tables' }).verdict,
      forbid.includes('like') ? 'deny' : 'allow',
    )
    if (!forbid.includes('like'))
      assert.equal(decided(set, { tool: 'other', action: 'Drop_table' }).verdict, 'deny', 'as an action')
  })

test('a forbid on an action holds in other capitals, also beside a tool', () => {
  const set = setOf(`${OPEN} @id("no") forbid (principal, action, resource)
    when { context.action == "Wipe" && context.tool == "disk" };`)
  for (const tool of ['disk', 'DISK'])
    for (const action of ['Wipe', 'wipe', 'WIPE'])
      assert.equal(decided(set, { tool, action }).verdict, 'deny')
  assert.equal(decided(set, { tool: 'disk', action: 'wiped' }).verdict, 'allow')
})

test('a permit does not hold for a name in other capitals', () => {
  const set = setOf('@id("p") permit (principal, action, resource == Tool::"readFile");', [
    toolOf('readFile'),
  ])
  assert.equal(decided(set, { tool: 'readFile' }).verdict, 'allow')
  const other = decided(set, { tool: 'readfile' })
  assert.deepEqual(
    [other.verdict, other.reasons.map(({ code }) => code)],
    ['deny', ['policy.no_match', 'tool.other_case']],
  )
})

test('a policy in shadow permits nothing under any label', () => {
  const text = `@id("a") permit (principal, action, resource == Tool::"foo");
    @id("b") permit (principal, action, resource == Tool::"bar");`
  const tools = [toolOf('foo'), toolOf('bar')]
  const options = { wasm, text, version: 1, digest: 'sha256:00', tools }
  const both = { tool: 'foo', action: 'bar' }
  assert.equal(decided(compiledPolicySet(options), both).verdict, 'allow')
  const shadowed = compiledPolicySet({ ...options, settings: { modes: { b: 'shadow' } } })
  const decision = decided(shadowed, both)
  assert.deepEqual([decision.verdict, decision.shadow?.verdict], ['deny', 'allow'])
})

test('other capitals are told only of a tool that is registered and not hidden', () => {
  function codes(settings: Partial<ToolDefinition>, named: Named) {
    return decided(setOf(OPEN, [toolOf('read_file', settings)]), named).reasons.map(({ code }) => code)
  }
  assert.deepEqual(codes({}, { tool: 'Read_File' }), ['policy.permitted', 'tool.other_case'])
  assert.deepEqual(codes({}, { tool: 'x', action: 'Read_File' }), ['policy.permitted', 'tool.other_case'])
  assert.deepEqual(codes({}, { tool: 'read_file' }), ['policy.permitted'])
  assert.deepEqual(codes({ hidden: true }, { tool: 'Read_File' }), ['policy.no_match'])
})

// Names that contain each other, hold colons, or look like the policies that settings compile to.
const NAMES = [
  'crm',
  'crm:read',
  'crm:read:hidden',
  'x',
  'x:hidden',
  'x:blocked',
  'tool:x',
  'tool:x:hidden',
  'CRM',
  'read',
  'delete',
  'Read',
] as const
const TEXTS = [
  OPEN,
  `@id("read") ${HEAD} when { context.effect == "read" };`,
  `@id("r") ${HEAD} when { resource.registered };`,
  `@id("step") ${HEAD} when { context.approved };`,
  `@id("ask") @defer("why?") forbid (principal, action, resource) when { !(context has declared) };`,
  `@id("no") forbid (principal, action, resource == Tool::"crm");`,
  `@id("act") forbid (principal, action, resource) when { context.action == "delete" };`,
  `@id("like") forbid (principal, action, resource) when { context.tool like "*:hidden" };`,
  `@id("risk") forbid (principal, action, resource) when { resource.risk == "high" };`,
  `@id("calls") forbid (principal, action, resource) when { context.calls.minute > 2 };`,
] as const
const MODES = ['enforce', 'shadow', 'off'] as const

const tools = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom(...NAMES),
    risk: fc.constantFrom('low', 'high', 'critical'),
    require_approval: fc.boolean(),
    blocked: fc.boolean(),
    hidden: fc.boolean(),
  }) as fc.Arbitrary<ToolDefinition>,
  { maxLength: 4, selector: ({ name }) => foldedName(name) },
)
const sets = fc.record({
  texts: fc.uniqueArray(fc.constantFrom(...TEXTS), { minLength: 1, maxLength: 5 }),
  modes: fc.array(fc.constantFrom(...MODES), { minLength: 10, maxLength: 10 }),
  tools,
})
const cased = fc
  .tuple(fc.constantFrom(...NAMES), fc.nat(2))
  .map(([name, how]) => (how === 0 ? name : how === 1 ? name.toUpperCase() : name.toLowerCase()))
const named: fc.Arbitrary<Named> = fc.oneof(
  cased.map((tool) => ({ tool })),
  cased.map((action) => ({ action })),
  fc.record({ tool: cased, action: cased }),
)
const extras = fc.record(
  { calls: fc.constant(calls), declared: fc.constant({ goal: 'to see' }) },
  { requiredKeys: [] },
)

function built(
  { texts, modes }: { texts: readonly string[]; modes: readonly (typeof MODES)[number][] },
  registered: readonly ToolDefinition[],
) {
  return compiledPolicySet({
    wasm,
    text: texts.join('\n'),
    version: 1,
    digest: 'sha256:00',
    settings: {
      modes: Object.fromEntries(texts.map((text, at) => [idOf(text), modes[at] ?? 'enforce'])),
    },
    tools: registered,
  })
}

function names({ tool, action }: Named, { name }: ToolDefinition): boolean {
  return [tool, action].some((one) => one !== undefined && foldedName(one) === foldedName(name))
}

test('a hidden tool is answered as a name that nobody registered, but is never permitted', () => {
  fc.assert(
    fc.property(sets, named, extras, (parts, asked, more) => {
      const visible = parts.tools.filter(({ hidden }) => !hidden)
      const answer = decided(built(parts, parts.tools), asked, more)
      const unregistered = decided(built(parts, visible), asked, more)
      const isHidden = parts.tools.some((tool) => tool.hidden && names(asked, tool))
      if (isHidden) {
        const used = decide(built(parts, parts.tools), factsOf(asked, more), { approved: true })
        assert.ok(!['allow', 'sanitize'].includes(used.verdict), used.verdict)
      }
      if (!isHidden || !['allow', 'sanitize'].includes(unregistered.verdict)) {
        assert.deepEqual(answer, unregistered)
        return
      }
      const { verdict, reasons, risk, shadow, determining, explanation, ...rest } = answer
      assert.deepEqual([verdict, determining, rest], ['deny', [], {}])
      assert.equal(reasons[0]?.code, 'policy.no_match')
      assert.deepEqual([risk, shadow], [unregistered.risk, unregistered.shadow])
      assert.deepEqual(
        explanation.map(({ policy_id }) => policy_id),
        unregistered.explanation.map(({ policy_id }) => policy_id),
      )
    }),
    { numRuns: 400 },
  )
})

function idOf(text: string): string {
  return /@id\("(.*?)"\)/.exec(text)?.[1] ?? ''
}

function expectedPolicies(
  texts: readonly string[],
  registered: readonly ToolDefinition[],
): Decision['explanation'] {
  return [
    ...texts.map((text) => ({ policy_id: idOf(text) })),
    ...registered
      .filter(({ hidden }) => !hidden)
      .flatMap(toolPolicies)
      .map(({ id }) => ({ policy_id: id })),
  ] as Decision['explanation']
}

test('the settings of one tool change nothing for a call that does not name it', () => {
  fc.assert(
    fc.property(sets, named, extras, (parts, asked, more) => {
      const own = parts.tools.filter((tool) => names(asked, tool))
      const { explanation, ...answer } = decided(built(parts, parts.tools), asked, more)
      const { explanation: alone, ...expected } = decided(built(parts, own), asked, more)
      assert.deepEqual(answer, expected)
      // Every policy is explained, whoever's name its tool's name begins with.
      function told(list: Decision['explanation']) {
        return list.map(({ policy_id }) => policy_id)
      }
      assert.deepEqual(told(alone), told(expectedPolicies(parts.texts, own)))
      assert.deepEqual(told(explanation), told(expectedPolicies(parts.texts, parts.tools)))
    }),
    { numRuns: 400 },
  )
})

test('another label of a registered tool never makes a verdict laxer than its own name', () => {
  fc.assert(
    fc.property(sets, named, extras, (parts, asked, more) => {
      const set = built(parts, parts.tools)
      const laxer = parts.tools
        .filter((tool) => names(asked, tool))
        .filter(({ name }) => {
          const { action } = calleeOf(asked)
          const asIs = foldedName(action) === foldedName(name) ? name : action
          const own = decided(set, { tool: name, action: asIs }, more).verdict
          return strictness(decided(set, asked, more).verdict) < strictness(own)
        })
        // One that is hidden may wait under another label: it is denied when the approval is used.
        .filter(({ hidden }) => !hidden || ['allow', 'sanitize'].includes(decided(set, asked, more).verdict))
      assert.deepEqual(laxer, [])
    }),
    { numRuns: 400 },
  )
})
