// Tests what lint finds in policies, and where it points.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import * as wasm from '@cedar-policy/cedar-wasm/nodejs'
import type { Settings } from '../../model/document.ts'
import type { ToolDefinition } from '../../model/tool.ts'
import type { CedarWasm } from '../../model/wasm.ts'
import { checkDocument } from '../check.ts'

const baseSchema = readFileSync(new URL('../../../packs/base.cedarschema', import.meta.url), 'utf8')
const settings: Settings = { zones: { code: { include: ['/src/**'] } }, hosts: { ours: ['*.example.com'] } }
const USED =
  '@id("used") forbid (principal, action, resource) when { context.paths.zones_any.contains("code") && context.hosts.groups_any.contains("ours") };\n@id("base") permit (principal, action, resource) when { context.effect == "read" };\n'

function find(text: string, tools: ToolDefinition[] = []) {
  return checkDocument(
    { wasm: wasm as unknown as CedarWasm, baseSchema, tools },
    { text: USED + text, settings },
  ).problems.map(({ code, severity, line, column }) => ({ code, severity, line, column }))
}

function codesOf(text: string, tools?: ToolDefinition[]) {
  return find(text, tools).map(({ code }) => code)
}

function permit(condition: string, unless = 'context.taints.contains("x")') {
  return `@id("a")\npermit (principal, action in Action::"call", resource)\nwhen { ${condition} }\nunless { ${unless} };`
}

function forbid(condition: string) {
  return permit(condition).replace('permit', 'forbid')
}

const CASES: [string, string, string[]][] = [
  ['nothing', permit('context.effect == "change"'), []],
  [
    'a permit on what is declared',
    permit('context has declared && context.declared has goal && context.declared.goal == "x"'),
    ['lint.permit_on_declared'],
  ],
  [
    'a forbid on what is declared',
    forbid('context has declared && context.declared has goal && context.declared.goal == "x"'),
    [],
  ],
  ['an effect that is none', permit('context.effect == "delete"'), ['lint.unknown_word']],
  [
    'an effect that is none, in a set',
    permit('["read", "write"].contains(context.effect)'),
    ['lint.unknown_word'],
  ],
  ['a day that is none', forbid('context.time.weekday == "Sunday"'), ['lint.unknown_word']],
  ['a host in capitals', forbid('context.hosts.names.contains("API.example.com")'), ['lint.unknown_word']],
  [
    'a method in small letters',
    forbid('context has target && context.target has method && context.target.method == "delete"'),
    ['lint.unknown_word'],
  ],
  ['a state no agent is asked in', forbid('principal.status == "suspended"'), ['lint.unknown_word']],
  ['an hour that is none', forbid('context.time.hour >= 24'), ['lint.out_of_range']],
  ['a count below nothing', forbid('context.calls.minute < -1'), ['lint.out_of_range']],
  [
    'hours around midnight',
    forbid('context.time.hour >= 18 && context.time.hour < 6'),
    ['lint.contradiction'],
  ],
  ['hours of a day', forbid('context.time.hour >= 6 && context.time.hour < 18'), []],
  [
    'two values of one member',
    permit('context.environment == "a" && context.environment == "b"'),
    ['lint.contradiction'],
  ],
  ['asked for and excluded', permit('context.approved', 'context.approved'), ['lint.contradiction']],
  ['a zone that is none', forbid('context.paths.zones_any.contains("cod")'), ['policy.unknown_zone']],
  [
    'a zone that is none, in a set',
    forbid('context.paths.zones_all.containsAny(["code", "docs"])'),
    ['policy.unknown_zone'],
  ],
  ['a group that is none', forbid('context.hosts.groups_any.contains("theirs")'), ['policy.unknown_group']],
  [
    'a sentence as a pattern',
    forbid('context.action like "*never delete customer data*"'),
    ['lint.sentence'],
  ],
  ['a sentence as a name', forbid('context.action == "send money to strangers"'), ['lint.sentence']],
  ['a pattern without a star', forbid('context.action like "deploy"'), ['lint.no_wildcard']],
  ['a permit by part of a name', permit('context.action like "read*"'), ['lint.part_of_name']],
  ['a forbid by part of a name', forbid('context.action like "del*"'), []],
  ['a permit by whole words', permit('context.action like "read:*"'), []],
  [
    'an unknown annotation',
    `@owner("me")\n${permit('context.effect == "change"')}`,
    ['lint.annotation_unread'],
  ],
  [
    'approvers where nothing waits',
    `@approvers("2")\n${permit('context.effect == "change"')}`,
    ['lint.approvers_unused'],
  ],
  [
    'a grant where nothing waits',
    `@grant("20 in 60m")\n${permit('context.effect == "change"')}`,
    ['lint.approvers_unused'],
  ],
  ['approvers where something waits', `@approvers("2")\n${permit('context.approved')}`, []],
  [
    'the same twice',
    permit('context.effect == "read" && context.approved') +
      permit('context.effect == "read" && context.approved').replace('"a"', '"b"'),
    ['lint.duplicate'],
  ],
  [
    'everything to everybody',
    '@id("all") permit (principal, action, resource);',
    ['lint.permits_everything'],
  ],
  ['everything of one tool', '@id("all") permit (principal, action, resource == Tool::"x");', []],
  [
    '== of every call',
    '@id("eq") forbid (principal, action == Action::"call", resource) when { context.effect == "outward" };',
    ['lint.action_scope'],
  ],
  ['a condition that is false', permit('context.approved && false'), ['lint.never_matches']],
  ['letters of two scripts', forbid('context.environment == "prоd"'), ['lint.characters']],
]
for (const [name, text, codes] of CASES)
  test(`lint finds ${codes.join() || 'nothing'} in: ${name}`, () => {
    assert.deepEqual(codesOf(text), codes)
  })

test('a finding points to the word it is about', () => {
  assert.deepEqual(find(permit('context.effect == "delete"')), [
    { code: 'lint.unknown_word', severity: 'warning', line: 5, column: 26 },
  ])
})

test('annotations that have no effect where they stand are errors', () => {
  assert.deepEqual(codesOf(`@taint("pii")\n${forbid('context.effect == "outward"')}`), ['policy.annotation'])
  assert.deepEqual(codesOf(`@sanitize("pii")\n${forbid('context.effect == "outward"')}`), [
    'policy.annotation',
  ])
  assert.deepEqual(codesOf(`@defer("why?")\n${permit('context.effect == "outward"')}`), ['policy.annotation'])
})

test('a tool that is not registered is told when others are', () => {
  const tools: ToolDefinition[] = [
    { name: 'known', risk: 'low', require_approval: false, blocked: false, hidden: false },
  ]
  function of(name: string) {
    return `@id("t") forbid (principal, action, resource == Tool::"${name}");`
  }
  assert.deepEqual(codesOf(of('known'), tools), [])
  assert.deepEqual(codesOf(of('unknown'), tools), ['lint.unknown_tool'])
  assert.deepEqual(codesOf(of('unknown')), [])
})

test('areas that nobody speaks of, and a set that permits nothing, are told', () => {
  const { problems, ok } = checkDocument(
    { wasm: wasm as unknown as CedarWasm, baseSchema, tools: [] },
    { text: '@id("f") forbid (principal, action, resource);', settings },
  )
  assert.equal(ok, true)
  assert.deepEqual(problems.map(({ code, pointer }) => [code, pointer]).toSorted(), [
    ['lint.nothing_permitted', undefined],
    ['lint.unused_area', '/settings/hosts/ours'],
    ['lint.unused_area', '/settings/zones/code'],
  ])
})
