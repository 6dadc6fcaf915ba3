// A tool is one tool under every name that a call may give it: no label, capitals or answer tells it apart.
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { appOfFile, orgWithAgent, type TestOrg } from './harness.ts'

type Named = { tool?: string; action?: string }
type Decided = { verdict: string; would?: string; reasons: { code: string }[] }

const isLong = process.env.COUNTERSIGN_LONG !== undefined
const app = await appOfFile('postgres')

function register(of: TestOrg, body: object) {
  return app.call('/v1/tools', { key: of.key, body })
}

function create(of: TestOrg, body: object) {
  return app.must('/v1/tools', { key: of.key, body })
}

function publish(of: TestOrg, text: string, settings: object = {}) {
  return app.must('/v1/policies/publish', { key: of.key, body: { text, settings } })
}

function ask(of: TestOrg, operation: string, named: Named, more: object = {}) {
  return app.must<Decided>(`/v1/${operation}`, {
    key: of.key,
    body: { agent_id: of.agent, ...named, ...more },
  })
}

function outcome({ verdict, reasons }: Decided) {
  return [verdict, reasons[0]?.code]
}

/** Every way of naming a tool; `{"tool": …}` first. */
const LABELS: [string, (name: string) => Named][] = [
  ['the tool', (name) => ({ tool: name })],
  ['the action', (name) => ({ action: name })],
  ['both', (name) => ({ tool: name, action: name })],
  ['the tool of another action', (name) => ({ tool: name, action: 'have_a_look' })],
  ['the action of another tool', (name) => ({ tool: 'read_note', action: name })],
  ['the tool in capitals', (name) => ({ tool: name.toUpperCase() })],
  ['the action in capitals', (name) => ({ action: name.toUpperCase() })],
  ['the action of another tool in capitals', (name) => ({ tool: 'read_note', action: name.toUpperCase() })],
]

describe('a second tool whose name differs only in capitals', () => {
  for (const [first, second] of [
    ['crm:read', 'crm:read'],
    ['crm:read', 'CRM:Read'],
    ['CRM:Read', 'crm:read'],
    ['K9@Ops', 'k9@opS'],
  ] as const) {
    it(`is refused, naming the first: ${first}, then ${second}`, async () => {
      const of = await orgWithAgent(app)
      await create(of, { name: first, blocked: true })
      const { status, body } = await register(of, { name: second })
      const { code, detail } = body as { code: string; detail: string }
      assert.deepEqual([status, code], [409, 'tool.exists'])
      assert.ok(detail.includes(`\`${first}\``), detail)
      assert.deepEqual(outcome(await ask(of, 'gate', { tool: second })), ['deny', 'tool.blocked'])
    })
  }

  it('is refused also when both are registered at once, and accepted once the first is removed', async () => {
    const of = await orgWithAgent(app)
    const names = ['abc', 'ABC', 'aBc', 'abC']
    const answers = await Promise.all(names.map((name) => register(of, { name })))
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409, 409])
    const [kept] = (await app.must<{ data: { name: string }[] }>('/v1/tools', { key: of.key })).data
    await app.must(`/v1/tools/${kept?.name}/remove`, { key: of.key, body: {} })
    assert.equal((await register(of, { name: 'ABC' })).status, 201)
  })

  it('is another tool where it is spelled otherwise', async () => {
    const of = await orgWithAgent(app)
    for (const name of ['crm:read', 'crm_read', 'crm.read', 'crm-read']) await create(of, { name })
  })
})

describe('a hidden tool', () => {
  const HIDDEN = 'crm_lookup'
  const UNKNOWN = 'crn_lookup'
  const OPERATIONS: [string, string, object][] = [
    ['a check', 'check', {}],
    ['an explained check', 'check', { explain: true }],
    ['a rehearsal', 'check', { dry_run: true }],
    ['an explained rehearsal', 'check', { dry_run: true, explain: true }],
    ['a gate', 'gate', {}],
    ['a gate with arguments', 'gate', { arguments: { id: 7 }, target: { url: 'https://crm.example.com/' } }],
    ['a gate with a run', 'gate', { session_id: 's', run_id: 'r', declared: { goal: 'look' } }],
    ['the same payment once more', 'gate', { arguments: { to: 'acct_1', amount: 80, currency: 'EUR' } }],
  ]
  const SETTINGS = [
    {},
    { blocked: true },
    { require_approval: true, risk: 'critical' },
    { calls_per_minute: 1 },
    { effects: ['pay'] },
    { input_schema: { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] } },
  ]
  const PERMITS = `@id("notes") permit (principal, action in Action::"call", resource == Tool::"read_notes");
@id("registered") permit (principal, action in Action::"call", resource) when { resource.risk == "low" };
@id("guard") forbid (principal, action, resource) when { context.effect == "destructive" };
@id("twice") forbid (principal, action, resource) when { context.calls.same_payment >= 1 };
@id("tried") permit (principal, action == Action::"call", resource) when { context.calls.minute > 100 };`

  /** An answer without what differs between any two: ids, digests, times and places in the log. */
  function comparable(answer: object) {
    const { receipt: _, ...rest } = answer as { receipt?: unknown }
    return JSON.stringify(rest, null, 1)
      .replaceAll(/(gte|req|apr)_[0-9a-z]+/g, '$1')
      .replaceAll(/"expires_at": "[^"]+"/g, '"expires_at": 0')
      .replaceAll(new RegExp(UNKNOWN, 'gi'), (name) => (name === UNKNOWN ? HIDDEN : HIDDEN.toUpperCase()))
  }

  for (const settings of SETTINGS)
    it(`is answered as a name that nobody registered, with ${JSON.stringify(settings)}`, async () => {
      const of = await orgWithAgent(app)
      await create(of, { name: HIDDEN, hidden: true, ...settings })
      await create(of, { name: 'read_note', risk: 'high' })
      await publish(of, PERMITS, { modes: { tried: 'shadow' } })
      for (const [at, [label, named]] of LABELS.entries())
        for (const [n, [title, operation, more]] of OPERATIONS.entries()) {
          // In the short run each operation meets each label with every other of the settings.
          if (!isLong && (at + n + SETTINGS.indexOf(settings)) % 2 === 1) continue
          const unknown = await ask(of, operation, named(UNKNOWN), more)
          const hidden = await ask(of, operation, named(HIDDEN), more)
          assert.equal(hidden.verdict ?? hidden.would, 'deny', `${title} as ${label}`)
          assert.equal(comparable(hidden), comparable(unknown), `${title} as ${label}`)
        }
    })
})

