// Registered tools: their settings decide, are receipts, and are shown as the Cedar that they stand for.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { appOfFile, orgWithAgent, type TestOrg } from './harness.ts'

type Tool = {
  name: string
  cedar: string
  untyped: string[]
  schema_not_enforced: string[]
  receipt: { type: string; id: string }
}

type Decided = {
  verdict: string
  reasons: { code: string; policy_id?: string }[]
  risk: object
  receipt: { id: string }
  approval?: { id: string }
}

const app = await appOfFile('postgres')

function create(of: TestOrg, body: object) {
  return app.must<Tool>('/v1/tools', { key: of.key, body })
}

function change(of: TestOrg, name: string, body: object) {
  return app.must<Tool>(`/v1/tools/${encodeURIComponent(name)}`, { key: of.key, method: 'PATCH', body })
}

function gate(of: TestOrg, tool: string, more: object = {}) {
  return app.must<Decided>('/v1/gate', { key: of.key, body: { agent_id: of.agent, tool, ...more } })
}

function told({ verdict, reasons }: Decided) {
  return [verdict, reasons[0]?.code]
}

it('settings take effect with their receipt and are shown as Cedar', async () => {
  const of = await orgWithAgent(app)
  const made = await create(of, { name: 'crm:read', risk: 'low' })
  assert.deepEqual([made.receipt.type, made.cedar], ['tool.changed', ''])
  assert.equal((await gate(of, 'crm:read')).verdict, 'allow')
  const asked = await change(of, 'crm:read', { require_approval: true })
  assert.match(asked.cedar, /forbid[\s\S]*Tool::"crm:read"[\s\S]*context\.approved/)
  assert.equal((await gate(of, 'crm:read')).verdict, 'require_approval')
  await change(of, 'crm:read', { require_approval: false, blocked: true })
  assert.deepEqual(told(await gate(of, 'crm:read')), ['deny', 'tool.blocked'])
  await app.must('/v1/tools/crm%3Aread/remove', { key: of.key, body: { reason: 'not needed' } })
  assert.equal((await gate(of, 'crm:read')).verdict, 'allow')
})

it('a setting holds for the name as tool and as action and in other capitals, in limits as well', async () => {
  const of = await orgWithAgent(app)
  await create(of, { name: 'read_crm', calls_per_minute: 2 })
  function asAction(action: string) {
    return app.must<Decided>('/v1/gate', { key: of.key, body: { agent_id: of.agent, action } })
  }
  assert.equal((await gate(of, 'read_crm')).verdict, 'allow')
  assert.deepEqual(
    (await asAction('Read_CRM')).reasons.map(({ code }) => code),
    ['policy.permitted', 'tool.other_case'],
  )
  assert.deepEqual(told(await asAction('read_crm')), ['deny', 'tool.rate_limited'])
  assert.deepEqual(told(await gate(of, 'READ_CRM')), ['deny', 'tool.rate_limited'])
  await change(of, 'read_crm', { calls_per_minute: null, blocked: true })
  for (const answer of [await gate(of, 'Read_crm'), await gate(of, 'read_note', { action: 'read_crm' })])
    assert.deepEqual(told(answer), ['deny', 'tool.blocked'])
  await change(of, 'read_crm', { blocked: false })
  const twin = await app.call('/v1/tools', { key: of.key, body: { name: 'READ_crm' } })
  assert.deepEqual([twin.status, (twin.body as { code: string }).code], [409, 'tool.exists'])
})

it('exactly so many calls are allowed in a minute', async () => {
  const of = await orgWithAgent(app)
  await create(of, { name: 'crm:read', calls_per_minute: 5 })
  const answers = await Promise.all(Array.from({ length: 40 }, () => gate(of, 'crm:read')))
  assert.equal(answers.filter(({ verdict }) => verdict === 'allow').length, 5)
  const refused = answers.filter(({ verdict }) => verdict === 'deny')
  assert.equal(refused.length, 35)
  for (const answer of refused) assert.deepEqual(told(answer), ['deny', 'tool.rate_limited'])
  const other = { ...of, agent: await app.newAgent(of.key) }
  assert.equal((await gate(other, 'crm:read')).verdict, 'allow')
})

function alike(tool: string, answer: Decided): string {
  const { receipt: _, ...rest } = answer
  return JSON.stringify(rest)
    .replaceAll(/(gte|req|apr)_[0-9a-z]+/g, '$1')
    .replaceAll(/"expires_at":"[^"]+"/g, '"expires_at"')
    .replaceAll(/sha256:[0-9a-f]{64}/g, 'sha256')
    .replaceAll(tool, 'zorp')
}

