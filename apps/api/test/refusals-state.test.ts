// What agents, their keys and their gates are refused, and what the log says about it.
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { type Scope, scopes } from '@countersign/contract'
import { parseKeySet, verifyBundle } from '@countersign/receipt'
import { suite } from '../src/adapters/suite.ts'
import { type Answer, appOfFile, type CallOptions, orgWithAgent, startAlone } from './harness.ts'
import { newPerson } from './people.ts'
import { until } from './until.ts'

type Decided = {
  verdict: string
  would?: string
  receipt: { id: string; type: string }
  gate: { id: string; status: string }
  approval?: { id: string }
  reasons: { code: string }[]
}

type Evidence = {
  receipt: { mode: string; environment: string; action: object }
  disclosures: { path: string }[]
}

type Listed = { data: { id: string; type: string; gate_id?: string; approval_id?: string }[] }

const AGENT_SCOPES: Scope[] = ['check', 'gate', 'complete', 'verify', 'approvals:read', 'receipts:read']
const ZEROS = '0'.repeat(26)
function sleep(ms: number) {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

const app = await appOfFile('postgres')
const agent = await app.newAgent()

function code(answer: Answer) {
  return [answer.status, (answer.body as { code?: string }).code]
}

function keyFor(id: string) {
  return app.newKey(AGENT_SCOPES, { agent_id: id })
}

function read(more: object = {}) {
  return { agent_id: agent, action: 'read_file', ...more }
}

function decide(more: object = {}, options: CallOptions = {}, path = '/v1/gate') {
  return app.must<Decided>(path, { body: read(more), ...options })
}

function verdict({ verdict, reasons }: Decided) {
  return `${verdict} ${reasons[0]?.code}`
}

describe('an agent', () => {
  for (const [verb, denied] of [
    ['suspend', 'agent.suspended'],
    ['quarantine', 'agent.quarantined'],
    ['revoke', 'agent.revoked'],
  ] as const) {
    it(`is denied after ${verb}, with a receipt that says why`, async () => {
      const own = await app.newAgent()
      await app.must(`/v1/agents/${own}/${verb}`, { body: {} })
      for (const path of ['/v1/gate', '/v1/check']) {
        const decided = await decide({ agent_id: own }, {}, path)
        assert.equal(verdict(decided), `deny ${denied}`)
        assert.equal(decided.receipt.type, path === '/v1/gate' ? 'gate.denied' : 'check')
      }
    })
  }

  it('changes status only along the allowed ways, else 409 and no receipt', async () => {
    const ways: Record<string, string[]> = {
      active: ['suspend', 'quarantine', 'revoke'],
      suspended: ['resume', 'quarantine', 'revoke'],
      quarantined: ['resume', 'revoke'],
      revoked: [],
    }
    const into: Record<string, string[]> = {
      active: [],
      suspended: ['suspend'],
      quarantined: ['quarantine'],
      revoked: ['revoke'],
    }
    for (const [status, allowed] of Object.entries(ways)) {
      for (const verb of ['suspend', 'resume', 'quarantine', 'revoke']) {
        const own = await app.newAgent()
        for (const step of into[status] ?? []) await app.must(`/v1/agents/${own}/${step}`, { body: {} })
        const answer = await app.call(`/v1/agents/${own}/${verb}`, { body: {} })
        const expected = allowed.includes(verb) ? [200, undefined] : [409, 'agent.state']
        assert.deepEqual(code(answer), expected, `${status} ${verb}`)
      }
    }
  })

  it('that is revoked takes its keys with it', async () => {
    const own = await app.newAgent()
    const key = await keyFor(own)
    assert.equal((await decide({ agent_id: own }, { key })).verdict, 'allow')
    await app.must(`/v1/agents/${own}/revoke`, { body: {} })
    for (const path of ['/v1/gate', '/v1/check']) {
      assert.deepEqual(code(await app.call(path, { key, body: { action: 'read_file' } })), [
        401,
        'auth.invalid',
      ])
    }
    assert.deepEqual(code(await app.call('/v1/receipts', { key })), [401, 'auth.invalid'])
    const more = await app.call('/v1/keys', { body: { name: 'x', scopes: ['check'], agent_id: own } })
    assert.deepEqual(code(more), [409, 'agent.state'])
  })

  it('is denied while its org is halted, and the halt is refused twice', async () => {
    assert.deepEqual(code(await app.call('/v1/org/resume', { body: {} })), [409, 'org.state'])
    await app.must('/v1/org/halt', { body: {} })
    assert.deepEqual(code(await app.call('/v1/org/halt', { body: {} })), [409, 'org.state'])
    assert.equal(verdict(await decide()), 'deny org.halted')
    assert.equal((await decide({ dry_run: true }, {}, '/v1/check')).would, 'deny')
    await app.must('/v1/org/resume', { body: {} })
    assert.equal((await decide()).verdict, 'allow')
  })

  it('is denied an approval that nobody knows', async () => {
    const denied = await decide({ action: 'delete_database', approval_id: `apr_${ZEROS}` })
    assert.equal(verdict(denied), 'deny approval.unknown')
    assert.equal(verdict(await decide({ approval_id: `apr_${ZEROS}` })), 'deny approval.unknown')
  })
})

describe("an agent's key", () => {
  let own: string
  let key: string
  before(async () => {
    own = await app.newAgent()
    key = await keyFor(own)
  })

  it('may name its own agent or none, and no other', async () => {
    assert.equal((await decide({ agent_id: own }, { key })).verdict, 'allow')
    assert.equal((await decide({ agent_id: undefined }, { key })).verdict, 'allow')
    for (const path of ['/v1/gate', '/v1/check']) {
      for (const other of [agent, `agt_${ZEROS}`]) {
        const refused = await app.call(path, { key, body: { ...read(), agent_id: other } })
        assert.deepEqual(code(refused), [403, 'auth.agent_mismatch'])
      }
    }
  })

  it('may not rehearse or explain', async () => {
    for (const more of [{ dry_run: true }, { explain: true }, { dry_run: true, explain: true }]) {
      const refused = await app.call('/v1/check', { key, body: { ...read(more), agent_id: own } })
      assert.deepEqual(code(refused), [403, 'auth.scope'])
    }
  })

  it('may not hold a scope that configures, exports or approves', async () => {
    for (const scope of scopes) {
      const body = { name: 'x', scopes: [scope], agent_id: own }
      const expected = AGENT_SCOPES.includes(scope) ? [201, undefined] : [403, 'key.scope_escalation']
      assert.deepEqual(code(await app.call('/v1/keys', { body })), expected, scope)
    }
  })

  it('reads and completes nothing but its own', async () => {
    const mine = await decide({ agent_id: own }, { key })
    const other = await decide()
    const { id } = await app.must<{ id: string }>('/v1/agents', { body: { name: 'x' } })
    const created = (await app.must<Listed>(`/v1/receipts?agent_id=${id}`)).data[0]?.id
    for (const receipt of [other.receipt.id, created]) {
      assert.deepEqual(code(await app.call(`/v1/receipts/${receipt}`, { key })), [404, 'not_found'])
      assert.deepEqual(code(await app.call(`/v1/receipts/${receipt}/cose`, { key })), [404, 'not_found'])
      const verified = await app.call('/v1/verify', { key, body: { receipt_id: receipt } })
      assert.deepEqual(code(verified), [404, 'not_found'])
    }
    const report = { gate_id: other.gate.id, outcome: 'succeeded' }
    assert.deepEqual(code(await app.call('/v1/complete', { key, body: report })), [404, 'not_found'])
    const all = (await app.must<{ data: { agent_id: string }[] }>('/v1/receipts?limit=200', { key })).data
    assert.ok(all.length > 0 && all.every((row) => row.agent_id === own))
    assert.deepEqual((await app.must<Listed>(`/v1/receipts?agent_id=${agent}`, { key })).data, [])
    const evidence = await app.must<Evidence>(`/v1/receipts/${mine.receipt.id}`, { key })
    assert.ok(!evidence.disclosures.some(({ path }) => path === 'policy.inputs'))
    await app.must('/v1/complete', { key, body: { gate_id: mine.gate.id, outcome: 'succeeded' } })
  })
})

describe('a key', () => {
  it('gives no scope that it does not hold', async () => {
    for (const scope of scopes) {
      const held: Scope[] = ['keys:write', 'check']
      const key = await app.newKey(held)
      const expected = held.includes(scope) ? [201, undefined] : [403, 'key.scope_escalation']
      const body = { name: 'x', scopes: [scope] }
      assert.deepEqual(code(await app.call('/v1/keys', { key, body })), expected, scope)
    }
  })

  it('that decides for members is made by an owner, or by a key with `admin`, and by nobody else', async () => {
    const { orgId, adminKey } = await app.newOrg()
    const makers: [string, number][] = [
      [adminKey, 201],
      [(await newPerson(app, 'owner', { orgId })).bearer, 201],
      [(await newPerson(app, 'admin', { orgId })).bearer, 403],
      [await app.newKey(['keys:write', 'approvals:decide', 'check'], {}, adminKey), 403],
    ]
    for (const [key, status] of makers) {
      const body = { name: 'x', scopes: ['approvals:decide', 'check'] }
      const made = await app.call('/v1/keys', { key, body })
      assert.equal(made.status, status, made.text)
      assert.equal((await app.call('/v1/keys', { key, body: { name: 'x', scopes: ['check'] } })).status, 201)
    }
  })

  it('that is bound to an environment decides in it, names no other, and gives no wider key', async () => {
    const key = await app.newKey(['admin'], { environment: 'staging' })
    const decided = await decide({}, { key })
    const { receipt } = await app.must<Evidence>(`/v1/receipts/${decided.receipt.id}`)
    assert.equal(receipt.environment, 'staging')
    const elsewhere = await app.call('/v1/gate', { key, body: read({ environment: 'production' }) })
    assert.deepEqual(code(elsewhere), [400, 'request.invalid'])
    for (const more of [{}, { environment: 'production' }]) {
      const wider = await app.call('/v1/keys', { key, body: { name: 'x', scopes: ['check'], ...more } })
      assert.deepEqual(code(wider), [403, 'auth.scope'])
    }
    await app.newKey(['check'], { environment: 'staging' }, key)
  })

  it('that is revoked is refused at once, everywhere, and cannot be brought back by repeating', async () => {
    const made = await app.must<{ id: string; secret: string }>('/v1/keys', {
      body: { name: 'x', scopes: ['admin'] },
    })
    const options = { key: made.secret, headers: { 'idempotency-key': 'before' } }
    assert.equal((await decide({}, options)).verdict, 'allow')
    await app.must(`/v1/keys/${made.id}/revoke`, { body: {} })
    for (const [path, body] of [
      ['/v1/gate', read()],
      ['/v1/check', read({ dry_run: true })],
      ['/v1/agents', undefined],
      ['/v1/verify', { evidence: {} }],
      [`/v1/logs/${app.orgId}/keys`, undefined],
    ] as const) {
      const refused = await app.call(path, { ...options, ...(body && { body }) })
      assert.deepEqual(code(refused), [401, 'auth.invalid'], path)
    }
    const again = await app.call(`/v1/keys/${made.id}/revoke`, { body: {} })
    assert.deepEqual(code(again), [409, 'key.state'])
    assert.equal((await app.must<{ status: string }>(`/v1/keys/${made.id}`)).status, 'revoked')
  })
})

describe('a gate', () => {
  it('that was denied, is pending or is closed cannot be completed', async () => {
    await app.must('/v1/tools', { body: { name: 'read_ledger', blocked: true } })
    const denied = await decide({ action: 'read_ledger' })
    assert.equal(denied.verdict, 'deny')
    const pending = await decide({ action: 'delete_database' })
    const done = await decide()
    await app.must('/v1/complete', { body: { gate_id: done.gate.id, outcome: 'unknown' } })
    for (const [{ gate }, refused] of [
      [denied, 'gate.denied'],
      [pending, 'gate.pending'],
      [done, 'gate.closed'],
    ] as const) {
      const body = { gate_id: gate.id, outcome: 'succeeded' }
      assert.deepEqual(code(await app.call('/v1/complete', { body })), [409, refused])
    }
  })

  it('in hash-only mode keeps the commitment it was given and no value', async () => {
    const commitment = { alg: 'hmac-sha256', c: 'ab'.repeat(32) }
    // What the service cannot read could be anything, so the starter set holds it for a human.
    const held = await decide({ arguments_commitment: commitment })
    assert.equal(held.verdict, 'require_approval')
    const of = await orgWithAgent(app)
    await app.must('/v1/policies/publish', {
      key: of.key,
      body: {
        text: '@id("by-name") permit (principal, action, resource) when { context.tool == "read_file" };',
      },
    })
    const decided = await app.must<Decided>('/v1/gate', {
      key: of.key,
      body: { agent_id: of.agent, action: 'read_file', arguments_commitment: commitment },
    })
    assert.equal(decided.verdict, 'allow')
    const { receipt, disclosures } = await app.must<Evidence>(`/v1/receipts/${decided.receipt.id}`, {
      key: of.key,
    })
    assert.deepEqual(
      [receipt.mode, receipt.action],
      ['hash_only', { name: 'read_file', arguments: commitment }],
    )
    assert.ok(!disclosures.some(({ path }) => path === 'action.arguments'))
    await app.must('/v1/complete', { key: of.key, body: { gate_id: decided.gate.id, outcome: 'succeeded' } })
  })

  it('that nobody completes is signed as expired, and a late completion is refused', async () => {
    await using quick = await startAlone('postgres', {
      env: { COUNTERSIGN_GATE_TTL_SECONDS: '1', COUNTERSIGN_APPROVAL_TTL_SECONDS: '1' },
    })
    const own = await quick.newAgent()
    function ask(action: string) {
      return quick.must<Decided>('/v1/gate', { body: { agent_id: own, action } })
    }
    const [open, pending] = [await ask('read_file'), await ask('delete_database')]
    const tooLate: string[] = []
    await until('a gate was completed in time', async () => {
      const { gate } = await ask('read_file')
      const done = await quick.call('/v1/complete', { body: { gate_id: gate.id, outcome: 'succeeded' } })
      if (done.status !== 200) tooLate.push(gate.id)
      return done.status === 200
    })
    await sleep(1050)
    const late = { gate_id: open.gate.id, outcome: 'succeeded' }
    assert.deepEqual(code(await quick.call('/v1/complete', { body: late })), [409, 'gate.expired'])
    async function expired() {
      return (await quick.must<Listed>('/v1/receipts?limit=200')).data.filter(({ type }) =>
        type.endsWith('.expired'),
      )
    }
    const count = 2 + tooLate.length
    await until('all of them have expired', async () => (await expired()).length >= count)
    const rows = (await expired())
      .map(({ type, gate_id, approval_id }) => [type, gate_id, approval_id])
      .sort()
    assert.deepEqual(rows, [
      ['approval.expired', pending.gate.id, pending.approval?.id],
      ...[open.gate.id, ...tooLate].sort().map((id) => ['gate.expired', id, undefined]),
    ])
    assert.deepEqual(code(await quick.call('/v1/complete', { body: late })), [409, 'gate.expired'])
    await sleep(1200)
    assert.equal((await expired()).length, count, 'a gate expires once')
    const keys = parseKeySet(suite, await quick.must(`/v1/logs/${quick.orgId}/keys`))
    const report = verifyBundle(suite, (await quick.call('/v1/bundle')).text, { trust: { keys } })
    assert.equal(report.verdict, 'valid', JSON.stringify(report))
  })
})
