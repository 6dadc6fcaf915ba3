// What somebody who means harm, or is merely unlucky, tries with policies and tools.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { policySets, starterVersion } from '../src/adapters/policy.ts'
import { chunksOf } from '../src/http/answer.ts'
import { counterIds, countGate, countsOf } from '../src/operations/decision/counters.ts'
import type { View } from '../src/ports/ledger.ts'
import { appOfFile, type CallOptions, orgWithAgent, type TestOrg } from './harness.ts'

type Version = {
  version: number
  digest: string
  live: string[]
  receipt: { id: string }
  document: object
  policies: { id: string; mode: string }[]
}

type Decided = { verdict: string; reasons: { code: string }[]; sanitized_arguments?: object }

const app = await appOfFile('postgres')

function permit(id: string, more = '') {
  return `@id("${id}") ${more} permit (principal, action in Action::"call", resource);`
}

function publish(key: string, body: object) {
  return app.must<Version>('/v1/policies/publish', { key, body })
}

function gate(of: TestOrg, body: object, headers = {}) {
  return app.must<Decided>('/v1/gate', { key: of.key, body: { agent_id: of.agent, ...body }, headers })
}

async function refusal(path: string, options: CallOptions) {
  const { status, body } = await app.call(path, options)
  return [status, (body as { code?: string }).code]
}

it('a policy may be named like what every object inherits', async () => {
  const { key } = await orgWithAgent(app)
  const body = { text: permit('constructor'), settings: { modes: { toString: 'off' } } }
  const checked = await app.must<Version>('/v1/policies', { key, body: { ...body, settings: { modes: {} } } })
  assert.deepEqual(checked.policies, [{ id: 'constructor', effect: 'permit', mode: 'enforce' }])
  const { version } = await publish(key, { ...body, settings: { modes: {} } })
  const read = await app.must<Version>(`/v1/policies/${version}`, { key })
  assert.equal(read.policies[0]?.mode, 'enforce')
})

it('a repeat is answered with what it did first, though it could not be done again', async () => {
  const { key } = await orgWithAgent(app)
  await publish(key, { text: permit('a'), settings: { modes: { a: 'shadow' } } })
  await app.must('/v1/tools', { key, body: { name: 'once' } })
  const steps: [string, object][] = [
    ['/v1/policies/promote', {}],
    ['/v1/policies/rollback', {}],
    ['/v1/tools/once/remove', {}],
  ]
  for (const [path, body] of steps) {
    const headers = { 'idempotency-key': `once${path}` }
    const first = await app.must<Version>(path, { key, body, headers })
    const again = await app.must<Version>(path, { key, body, headers })
    assert.deepEqual([again.version, again.receipt.id], [first.version, first.receipt.id], path)
  }
  assert.deepEqual(await refusal('/v1/tools/once/remove', { key, body: {} }), [404, 'not_found'])
})

it('going back never takes the version of another environment', async () => {
  const { key } = await orgWithAgent(app)
  const production = await publish(key, { text: permit('two') })
  await publish(key, { text: permit('lax'), environment: 'staging' })
  await publish(key, { text: permit('four') })
  const back = await app.must<Version>('/v1/policies/rollback', { key, body: {} })
  assert.equal(back.version, production.version)
})

it('a key that is bound to an environment configures no other', async () => {
  const { key } = await orgWithAgent(app)
  const bound = await app.newKey(
    ['policies:read', 'policies:write', 'tools:write'],
    { environment: 'staging' },
    key,
  )
  const text = permit('all')
  const asked: [string, object][] = [
    ['/v1/policies/publish', { text }],
    ['/v1/policies/publish', { text, environment: 'production' }],
    ['/v1/policies/rollback', { version: 1 }],
    ['/v1/policies/promote', {}],
    ['/v1/tools', { name: 'x' }],
  ]
  for (const [path, body] of asked)
    assert.deepEqual(await refusal(path, { key: bound, body }), [403, 'auth.scope'], path)
  await app.must('/v1/tools', { key, body: { name: 'x' } })
  const change = { key: bound, method: 'PATCH', body: { blocked: true } } as const
  assert.deepEqual(await refusal('/v1/tools/x', change), [403, 'auth.scope'])
  assert.deepEqual(await refusal('/v1/tools/x/remove', { key: bound, body: {} }), [403, 'auth.scope'])
  const own = await publish(bound, { text, environment: 'staging' })
  assert.deepEqual(own.live, ['staging'])
})

it('a repeat never sanitizes less, however many policies asked for it', async () => {
  const of = await orgWithAgent(app)
  const text = Array.from({ length: 70 }, (_, at) => permit(`p${at + 10}`, `@sanitize("/m${at}")`)).join('\n')
  await publish(of.key, { text })
  const args = Object.fromEntries(Array.from({ length: 70 }, (_, at) => [`m${at}`, 'secret']))
  const headers = { 'idempotency-key': 'many' }
  const first = await gate(of, { action: 'send_mail', arguments: args }, headers)
  assert.ok(!JSON.stringify(first.sanitized_arguments).includes('"secret"'))
  const again = await gate(of, { action: 'send_mail', arguments: args }, headers)
  assert.ok(!JSON.stringify(again.sanitized_arguments ?? {}).includes('"secret"'), JSON.stringify(again))
})

