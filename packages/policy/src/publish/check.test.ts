// Tests which problems are found in a policy document, and where.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import * as wasm from '@cedar-policy/cedar-wasm/nodejs'
import type { ToolDefinition } from '../model/tool.ts'
import type { CedarWasm } from '../model/wasm.ts'
import { checkDocument } from './check.ts'

const baseSchema = readFileSync(new URL('../../packs/base.cedarschema', import.meta.url), 'utf8')
function check(document: unknown, tools: ToolDefinition[] = []) {
  return checkDocument({ wasm: wasm as unknown as CedarWasm, baseSchema, tools }, document)
}

function policy(condition: string, id = 'a', head = 'permit') {
  return `@id("${id}") ${head} (principal, action in Action::"call", resource) when { ${condition} };`
}

function places(document: unknown, tools: ToolDefinition[] = []) {
  return check(document, tools).problems.map(({ code, line, column }) => [code, line, column])
}

const READ = policy('context.effect == "read"')
function tool(name: string, input_schema?: ToolDefinition['input_schema']): ToolDefinition {
  return {
    name,
    risk: 'low',
    require_approval: false,
    blocked: false,
    hidden: false,
    ...(input_schema !== undefined && { input_schema }),
  }
}

test('a syntax error has its place in UTF-16 units, behind characters of any width', () => {
  const wrong = policy('"ü😀" == foo( ')
  assert.deepEqual(places({ text: `// ü😀\n${wrong}` }), [['policy.syntax', 2, wrong.indexOf('}') + 1]])
})

test('a type error has its place in the whole text, not in its policy', () => {
  const second = policy('"ü😀" == context.effect && context.nope', 'b')
  const [found] = check({ text: `${READ}\n\n// ü\n${second}` }).problems
  assert.deepEqual([found?.code, found?.policy_id, found?.line], ['policy.type', 'b', 4])
  assert.equal(second.slice((found?.column ?? 0) - 1).slice(0, 12), 'context.nope')
  assert.match(found?.message ?? '', /attribute `nope`.*did you mean/)
  assert.doesNotMatch(found?.message ?? '', /policy0|for policy/)
})

test('an unknown member is answered with the one that was probably meant', () => {
  const tests = [{ name: 'a', request: { acton: 'x' }, expect: { verdict: 'deny' } }]
  const { problems } = check({ text: READ, settings: { zone: {}, colour: 1 }, tests })
  assert.deepEqual(
    problems.map(({ message }) => message).filter((message) => message.includes('is not known')),
    [
      '/settings/zone is not known; did you mean `zones`?',
      '/settings/colour is not known; remove it, or use one of time_zone, zones, hosts, patterns, modes',
      '/tests/0/request/acton is not known; did you mean `action`?',
    ],
  )
})

test('policies after the tenth keep their own place and text', () => {
  const text = Array.from({ length: 13 }, (_, at) =>
    policy(
      `context.effect == "read" && context.calls.minute < ${at + 1}${at === 11 ? ' && context.oops' : ''}`,
      `p${at}`,
    ),
  ).join('\n')
  const { problems, policies } = check({ text })
  assert.deepEqual(
    problems.map(({ line, policy_id }) => [line, policy_id]),
    [[12, 'p11']],
  )
  assert.deepEqual(
    policies.map(({ id }) => id),
    Array.from({ length: 13 }, (_, at) => `p${at}`),
  )
})

test('ids are asked for, unique and never those of tools', () => {
  const text = `permit (principal, action, resource) when { context.effect == "read" };
${policy('context.effect == "read"', 'x')}
${policy('context.effect == "change"', 'x')}
${policy('context.effect == "execute"', 'tool:x:blocked')}
${policy('context.effect == "outward"', '__proto__')}`
  assert.deepEqual(
    check({ text }).problems.map(({ code, line }) => [code, line]),
    [1, 3, 4, 5].map((line) => ['policy.id', line]),
  )
})

test('an annotation that cannot be obeyed is an error at its place', () => {
  const [found] = check({ text: `@approvers("many people")\n${READ}` }).problems
  assert.deepEqual(
    [found?.severity, found?.code, found?.line, found?.column],
    ['error', 'policy.annotation', 1, 1],
  )
})

test('who must approve, how long it may take and what may be granted is written in one way', () => {
  function problem(annotation: string) {
    const text = `${annotation}\n@id("a") permit (principal, action, resource) when { context.approved };`
    return check({ text }).problems.find(({ severity }) => severity === 'error')?.code
  }
  for (const good of ['1 in 1m', '20 in 60m', '100 in 24h', '5 in 1d', '7 in 1440m'])
    assert.equal(problem(`@grant("${good}")`), undefined, good)
  for (const bad of [
    '',
    '20',
    '0 in 5m',
    '101 in 5m',
    '5 in 25h',
    '5 in 2d',
    '5 in 1441m',
    '5 in 30s',
    '5 in 5',
    '5  in 5m',
    ' 5 in 5m',
    '5 in 5m and more',
    '05 in 5m',
  ])
    assert.equal(problem(`@grant("${bad}")`), 'policy.annotation', bad)
})

