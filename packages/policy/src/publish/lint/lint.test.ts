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

const URL_GIVEN = 'context has target && context.target has url'
const PATH_GIVEN = 'context has target && context.target has path'

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
  ['a permit by part of a name', permit('context.tool like "read*"'), ['lint.part_of_name']],
  ['a forbid by part of a name', forbid('context.action like "del*"'), []],
  ['a permit by whole words', permit('context.tool like "read:*"'), []],
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
  [
    'what every name matches',
    '@id("all") permit (principal, action, resource) when { context.tool like "*" };',
    ['lint.permits_everything'],
  ],
  [
    'a choice with one side that is true',
    '@id("all") permit (principal, action, resource) when { context.approved || !false };',
    ['lint.permits_everything'],
  ],
  [
    'one side that is true, and one that is not',
    '@id("some") permit (principal, action, resource) when { context.effect == "read" && true };',
    [],
  ],
  ['everything of one tool', '@id("all") permit (principal, action, resource == Tool::"x");', []],
  [
    '== of every call',
    '@id("eq") forbid (principal, action == Action::"call", resource) when { context.effect == "outward" };',
    ['lint.action_scope'],
  ],
  ['a condition that is false', permit('context.approved && false'), ['lint.never_matches']],
  ['a permit by the name of the action', permit('context.action == "read"'), ['lint.rests_on_action']],
  [
    'a permit by some names of actions',
    permit('["read", "list"].contains(context.action) || context.effect == "read"'),
    ['lint.rests_on_action'],
  ],
  [
    'a forbid that lets an action through',
    forbid('context.effect == "change"').replace('context.taints.contains("x")', 'context.action == "sync"'),
    ['lint.rests_on_action'],
  ],
  ['a forbid by the name of the action', forbid('context.action == "wipe"'), []],
  ['a permit without an action', permit('context.effect == "change" && context.action != "wipe"'), []],
  ['a permit but for an action', permit('context.effect == "change"', 'context.action == "wipe"'), []],
  [
    'a permit by the beginning of a URL',
    permit(`${URL_GIVEN} && context.target.url like "https://api.example.com*"`),
    ['lint.rests_on_text'],
  ],
  [
    'a permit by the beginning of a path',
    permit(`${PATH_GIVEN} && context.target.path like "/data/*"`),
    ['lint.rests_on_text'],
  ],
  [
    'a permit without a path',
    permit(`${PATH_GIVEN} && context.effect == "read" && !(context.target.path like "/data/*")`),
    [],
  ],
  ['a forbid by a part of a URL', forbid(`${URL_GIVEN} && context.target.url like "*internal*"`), []],
  [
    'a forbid but for a part of a URL',
    forbid('context.hosts.literal').replace(
      'context.taints.contains("x")',
      `${URL_GIVEN} && context.target.url like "https://ours.example/*"`,
    ),
    ['lint.rests_on_text'],
  ],
  [
    'a host that is a URL',
    forbid('context.hosts.names.contains("https://api.example.com")'),
    ['lint.unknown_word'],
  ],
  [
    'a host with a port',
    forbid('context.hosts.names.contains("api.example.com:443")'),
    ['lint.unknown_word'],
  ],
  ['a host with a path', forbid('context.hosts.names.contains("api.example.com/v1")'), ['lint.unknown_word']],
  [
    'hosts with a star, in a set',
    forbid('context.hosts.names.containsAny(["a.example.com", "*.example.com"])'),
    ['lint.unknown_word'],
  ],
  ['an address with a port', forbid('context.hosts.names.contains("10.0.0.1:80")'), ['lint.unknown_word']],
  ['an address in short', forbid('context.hosts.names.contains("10.1")'), ['lint.unknown_word']],
  ['addresses', forbid('context.hosts.names.containsAny(["10.0.0.1", "2001:db8::1"])'), []],
  ['a scheme with its colon', forbid('context.hosts.schemes.contains("http:")'), ['lint.unknown_word']],
  ['a port that is none', forbid('context.hosts.ports.contains(80800)'), ['lint.out_of_range']],
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