describe('a setting holds under every label', () => {
  const PERMIT = '@id("all") permit (principal, action in Action::"call", resource);'
  let shared: TestOrg
  before(async () => {
    shared = await orgWithAgent(app)
    await publish(shared, PERMIT)
  })
  let tools = 0
  /** A tool and an agent that no other test has. */
  async function registered(settings: object) {
    const of = { key: shared.key, agent: await app.newAgent(shared.key) }
    const name = `read_crm_${tools++}`
    await create(of, { name, ...settings })
    return { of, name }
  }

  for (const [title, settings, expected] of [
    ['blocked', { blocked: true }, ['deny', 'tool.blocked']],
    ['require_approval', { require_approval: true }, ['require_approval', 'policy.approval_required']],
  ] as const)
    it(title, async () => {
      const { of, name } = await registered(settings)
      for (const [label, named] of LABELS)
        for (const operation of ['check', 'gate'])
          assert.deepEqual(outcome(await ask(of, operation, named(name))), expected, label)
    })

  for (const [label, named] of LABELS)
    it(`calls that are allowed as ${label} use up the limit of all labels`, async () => {
      const { of, name } = await registered({ calls_per_minute: 2 })
      for (const _ of [1, 2]) assert.equal((await ask(of, 'gate', named(name))).verdict, 'allow')
      for (const [other, asOther] of LABELS)
        assert.deepEqual(outcome(await ask(of, 'gate', asOther(name))), ['deny', 'tool.rate_limited'], other)
      const elsewhere = await ask(of, 'gate', { tool: 'read_note', action: 'have_a_look' })
      assert.equal(elsewhere.verdict, 'allow')
    })

  it('a limit is not shed by a new tool for every call', async () => {
    const { of, name } = await registered({ calls_per_minute: 3 })
    const others = Array.from({ length: 12 }, (_, n) => ({ tool: `read_${n}`, action: name }))
    const answers = await Promise.all(others.map((named) => ask(of, 'gate', named)))
    assert.equal(answers.filter(({ verdict }) => verdict === 'allow').length, 3)
  })
})

describe('a name that a policy forbids or excludes', () => {
  const OPEN = '@id("all") permit (principal, action, resource);'
  const HEAD = '(principal, action, resource)'
  const TEXTS: [string, string][] = [
    ['a pattern with capitals', `${OPEN} @id("no") forbid ${HEAD} when { context.action like "Wipe*" };`],
    ['the name of an action', `${OPEN} @id("no") forbid ${HEAD} when { context.action == "wipe_disk" };`],
    [
      'a set of names',
      `${OPEN} @id("no") forbid ${HEAD} when { ["Wipe_Disk", "x"].contains(context.action) };`,
    ],
    ['a tool', `${OPEN} @id("no") forbid (principal, action, resource == Tool::"Wipe_disk");`],
    ['an exclusion', `@id("all") permit ${HEAD} unless { context.action == "Wipe_Disk" };`],
    ['an exclusion by pattern', `@id("all") permit ${HEAD} when { !(context.tool like "Wipe_*") };`],
  ]
  for (const [title, text] of TEXTS)
    it(`is not shed by another label: ${title}`, async () => {
      const of = await orgWithAgent(app)
      await publish(of, text)
      for (const [label, named] of LABELS)
        for (const name of ['wipe_disk', 'Wipe_Disk'])
          assert.equal((await ask(of, 'gate', named(name))).verdict, 'deny', `${name} as ${label}`)
      for (const [label, named] of LABELS)
        assert.equal((await ask(of, 'gate', named('read_disk'))).verdict, 'allow', label)
    })
})