test('an escalation names a time and a group, beside approvers and before the end', () => {
  function problem(annotations: string) {
    const text = `${annotations}\n@id("a") permit (principal, action, resource) when { context.approved };`
    return check({ text }).problems.find(({ severity }) => severity === 'error')?.code
  }
  for (const good of ['10m to 1 of leads', '1s to leads', '2h to 12 of on-call.leads'])
    assert.equal(problem(`@approvers("2 of sre") @escalate("${good}")`), undefined, good)
  for (const bad of [
    '',
    '10m',
    'leads',
    '10m to',
    '10m to 2',
    '0m to leads',
    '10 to leads',
    '10m to 100 of leads',
    '10m to leads, 20m to ceo',
    '10m  to leads',
    'm to leads',
  ])
    assert.equal(problem(`@approvers("2 of sre") @escalate("${bad}")`), 'policy.annotation', bad)
  const escalate = '@escalate("10m to leads")'
  assert.equal(problem(escalate), 'policy.annotation')
  assert.equal(problem(`${escalate} @approvers("sre") @ttl("10m")`), 'policy.annotation')
  assert.equal(problem(`${escalate} @approvers("sre") @ttl("11m")`), undefined)
})

test('templates are refused', () => {
  assert.deepEqual(places({ text: `@id("t") permit (principal == ?principal, action, resource);` }), [
    ['policy.template', 1, 1],
  ])
})

test('a document is closed, and every fault is named by a pointer', () => {
  function faults(document: unknown) {
    return check(document).problems.map(({ code, pointer }) => [code, pointer])
  }
  assert.deepEqual(faults({ text: READ, more: 1 }), [['document.shape', '/more']])
  assert.deepEqual(faults({}), [['document.shape', '']])
  assert.deepEqual(faults(null), [['document.shape', '']])
  assert.deepEqual(faults({ text: READ, settings: { zones: { 'a/b': { include: [] } } } }), [
    ['document.shape', '/settings/zones/a~1b'],
  ])
  assert.deepEqual(faults({ text: READ, settings: { time_zone: 'Mars/Base' } }), [
    ['document.shape', '/settings/time_zone'],
  ])
  assert.deepEqual(
    faults({ text: READ, settings: { hosts: { a: ['https://x.com', '*.com', 'a.*.com', 'ü.de'] } } }),
    [
      ['document.shape', '/settings/hosts/a/0'],
      ['document.shape', '/settings/hosts/a/2'],
      ['document.shape', '/settings/hosts/a/3'],
    ],
  )
  assert.deepEqual(
    faults({ text: READ, settings: { zones: { z: { include: ['../x', 'a\\b', 'a**b', '/ok/**'] } } } }),
    [
      ['document.shape', '/settings/zones/z/include/0'],
      ['document.shape', '/settings/zones/z/include/1'],
      ['document.shape', '/settings/zones/z/include/2'],
    ],
  )
  assert.deepEqual(
    faults({ text: READ, tests: [{ name: 'a', request: {}, expect: { verdict: 'maybe' } }] }),
    [
      ['document.shape', '/tests/0/expect/verdict'],
      ['document.shape', '/tests/0/request'],
    ],
  )
  assert.deepEqual(faults(JSON.parse(`{"text": "", "settings": {"modes": {"__proto__": "off"}}}`)), [
    ['document.shape', ''],
  ])
  assert.deepEqual(faults({ text: 'x'.repeat(2_000_000) }), [['document.shape', '']])
})

test('a mode needs its policy', () => {
  const { ok, problems } = check({ text: READ, settings: { modes: { b: 'shadow' } } })
  assert.equal(ok, false)
  assert.deepEqual(
    problems.map(({ code, pointer }) => [code, pointer]),
    [['settings.unknown_policy', '/settings/modes/b']],
  )
})