function toolNamed(name: string): ToolDefinition {
  return { name, risk: 'low', require_approval: false, blocked: false, hidden: false }
}

test('a tool that is not registered is told when others are', () => {
  function of(name: string) {
    return `@id("t") forbid (principal, action, resource == Tool::"${name}");`
  }
  assert.deepEqual(codesOf(of('known'), [toolNamed('known')]), [])
  assert.deepEqual(codesOf(of('unknown'), [toolNamed('known')]), ['lint.unknown_tool'])
  assert.deepEqual(codesOf(of('unknown')), [])
})

test('a misspelt tool is told wherever it stands, and a list of tools that may pass holds what it likes', () => {
  const tools = [toolNamed('payments:create'), toolNamed('payments:refund'), toolNamed('sql:execute')]
  for (const text of [
    forbid('[Tool::"payments:craete", Tool::"payments:refund"].contains(resource)'),
    forbid('["payments:create", "sqlexecute"].contains(context.tool)'),
    forbid('context.tool == "paymentscreate"'),
    forbid('context.tool == "mail:send"'),
    forbid('resource == Tool::"mail:send"'),
    forbid('resource in [Tool::"payments:creat"]'),
    forbid('context.action == "sql_execute"'),
    forbid('context.tool like "paymnets:*"'),
    permit('[Tool::"payments:refnd"].contains(resource)'),
    permit('resource == Tool::"mail:send"'),
  ])
    assert.deepEqual(codesOf(text, tools), ['lint.unknown_tool'], text)
  for (const text of [
    forbid('[Tool::"payments:create", Tool::"payments:refund"].contains(resource)'),
    forbid('context.tool like "payments:*" || context.tool like "*delete*"'),
    forbid('context.action == "archive"'),
    permit('[Tool::"read_file", Tool::"grep", Tool::"sql:execute"].contains(resource)'),
    permit('context.effect == "read" && context.tool != "sql:execute"'),
  ])
    assert.deepEqual(codesOf(text, tools), [], text)
})

test('a zone of everything is told where something is let through by it, and a bare slash always is', () => {
  function of(include: string[], condition: string, exclude: string[] = []) {
    const zone = { include, ...(exclude.length > 0 && { exclude }) }
    return checkDocument(
      { wasm: wasm as unknown as CedarWasm, baseSchema, tools: [] },
      {
        text: `@id("p") permit (principal, action, resource) when { ${condition} };`,
        settings: { zones: { home: zone } },
      },
    ).problems.map(({ code, pointer }) => [code, pointer])
  }
  const isIn = 'context.paths.zones_all.contains("home")'
  const told = [['lint.whole_zone', '/settings/zones/home/include/0']]
  for (const glob of ['/', '//', 'C:/', '/**', '**', '/**/*', 'c:/**'])
    assert.deepEqual(of([glob], isIn), told, glob)
  assert.deepEqual(of(['/'], `!${isIn}`), told)
  assert.deepEqual(of(['/**'], `!${isIn}`), [])
  assert.deepEqual(of(['**'], isIn, ['secrets/**']), [])
  assert.deepEqual(of(['/process', '/srv/**', '**/*.md', 'C:/data/**'], isIn), [])
  assert.deepEqual(of(['https://example.com/**'], isIn), [
    ['lint.unknown_word', '/settings/zones/home/include/0'],
  ])
})

test('a group of hosts holds names and addresses, and neither URLs nor ports', () => {
  function of(host: string) {
    return checkDocument(
      { wasm: wasm as unknown as CedarWasm, baseSchema, tools: [] },
      { text: USED, settings: { ...settings, hosts: { ours: [host] } } },
    ).ok
  }
  for (const host of ['example.com', '*.example.com', '10.0.0.1', '::1', '[2001:db8::1]'])
    assert.ok(of(host), host)
  for (const host of [
    'https://a.example',
    'a.example/v1',
    'a.example:443',
    '10.0.0.1:80',
    'abc.de:443',
    '*',
    'a.*.b',
  ])
    assert.ok(!of(host), host)
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
