// Versions of policies through HTTP: validated, published, gone back to, promoted, compared.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { operations } from '@countersign/contract'
import { type DatabaseKind, startApp, type TestApp, type TestDatabase, testDatabase } from './harness.ts'

type Found = { code: string; line?: number; column?: number; policy_id?: string; severity: string }
type Checked = { ok: boolean; digest: string; problems: Found[]; tests: { passed: boolean }[]; diff: object }
type Version = { version: number; digest: string; live: string[]; receipt: { id: string; type: string } }
type Decided = {
  verdict: string
  would?: string
  reasons: { code: string; policy_id?: string }[]
  policy: { version: number; digest: string }
  receipt: { id: string }
  clarifying_questions?: string[]
  sanitized_arguments?: object
  explanation?: { policies: { policy_id: string; text: string }[] }
}

type Evidence = {
  receipt: { policy: { version: number; digest: string }; decision: { shadow?: object }; actor: string }
  disclosures: { path: string; value: Record<string, unknown> }[]
}

const READS = `@id("reads") @reason("reading is allowed")
permit (principal, action in Action::"call", resource) when { context.effect == "read" };`
const NO_SECRETS = `@id("no-secrets") @reason("secrets are nobody's business")
forbid (principal, action in Action::"call", resource) when { context.paths.zones_any.contains("secrets") };`
const settings = { zones: { secrets: { include: ['**/.env', '**/secrets/**'] } } }
const tests = [
  { name: 'reads', request: { action: 'read_file' }, expect: { verdict: 'allow' } },
  {
    name: 'secrets',
    request: { action: 'read_file', arguments: { path: 'a/.env' } },
    expect: { verdict: 'deny', policies: ['no-secrets'] },
  },
]

for (const kind of ['postgres', 'embedded'] as const) {
  describe(`policies on ${kind}`, () => suite(kind))
}