test('a failing test is an error that says what was decided, and why', () => {
  const { ok, problems, tests } = check({
    text: READ,
    tests: [
      { name: 'reads', request: { tool: 'read_file' }, expect: { verdict: 'allow', policies: ['a'] } },
      { name: 'deletes', request: { tool: 'delete_file' }, expect: { verdict: 'allow' } },
    ],
  })
  assert.equal(ok, false)
  assert.deepEqual(
    tests.map(({ name, passed, actual }) => [name, passed, actual]),
    [
      ['reads', true, 'allow'],
      ['deletes', false, 'deny'],
    ],
  )
  assert.deepEqual(
    problems.map(({ code, pointer, test: name }) => [code, pointer, name]),
    [['test.failed', '/tests/1', 'deletes']],
  )
  assert.match(problems[0]?.message ?? '', /expected allow, but it is deny \(policy\.no_match/)
})

test('no test keeps an admin from blocking, hiding or limiting a tool, and it is told that it fails', () => {
  const tests = [{ name: 'reads', request: { tool: 'read_file' }, expect: { verdict: 'allow' } }]
  const tool = {
    name: 'read_file',
    risk: 'low',
    require_approval: false,
    blocked: false,
    hidden: false,
  } as const
  for (const switched of [
    { blocked: true },
    { hidden: true },
    { require_approval: true },
    { calls_per_minute: 0 },
  ]) {
    const checked = check({ text: READ, tests }, [{ ...tool, ...switched }])
    assert.equal(checked.ok, true, JSON.stringify(switched))
    assert.deepEqual(
      checked.problems.map(({ code, severity }) => [code, severity]),
      [['test.tool_settings', 'warning']],
    )
    assert.equal(checked.tests[0]?.passed, false)
  }
  const failing = [{ name: 'deletes', request: { tool: 'delete_file' }, expect: { verdict: 'allow' } }]
  assert.equal(check({ text: READ, tests: failing }, [{ ...tool, blocked: true }]).ok, false)
})

test('no test keeps an admin from saying that a tool does more, and each from saying that it does less', () => {
  const text = `${READ} @id("rest") forbid (principal, action, resource) when { context.effect != "read" };`
  const tests = [
    { name: 'reads', request: { tool: 'read_file' }, expect: { verdict: 'allow' } },
    { name: 'deletes', request: { tool: 'delete_file' }, expect: { verdict: 'deny' } },
  ]
  const tool = { risk: 'low', require_approval: false, blocked: false, hidden: false } as const
  const stricter = check({ text, tests }, [{ ...tool, name: 'read_file', effects: ['destructive'] }])
  assert.equal(stricter.ok, true)
  assert.deepEqual(
    stricter.problems.map(({ code, pointer }) => [code, pointer]),
    [['test.tool_settings', '/tests/0']],
  )
  const milder = check({ text, tests }, [{ ...tool, name: 'delete_file', effects: ['read'], blocked: true }])
  assert.deepEqual(
    milder.problems.map(({ code, pointer }) => [code, pointer]),
    [],
  )
  const open = check({ text, tests }, [{ ...tool, name: 'delete_file', effects: ['read'] }])
  assert.equal(open.ok, false)
  assert.deepEqual(
    open.problems.map(({ code, pointer }) => [code, pointer]),
    [['test.failed', '/tests/1']],
  )
})

test('no test keeps an admin from saying what arguments a tool takes', () => {
  const input_schema = { type: 'object', required: ['path'], properties: { path: { type: 'string' } } }
  const tool = {
    name: 'read_file',
    risk: 'low',
    require_approval: false,
    blocked: false,
    hidden: false,
  } as const
  const tests = [{ name: 'reads', request: { tool: 'read_file' }, expect: { verdict: 'allow' } }]
  const checked = check({ text: READ, tests }, [{ ...tool, input_schema }])
  assert.deepEqual(
    checked.problems.map(({ code }) => code),
    ['test.tool_settings'],
  )
  const denied = [
    { name: 'reads', request: { tool: 'read_file', arguments: { path: 'a' } }, expect: { verdict: 'deny' } },
  ]
  assert.equal(check({ text: READ, tests: denied }, [{ ...tool, input_schema }]).ok, false)
})

test('a test of arguments says that the tool has to be registered first', () => {
  const tests = [
    {
      name: 'typed',
      request: { tool: 'pay', arguments: { amount: 'x' } },
      expect: { verdict: 'deny', reasons: ['tool.arguments_invalid'] },
    },
  ]
  const [problem] = check({ text: READ, tests }).problems
  assert.match(problem?.message ?? '', /register `pay` with its input schema first/)
})

const DEPLOYS = `@id("deploys") @approvers("2 of sre") @escalate("10m to 1 of leads") @ttl("1h")
    permit (principal, action, resource) when { context.action == "deploy" && context.approved };
  @id("audited") @approvers("1 of security") forbid (principal, action, resource)
    when { context.environment == "production" } unless { context.approved };
  @id("never") forbid (principal, action, resource) when { context.action == "destroy" };`

test('a test names who approved, and what is approved by too few is not approved', () => {
  const sre = { groups: ['sre'] }
  const both = { groups: ['sre', 'security'] }
  const lead = { groups: ['leads'], after: '10m' }
  const cases: [approved_by: object[], verdict: string, action?: string][] = [
    [[both, sre], 'allow'],
    [[sre, sre, { groups: ['security'] }], 'allow'],
    [[lead, { groups: ['security'] }], 'allow'],
    [[], 'require_approval'],
    [[sre, sre], 'require_approval'],
    [[both], 'require_approval'],
    [
      [
        { name: 'Ada', ...both },
        { name: 'Ada', ...both },
      ],
      'require_approval',
    ],
    [[{ ...lead, after: '599s' }, { groups: ['security'] }], 'require_approval'],
    [[both, { ...sre, after: '1h' }], 'require_approval'],
    [[{}, {}, {}], 'require_approval'],
    [[both, sre], 'deny', 'destroy'],
  ]
  const tests = cases.map(([approved_by, verdict, action = 'deploy'], n) => ({
    name: String(n),
    given: { approved_by },
    request: { action },
    expect: { verdict },
  }))
  const { ok, problems } = check({ text: DEPLOYS, tests })
  assert.deepEqual([ok, problems.filter(({ severity }) => severity === 'error')], [true, []])
})

test('the tests that the documentation shows do what it says', () => {
  const page = readFileSync(new URL('../../../../docs/policies/publishing.md', import.meta.url), 'utf8')
  const block = /^```json\n([\s\S]*?)^```/m.exec(page)?.[1] ?? ''
  const tests = block.split(/^(?=\{)/m).map((text): object => JSON.parse(text))
  assert.equal(tests.length, 2)
  assert.equal(check({ text: DEPLOYS, tests }).ok, true)
  const alone = tests.map((test) => ({ ...test, given: { approved_by: [] } }))
  assert.equal(check({ text: DEPLOYS, tests: alone }).ok, false)
})

test('a test without a word about approvers is approved by anybody, and says how it is approved only once', () => {
  const text = '@id("a") permit (principal, action, resource) when { context.approved };'
  const request = { action: 'deploy' }
  const tests = [
    { name: 'one', given: { approved_by: [{ name: 'Ada' }] }, request, expect: { verdict: 'allow' } },
    { name: 'none', given: { approved_by: [] }, request, expect: { verdict: 'require_approval' } },
  ]
  assert.equal(check({ text, tests }).ok, true)
  const faulty: [object, string][] = [
    [{ approved: true, approved_by: [] }, '/tests/0/given'],
    [{ approved_by: [{ after: 'later' }] }, '/tests/0/given/approved_by/0/after'],
    [{ approved_by: ['Ada'] }, '/tests/0/given/approved_by/0'],
    [{ approved_by: Array.from({ length: 33 }, () => ({})) }, '/tests/0/given/approved_by'],
  ]
  for (const [given, pointer] of faulty) {
    const { problems } = check({ text, tests: [{ name: 'x', given, request, expect: { verdict: 'allow' } }] })
    assert.deepEqual(
      problems.map((problem) => [problem.code, problem.pointer]),
      [['document.shape', pointer]],
    )
  }
})

test('arguments of registered tools are typed, and only there', () => {
  const tools = [
    tool('pay', { type: 'object', properties: { note: { type: 'string' } }, required: ['note'] }),
    tool('ping', { type: 'object', properties: {} }),
  ]
  function own(condition: string) {
    return `@id("a") permit (principal, action == Action::"pay", resource) when { ${condition} };`
  }
  assert.equal(check({ text: own('context.arguments.note == "x"') }, tools).ok, true)
  assert.deepEqual(
    places({ text: own('context.arguments.note == 3') }, tools).map(([code]) => code),
    ['policy.type'],
  )
  assert.deepEqual(
    places({ text: own('context.arguments.note == "x"') }).map(([code]) => code),
    ['policy.type'],
  )
  assert.deepEqual(
    places({ text: policy('context.arguments.note == "x"') }, tools).map(([code]) => code),
    ['policy.type'],
    'one problem, although it is wrong for two actions',
  )
  assert.deepEqual(
    places({ text: policy('context["argu\\u{6d}ents"].note == "x"') }, tools).map(([code]) => code),
    ['policy.type'],
  )
})

test('the answer is bounded whatever is wrong', () => {
  const text = Array.from({ length: 400 }, (_, at) =>
    policy(`context.${'x'.repeat(500)}${at}`, `p${at}`),
  ).join('\n')
  const { problems } = check({ text })
  assert.equal(problems.length, 201)
  assert.equal(problems.at(-1)?.code, 'document.more')
  assert.ok(problems.every(({ message }) => message.length <= 600))
})