it('a hidden tool waits for a human where a name that nobody knows does, and no approval lets it through', async () => {
  const of = await orgWithAgent(app)
  await create(of, { name: 'zorp', hidden: true, risk: 'critical', blocked: true })
  const [hidden, unknown] = [await gate(of, 'zorp'), await gate(of, 'blarg')]
  assert.equal(hidden.verdict, 'require_approval')
  assert.equal(alike('zorp', hidden), alike('blarg', unknown))
  const member = await app.must<{ id: string }>('/v1/members', {
    key: of.key,
    body: { name: 'Ada', role: 'approver' },
  })
  async function used({ approval }: Decided, tool: string): Promise<Decided> {
    const { id } = approval as { id: string }
    const { digest } = await app.must<{ digest: string }>(`/v1/approvals/${id}`, { key: of.key })
    const body = { decision: 'grant', member_id: member.id, digest, reason: 'it is fine' }
    await app.must(`/v1/approvals/${id}/decide`, { key: of.key, body })
    return gate(of, tool, { approval_id: id })
  }
  assert.equal((await used(unknown, 'blarg')).verdict, 'allow')
  assert.deepEqual(told(await used(hidden, 'zorp')), ['deny', 'policy.no_match'])
})

it('a hidden tool answers as one that no policy permits, and the refusal is receipted', async () => {
  const of = await orgWithAgent(app)
  await create(of, { name: 'zorp', hidden: true, risk: 'critical' })
  await app.must('/v1/policies/publish', {
    key: of.key,
    body: { text: `@id("read") permit (principal, action, resource) when { context.effect == "read" };` },
  })
  const hidden = await gate(of, 'zorp')
  const unknown = await gate(of, 'blarg')
  assert.equal(alike('zorp', hidden), alike('blarg', unknown))
  const stored = await app.must<{ receipt: { type: string; action: { tool: string } } }>(
    `/v1/receipts/${hidden.receipt.id}`,
    { key: of.key },
  )
  assert.deepEqual([stored.receipt.type, stored.receipt.action.tool], ['gate.denied', 'zorp'])
})

it("policies read a typed tool's arguments, and what does not fit is denied", async () => {
  const of = await orgWithAgent(app)
  const input_schema = {
    type: 'object',
    properties: {
      amount: { type: 'number', maximum: 1000 },
      to: { type: 'string', pattern: '^[a-z]+$' },
      any: {},
    },
    required: ['amount', 'to'],
  }
  const made = await create(of, { name: 'payments:create', input_schema })
  assert.deepEqual(made.untyped, ['any'])
  assert.deepEqual(made.schema_not_enforced, ['pattern at /properties/to'])
  await app.must('/v1/policies/publish', {
    key: of.key,
    body: {
      text: `@id("small") permit (principal, action == Action::"payments:create", resource)
when { context.arguments.amount.lessThan(decimal("100.0")) };`,
    },
  })
  function pay(args: object) {
    return gate(of, 'payments:create', { arguments: args })
  }
  assert.equal((await pay({ amount: 99.99, to: 'ann' })).verdict, 'allow')
  assert.equal((await pay({ amount: 100, to: 'ann' })).verdict, 'deny')
  for (const args of [{ amount: '5', to: 'ann' }, { amount: 5 }, { amount: 1001, to: 'ann' }, {}])
    assert.deepEqual(told(await pay(args)), ['deny', 'tool.arguments_invalid'])
  const broken = await app.call('/v1/tools/payments%3Acreate', {
    key: of.key,
    method: 'PATCH',
    body: { input_schema: null },
  })
  assert.deepEqual(
    [broken.status, (broken.body as { code: string }).code],
    [422, 'policy.invalid'],
    broken.text,
  )
})

it('only a key that may write tools changes them, and an agent never reads them', async () => {
  const of = await orgWithAgent(app)
  await create(of, { name: 'crm:read' })
  const reader = await app.newKey(['tools:read', 'policies:read', 'policies:write', 'gate'], {}, of.key)
  for (const [path, method] of [
    ['/v1/tools', 'POST'],
    ['/v1/tools/crm:read', 'PATCH'],
    ['/v1/tools/crm:read/remove', 'POST'],
  ] as const) {
    const body = path === '/v1/tools' ? { name: 'x' } : method === 'PATCH' ? { blocked: true } : {}
    assert.equal((await app.call(path, { key: reader, method, body })).status, 403)
  }
  const agents = await app.newKey(['gate'], { agent_id: of.agent }, of.key)
  assert.equal((await app.call('/v1/tools', { key: agents })).status, 403)
  assert.equal((await app.call('/v1/tools', { key: reader })).status, 200)
  const twice = await app.call('/v1/tools', { key: of.key, body: { name: 'crm:read' } })
  assert.deepEqual([twice.status, (twice.body as { code: string }).code], [409, 'tool.exists'])
})