it('a stored document is read to the letter, names that a JSON reader can confuse included', async () => {
  const { key } = await orgWithAgent(app)
  function confusing(order: string[]) {
    return `{${order.map((name, at) => `"${name}":${at}`).join(',')}}`
  }
  const names = [
    ['n', '\\"', 'a'],
    ['n', '\\\\', 'a'],
    ['n', '\\"', '\\/'],
  ]
  for (const first of names)
    for (const second of names) {
      const args = [first, second, first].map(
        (order, at) =>
          `{"name":"t${at}","request":{"action":"read_file","arguments":${confusing(order)}},"expect":{"verdict":"allow"}}`,
      )
      const document = `{"text":${JSON.stringify(permit('a'))},"tests":[${args.join(',')}]}`
      const made = await app.must<Version>('/v1/policies/publish', { key, body: document })
      const { text } = await app.call(`/v1/policies/${made.version}`, { key })
      for (const order of [first, second])
        assert.ok(text.includes(confusing(order).replaceAll('\\/', '/')), `${confusing(order)} in ${text}`)
    }
})

it('a text that is not even policies is not searched for differences', async () => {
  const { key } = await orgWithAgent(app)
  const checked = await app.must<{ ok: boolean; diff: { policies: object[] } }>('/v1/policies', {
    key,
    body: { text: '@id("a");'.repeat(29_000) },
  })
  assert.deepEqual([checked.ok, checked.diff.policies], [false, []])
})

it('only so many environments have versions of their own', async () => {
  const { key } = await orgWithAgent(app)
  const text = `${permit('a')}\n// ${'long '.repeat(40_000)}`
  const statuses: number[] = []
  for (let n = 0; n < 8 && statuses.at(-1) !== 422; n++) {
    await app.must('/v1/environments', { key, body: { name: `e${n}` } })
    const { status } = await app.call('/v1/policies/publish', { key, body: { text, environment: `e${n}` } })
    statuses.push(status)
  }
  assert.deepEqual([statuses[0], statuses.at(-1)], [201, 422])
})

it('compiled policies are remembered by their weight, not their number', () => {
  const sets = policySets()
  const starter = { ...starterVersion(), version: 1 }
  const first = sets(starter, [])
  assert.equal(sets(starter, []), first)
  const heavy = 'x'.repeat(256 * 1024)
  for (let n = 0; n < 8; n++) sets({ version: n, digest: `d${n}`, document: { text: heavy }, parsed: [] }, [])
  assert.notEqual(sets(starter, []), first)
})

it('rows of activity that say nothing any more go little by little, and the others stay', async () => {
  const { adminKey: key, orgId } = await app.newOrg()
  const of = { key, agent: await app.newAgent(key) }
  async function rows(text: string, values: unknown[] = []) {
    const client = await app.db.ledger.connect()
    try {
      return (await client.query(text, [orgId, ...values])).rows
    } finally {
      client.release()
    }
  }
  await rows(
    `insert into counters (org_id, id, state, until)
     select $1, sha256(int4send(n)), '{}', case when n % 2 = 0 then 1 else 9e15::bigint end from generate_series(1, 5000) n`,
  )
  async function left() {
    const found = await rows(
      "select until < 9e15::bigint as old, count(*)::int as n from counters where org_id = $1 and state = '{}' group by 1",
    )
    return [found.find(({ old }) => old)?.n ?? 0, found.find(({ old }) => !old)?.n]
  }
  await gate(of, { action: 'read_file' })
  const [old = 0, lasting] = await left()
  assert.ok(old > 1500 && old < 2500, `${old}`)
  assert.equal(lasting, 2500)
  for (let n = 0; n < 6; n++) await gate(of, { action: 'read_file', arguments: { n } })
  assert.deepEqual(await left(), [0, 2500])
})

it('costs add up to what was declared', () => {
  const named = { agentId: 'a', callee: 'c', sessionId: 's', runId: undefined, fingerprint: 'f' }
  const call = { ...named, counterIds: counterIds(named) }
  function view(counters: View['counters']) {
    return { now: 1, counters }
  }
  for (const costUsd of [0.0051, 0.0061, 0.0102, 1.1, 8.2]) {
    const made = countGate(call, view([]), { isAllowed: true, taints: [], costUsd, payments: [] })
    assert.ok(made.kind === 'counters.put')
    const session = made.counters.find(({ state }) => 'cost' in state)?.state
    const facts = countsOf(call, view([undefined, undefined, session]))
    assert.equal(facts.session?.declared_cost_usd, costUsd)
  }
})