function suite(kind: DatabaseKind): void {
  let database: TestDatabase
  let app: TestApp
  let agent: string
  before(async () => {
    database = await testDatabase(kind)
    // On one of them as the service does it; the other need not pay for a thread with each check.
    app = await startApp(await database.connection(), kind, {
      checks: kind === 'postgres' ? 'in a thread' : 'here',
    })
    agent = await app.newAgent()
  })
  after(async () => {
    await app?.close()
    await database?.stop()
  })

  async function org() {
    const made = await app.newOrg()
    return { key: made.adminKey, agent: await app.newAgent(made.adminKey) }
  }
  function publish(key: string, body: object) {
    return app.must<Version>('/v1/policies/publish', { key, body })
  }
  function ask(of: { key: string; agent: string }, body: object, path = '/v1/gate') {
    return app.must<Decided>(path, { key: of.key, body: { agent_id: of.agent, ...body } })
  }

  it('a new org begins with the starter set as version 1', async () => {
    const live = await app.must<Version & { document: { text: string } }>('/v1/policies/live')
    assert.deepEqual([live.version, live.live], [1, ['*']])
    assert.match(live.document.text, /starter\.read/)
    const { policy } = await ask({ key: app.adminKey, agent }, { action: 'read_file' })
    assert.deepEqual(policy, { version: 1, digest: live.digest })
  })

  it('checking stores nothing and tells every problem with its line and column', async () => {
    const of = await org()
    const broken = `${READS}\n@id("b") permit (principal, action in Action::"call", resource) when { context.efect == "read" };`
    const checked = await app.must<Checked>('/v1/policies', { key: of.key, body: { text: broken } })
    assert.equal(checked.ok, false)
    const problem = checked.problems.find(({ severity }) => severity === 'error')
    assert.deepEqual([problem?.policy_id, problem?.line], ['b', 3])
    const good = await app.must<Checked>('/v1/policies', {
      key: of.key,
      body: { text: READS, settings: {}, tests: tests.slice(0, 1) },
    })
    assert.equal(good.ok, true, JSON.stringify(good.problems))
    assert.deepEqual(
      good.tests.map(({ passed }) => passed),
      [true],
    )
    const { data } = await app.must<{ data: Version[] }>('/v1/policies', { key: of.key })
    assert.deepEqual(
      data.map(({ version }) => version),
      [1],
    )
  })

  it('a published version decides from its receipt on, and its digest stands in every receipt', async () => {
    const of = await org()
    const before = await ask(of, { action: 'read_file', arguments: { path: 'config/.ENV' } })
    assert.equal(before.verdict, 'require_approval')
    const made = await publish(of.key, {
      text: `${READS}\n${NO_SECRETS}`,
      settings,
      tests,
      reason: 'secrets',
    })
    assert.deepEqual([made.version, made.live, made.receipt.type], [2, ['*'], 'policy.published'])
    for (const path of ['config/.env', 'config/./.ENV', 'config%2F.env', 'x/../.env']) {
      const denied = await ask(of, { action: 'read_file', arguments: { path } })
      assert.equal(denied.verdict, 'deny', path)
      assert.deepEqual(denied.policy, { version: 2, digest: made.digest })
      const evidence = await app.must<Evidence>(`/v1/receipts/${denied.receipt.id}`, { key: of.key })
      assert.deepEqual([evidence.receipt.policy.version, evidence.receipt.policy.digest], [2, made.digest])
    }
    assert.equal((await ask(of, { action: 'write_file' })).verdict, 'deny')
    const report = await app.must<{ verdict: string }>('/v1/verify', {
      key: of.key,
      body: { receipt_id: made.receipt.id },
    })
    assert.equal(report.verdict, 'valid')
  })

  it('what is wrong is not published: a broken text, a failing test, an outdated start', async () => {
    const of = await org()
    const failing = [{ name: 'writes', request: { action: 'write_file' }, expect: { verdict: 'allow' } }]
    for (const body of [
      { text: 'permit (' },
      { text: READS, tests: failing },
      { text: READS, settings: { time_zone: 'Mars' } },
    ]) {
      const refused = await app.call('/v1/policies/publish', { key: of.key, body })
      const problem = refused.body as { code: string; errors: Found[] }
      assert.deepEqual([refused.status, problem.code], [422, 'policy.invalid'], refused.text)
      assert.ok(problem.errors.length > 0)
    }
    await publish(of.key, { text: READS, based_on: 1 })
    const late = await app.call('/v1/policies/publish', {
      key: of.key,
      body: { text: NO_SECRETS, settings, based_on: 1 },
    })
    assert.deepEqual([late.status, (late.body as { code: string }).code], [409, 'policy.conflict'])
    const { data } = await app.must<{ data: Version[] }>('/v1/policies', { key: of.key })
    assert.deepEqual(
      data.map(({ version, live }) => [version, live]),
      [
        [2, ['*']],
        [1, []],
      ],
    )
  })

  it('an environment can have a version of its own, and going back takes the earlier one', async () => {
    const of = await org()
    await publish(of.key, { text: READS, environment: 'staging' })
    function write(environment: string) {
      return ask(of, { action: 'write_file', environment })
    }
    assert.equal((await write('staging')).verdict, 'deny')
    assert.equal((await write('production')).verdict, 'allow')
    const back = await app.must<Version>('/v1/policies/rollback', {
      key: of.key,
      body: { environment: 'staging' },
    })
    assert.deepEqual([back.version, back.live], [1, ['*', 'staging']])
    assert.equal((await write('staging')).verdict, 'allow')
    const again = await app.must<Version>('/v1/policies/rollback', { key: of.key, body: { version: 2 } })
    assert.deepEqual([again.version, again.live], [2, ['*']])
    assert.equal((await write('production')).verdict, 'deny')
  })

  it('a shadow policy is recorded beside the verdict and enforced in one step', async () => {
    const of = await org()
    await publish(of.key, {
      text: `${READS}\n${NO_SECRETS}`,
      settings: { ...settings, modes: { 'no-secrets': 'shadow' } },
    })
    const request = { action: 'read_file', arguments: { path: '.env' } }
    const allowed = await ask(of, request)
    assert.equal(allowed.verdict, 'allow')
    const evidence = await app.must<Evidence>(`/v1/receipts/${allowed.receipt.id}`, { key: of.key })
    assert.deepEqual(evidence.receipt.decision.shadow, { verdict: 'deny', policies: ['no-secrets'] })
    const promoted = await app.must<Version>('/v1/policies/promote', { key: of.key, body: {} })
    assert.equal(promoted.version, 3)
    const denied = await ask(of, request)
    assert.equal(denied.verdict, 'deny')
    const after = await app.must<Evidence>(`/v1/receipts/${denied.receipt.id}`, { key: of.key })
    assert.equal(after.receipt.decision.shadow, undefined)
    const none = await app.call('/v1/policies/promote', { key: of.key, body: {} })
    assert.deepEqual([none.status, (none.body as { code: string }).code], [409, 'policy.no_shadow'])
  })

  it('a question defers until it is answered, and an answer never makes a verdict laxer', async () => {
    const of = await org()
    await publish(of.key, {
      text: `${READS}
@id("goal") @defer("what is the goal?")
forbid (principal, action in Action::"call", resource) unless { context has declared && context.declared has goal };`,
    })
    const first = await ask(of, { action: 'read_file' })
    assert.deepEqual([first.verdict, first.clarifying_questions], ['defer', ['what is the goal?']])
    const told = await ask(of, { action: 'read_file', declared: { goal: 'see the report of March' } })
    assert.equal(told.verdict, 'allow')
    const never = await ask(of, { action: 'delete_file', declared: { goal: 'see the report of March' } })
    assert.equal(never.verdict, 'deny')
  })

  it('what is sanitized may run only as it was changed, and a repeat answers the same', async () => {
    const of = await org()
    const made = await publish(of.key, {
      text: `@id("mail") @sanitize("pii /token") permit (principal, action in Action::"call", resource) when { context.action == "send_mail" };`,
    })
    const body = {
      agent_id: of.agent,
      action: 'send_mail',
      arguments: { text: 'ask ann@example.com', token: 'x', n: 1 },
    }
    const headers = { 'idempotency-key': 'mail-1' }
    const first = await app.must<Decided>('/v1/gate', { key: of.key, body, headers })
    assert.equal(first.verdict, 'sanitize')
    const text = JSON.stringify(first.sanitized_arguments)
    assert.ok(!text.includes('ann@example.com') && text.includes('"n":1'), text)
    const again = await app.must<Decided>('/v1/gate', { key: of.key, body, headers })
    assert.deepEqual([again.verdict, again.sanitized_arguments], ['sanitize', first.sanitized_arguments])
    assert.equal(again.receipt.id, first.receipt.id)
    const evidence = await app.must<Evidence>(`/v1/receipts/${first.receipt.id}`, { key: of.key })
    const told = evidence.disclosures.find(({ path }) => path === 'decision.sanitized')
    assert.deepEqual(told?.value, first.sanitized_arguments)
    await publish(of.key, { text: READS, based_on: made.version })
    const later = await app.must<Decided>('/v1/gate', { key: of.key, body, headers })
    assert.deepEqual([later.verdict, later.sanitized_arguments], ['deny', undefined])
  })

  it('a repeat of what was sanitized answers the same wherever one environment judged it', async () => {
    const of = await org()
    await publish(of.key, {
      text: `@id("mail") @sanitize("/token") permit (principal, action in Action::"call", resource) when { context.action == "send_mail" };`,
    })
    // Where two environments judged it, the receipt does not say what both took out.
    for (const [bound, named, again] of [
      [undefined, undefined, 'sanitize'],
      [undefined, 'production', 'sanitize'],
      [undefined, 'staging', 'deny'],
      ['staging', undefined, 'sanitize'],
      ['staging', 'staging', 'sanitize'],
      ['production', 'production', 'sanitize'],
    ]) {
      const made = { name: 'a', ...(bound !== undefined && { environment: bound }) }
      const { id } = await app.must<{ id: string }>('/v1/agents', { key: of.key, body: made })
      const key = await app.newKey(['check', 'gate'], { agent_id: id }, of.key)
      const place = named === undefined ? {} : { environment: named }
      const body = { action: 'send_mail', arguments: { token: 'x', n: 1 }, ...place }
      const options = { key, body, headers: { 'idempotency-key': 'mail-1' } }
      const first = await app.must<Decided>('/v1/gate', options)
      const second = await app.must<Decided>('/v1/gate', options)
      assert.equal(second.receipt.id, first.receipt.id)
      assert.deepEqual([first.verdict, second.verdict], ['sanitize', again], `${bound} ${named}`)
      if (again === 'sanitize') assert.deepEqual(second.sanitized_arguments, first.sanitized_arguments)
    }
  })

  it('explaining tells for each policy whether it matched and what failed, and records nothing when rehearsed', async () => {
    const of = await org()
    await publish(of.key, { text: `${READS}\n${NO_SECRETS}`, settings })
    async function size() {
      return (await app.must<{ data: object[] }>('/v1/receipts?limit=200', { key: of.key })).data.length
    }
    const before = await size()
    const told = await ask(of, { action: 'write_file', explain: true, dry_run: true }, '/v1/check')
    assert.deepEqual([told.would, told.verdict], ['deny', undefined])
    const reads = told.explanation?.policies.find(({ policy_id: id }) => id === 'reads')
    assert.match(reads?.text ?? '', /change/)
    assert.equal(await size(), before)
  })

  it('comparing lists exactly the verdicts that change when the candidate is published', async () => {
    const of = await org()
    const requests = [
      { action: 'read_file', arguments: { path: '.env' } },
      { action: 'read_file', arguments: { path: 'README.md' } },
      { action: 'write_file', arguments: { path: 'a.txt' }, environment: 'staging' },
      { action: 'delete_database' },
      { action: 'read_file', session_id: 's', declared: { side_effects: ['sends mail'] } },
    ]
    const recorded = new Map<string, { was: string; request: object }>()
    for (const request of requests) {
      const { receipt, verdict } = await ask(of, request, '/v1/check')
      recorded.set(receipt.id, { was: verdict, request })
    }
    const candidate = { text: `${READS}\n${NO_SECRETS}`, settings }
    const answer = await app.call('/v1/policies/compare', { key: of.key, body: candidate })
    assert.equal(answer.status, 200, answer.text)
    const lines = answer.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const listed = new Map(lines.flatMap(({ change }) => (change ? [[change.receipt_id, change.would]] : [])))
    assert.deepEqual(lines.at(-1).summary.compared, requests.length)
    const shown = operations['policies.compare'].examples[0].answer as readonly string[]
    const examples = shown.map((line) => JSON.parse(line))
    const members = Object.keys(examples.find(({ change }) => change).change).sort()
    for (const { change } of lines.filter(({ change }) => change)) {
      assert.deepEqual(Object.keys(change).sort(), members, 'what the reference shows')
      assert.equal(new Date(change.issued_at).toISOString(), change.issued_at)
    }
    assert.ok(lines.some(({ progress }) => progress?.done === progress?.total))
    await publish(of.key, candidate)
    for (const [id, { was, request }] of recorded) {
      const { verdict } = await ask(of, request, '/v1/check')
      assert.equal(listed.get(id), verdict === was ? undefined : verdict, JSON.stringify(request))
    }
    assert.ok(listed.size >= 3)
  })
}