it('an agent of one environment is never judged by the policies of another', async () => {
  const { key } = await orgWithAgent(app)
  await publish(key, { text: permit('lax'), environment: 'staging' })
  const { id } = await app.must<{ id: string }>('/v1/agents', {
    key,
    body: { name: 'of production', environment: 'production' },
  })
  const bound = await app.newKey(['gate'], { environment: 'staging' }, key)
  const { verdict, reasons } = await gate({ key: bound, agent: id }, { action: 'delete_database' })
  assert.deepEqual([verdict, reasons[0]?.code], ['deny', 'environment.mismatch'])
  const free = await gate({ key: bound, agent: await app.newAgent(key) }, { action: 'delete_database' })
  assert.equal(free.verdict, 'allow')
})

it('schemas have a limit, of one tool and of all together', async () => {
  const { key } = await orgWithAgent(app)
  function schema(length: number) {
    return { type: 'object', description: 'x'.repeat(length) }
  }
  function create(name: string, length: number) {
    return refusal('/v1/tools', { key, body: { name, input_schema: schema(length) } })
  }
  assert.deepEqual(await create('large', 64 * 1024), [422, 'tool.schema'])
  const statuses = new Set<unknown>()
  for (let n = 0; n < 17; n++) statuses.add((await create(`t${n}`, 63_000))[0])
  assert.deepEqual([...statuses], [201, 422])
  await app.must('/v1/tools/t0', { key, method: 'PATCH', body: { input_schema: null } })
})

it('a hidden tool is not told by the risk of what was done before', async () => {
  const risks = []
  for (const hidden of [true, false]) {
    const of = await orgWithAgent(app)
    if (hidden)
      await app.must('/v1/tools', { key: of.key, body: { name: 'get_email', hidden, risk: 'critical' } })
    await publish(of.key, {
      text: `@id("a") @taint("pii") permit (principal, action in Action::"call", resource) when { context.action == "read_file" };`,
    })
    assert.equal((await gate(of, { action: 'read_file' })).verdict, 'allow')
    const { risk, reasons } = (await gate(of, { tool: 'get_email' })) as Decided & { risk: object }
    assert.equal(reasons[0]?.code, 'policy.no_match')
    risks.push(risk)
  }
  assert.deepEqual(risks[0], risks[1])
})

it('a hidden tool is not told by what shadow policies made of it, nor by an explanation', async () => {
  const text = `@id("a") permit (principal, action in Action::"call", resource) when { context.action == "read_file" };
@id("all") permit (principal, action in Action::"call", resource);`
  const told = []
  for (const hidden of [true, false]) {
    const of = await orgWithAgent(app)
    const body = {
      name: 'zorp',
      hidden,
      risk: 'critical',
      input_schema: { type: 'object', required: ['x'], properties: { x: { type: 'string' } } },
    }
    if (hidden) await app.must('/v1/tools', { key: of.key, body })
    await publish(of.key, { text, settings: { modes: { all: 'shadow' } } })
    const asked = { agent_id: of.agent, tool: 'zorp', explain: true }
    const { receipt, reasons, ...answer } = await app.must<
      Decided & { receipt: { id: string }; explanation: object }
    >('/v1/check', { key: of.key, body: asked })
    const evidence = await app.must<{ receipt: { decision: object } }>(`/v1/receipts/${receipt.id}`, {
      key: of.key,
    })
    told.push({ reasons, explanation: answer.explanation, decision: evidence.receipt.decision })
  }
  assert.deepEqual(told[0], told[1])
})

it('who answers for an agent stands in no receipt in the clear, since a person may have to be forgotten', async () => {
  const { key } = await orgWithAgent(app)
  const owner = 'ann@example.com'
  const made = await app.must<{ owner: string; receipt: { id: string } }>('/v1/agents', {
    key,
    body: { name: 'x', owner },
  })
  assert.equal(made.owner, owner)
  const evidence = await app.must<{ payload: string; disclosures: { path: string; value: unknown }[] }>(
    `/v1/receipts/${made.receipt.id}`,
    { key },
  )
  assert.ok(!evidence.payload.includes('ann@'), evidence.payload)
  assert.equal(evidence.disclosures.find(({ path }) => path === 'change.owner')?.value, owner)
  const { verdict } = await app.must<Decided>('/v1/verify', { key, body: { receipt_id: made.receipt.id } })
  assert.equal(verdict, 'valid')
})

it('progress leaves while the work goes on', async () => {
  const arrived = Promise.withResolvers<void>()
  // It ends only after some of it has arrived.
  async function* endless() {
    while (true) {
      yield 'a'
      if ((await Promise.race([arrived.promise.then(() => 'arrived'), sleep(20)])) === 'arrived') return
    }
  }
  const lines = endless()[Symbol.asyncIterator]()
  for await (const chunk of chunksOf(await lines.next(), lines)) {
    assert.match(chunk, /^(?:a\n)+$/)
    arrived.resolve()
  }
  await arrived.promise
})
