// GET /metrics: only with its token, in the format of Prometheus; each figure moves when its thing happens.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createMetrics } from '../src/adapters/metrics.ts'
import type { Gauges } from '../src/ports/metrics.ts'
import { ask, CALL, decide, granted, makeWorld, member } from './approvals-world.ts'
import { type Family, parseExposition, sumOf } from './exposition.ts'
import { appOfFile, startAlone, type TestApp } from './harness.ts'
import { until } from './until.ts'

const token = 'a-token-of-this-test-only'
const env = { COUNTERSIGN_METRICS_TOKEN: token }
const app = await appOfFile('postgres', { env })

type Labels = Record<string, string>
type Reader = { (name: string, labels?: Labels): number; families: Map<string, Family>; text: string }

async function scrape(from: TestApp = app): Promise<Reader> {
  const { status, text } = await from.call('/metrics', { key: token })
  assert.equal(status, 200, text)
  const families = parseExposition(text)
  function read(name: string, labels?: Labels) {
    return sumOf(families, `countersign_${name}`, labels)
  }
  return Object.assign(read, { families, text })
}

/** How much more it is after `work` than before it. */
async function movedBy(work: () => Promise<unknown>) {
  const before = await scrape()
  await work()
  const after = await scrape()
  return (name: string, labels?: Labels) => after(name, labels) - before(name, labels)
}

describe('who may read metrics', () => {
  it('nobody where there is no token, and the answer says which setting is missing', async () => {
    await using plain = await startAlone('postgres')
    for (const key of [null, token, plain.adminKey]) {
      const { status, body } = await plain.call('/metrics', { key })
      assert.equal(status, 404)
      assert.match((body as { detail: string }).detail, /COUNTERSIGN_METRICS_TOKEN/)
    }
  })

  it('only who sends the token: no key of an org, and no part of it', async () => {
    for (const key of [null, app.adminKey, token.slice(1), `${token}x`, 'x']) {
      const { status, text } = await app.call('/metrics', { key })
      assert.equal(status, 401)
      assert.ok(!text.includes(token) && !text.includes('countersign_'))
    }
    assert.equal((await app.call(`/metrics?token=${token}`, { key: null })).status, 401)
    const answer = await app.call('/metrics', { key: token })
    assert.match(String(answer.headers['content-type']), /^text\/plain; version=0\.0\.4/)
    assert.equal(answer.headers['cache-control'], 'no-store')
  })
})

describe('metrics', () => {
  it('count verdicts, denials by reason, receipts, and time requests, commits and signatures', async () => {
    const agent = await app.newAgent()
    const moved = await movedBy(async () => {
      await app.must('/v1/gate', { body: { agent_id: agent, action: 'read_file' } })
      await app.must('/v1/check', { body: { agent_id: agent, action: 'read_file' } })
      await app.must(`/v1/agents/${agent}/suspend`, { body: {} })
      await app.must('/v1/gate', { body: { agent_id: agent, action: 'read_file' } })
    })
    assert.equal(moved('verdicts_total', { operation: 'gate', verdict: 'allow' }), 1)
    assert.equal(moved('verdicts_total', { operation: 'check', verdict: 'allow' }), 1)
    assert.equal(moved('verdicts_total', { operation: 'gate', verdict: 'deny' }), 1)
    assert.equal(moved('denials_total', { reason: 'agent.suspended' }), 1)
    assert.equal(moved('receipts_total', { type: 'gate.allowed' }), 1)
    assert.equal(moved('receipts_total'), 4)
    assert.equal(moved('request_duration_seconds_count', { operation: 'gate', status: '2xx' }), 2)
    assert.ok(moved('request_duration_seconds_sum', { operation: 'gate' }) > 0)
    assert.equal(moved('commit_duration_seconds_count'), 4)
    assert.equal(moved('commit_receipts_sum'), 4)
    assert.equal(moved('sign_duration_seconds_count'), 4)
    assert.ok(moved('sign_duration_seconds_sum') > 0)
  })

  it('count approvals that are opened once, and what is decided of them', async () => {
    const world = await makeWorld(app)
    const moved = await movedBy(async () => {
      const { approval } = await ask(world)
      await ask(world)
      await decide(world, approval.id, await member(world), { decision: 'reject' })
      await granted(world, { arguments: { table: 'others' } })
    })
    assert.equal(moved('approvals_opened_total'), 2)
    assert.equal(moved('approvals_decided_total', { decision: 'rejected' }), 1)
    assert.equal(moved('approvals_decided_total', { decision: 'granted' }), 1)
  })

  it('count refusals by their code', async () => {
    const moved = await movedBy(async () => {
      await app.call('/v1/org', { key: null })
      await app.call('/v1/gate', { body: { action: 7 } })
      await app.call('/no/such/path')
    })
    assert.equal(moved('errors_total', { code: 'auth.missing' }), 1)
    assert.equal(moved('errors_total', { code: 'request.invalid' }), 1)
    assert.equal(moved('errors_total', { code: 'route.unknown' }), 1)
    assert.equal(moved('request_duration_seconds_count', { operation: 'gate', status: '4xx' }), 1)
  })

  it('show the queue and how old it is while an org is locked', async () => {
    const agent = await app.newAgent()
    const body = { agent_id: agent, action: 'read_file' }
    const holder = await app.db.readers.connect()
    await holder.query('BEGIN')
    await holder.query('select 1 from logs where org_id = $1 for update', [app.orgId])
    const asked = [app.call('/v1/gate', { body })]
    try {
      // The first one is being committed, and waits for the row; those after it wait for their turn.
      await until('a commit waits', async () => (await scrape())('pool_connections', busy) === 1)
      for (let n = 0; n < 3; n++) asked.push(app.call('/v1/gate', { body }))
      const seen = await until('they wait', async () => {
        const now = await scrape()
        return now('queue_items') === 3 ? now : undefined
      })
      assert.ok(seen('queue_bytes') > 0 && seen('queue_oldest_seconds') > 0)
    } finally {
      await holder.query('ROLLBACK')
      holder.release()
    }
    for (const answer of await Promise.all(asked)) assert.equal(answer.status, 200)
    const after = await scrape()
    assert.deepEqual([after('queue_items'), after('queue_bytes'), after('queue_oldest_seconds')], [0, 0, 0])
  })

  it('show connections by pool, and who waits for one', async () => {
    const { readers } = app.db
    const most = readers.options.max
    const held = await Promise.all(Array.from({ length: most }, () => readers.connect()))
    const next = readers.connect()
    const seen = await scrape().finally(async () => {
      for (const client of held) client.release()
      const last = await next
      last.release()
    })
    assert.equal(seen('pool_connections', { pool: 'readers', state: 'in_use' }), most)
    assert.equal(seen('pool_connections_max', { pool: 'readers' }), most)
    // Jobs of the service may wait for one too.
    assert.ok(seen('pool_waiting', { pool: 'readers' }) >= 1)
    const after = await until('nobody waits', async () => {
      const now = await scrape()
      return now('pool_waiting') === 0 && now('pool_connections', { pool: 'readers', state: 'idle' }) > 0
        ? now
        : undefined
    })
    assert.equal(after('database_readable'), 1)
  })

  it('show who waits for a decision', async () => {
    const world = await makeWorld(app)
    const { approval } = await ask(world)
    const waiting = app.call(`/v1/approvals/${approval.id}?wait=60`, { key: world.agentKey })
    await until('one waits', async () => (await scrape())('waiters') === 1)
    await decide(world, approval.id, await member(world))
    assert.equal((await waiting).status, 200)
    assert.equal((await scrape())('waiters'), 0)
  })

  it('show what waits in the outbox and what is overdue, and count rounds and commits that fail', async () => {
    // Of orgs that do not exist, so that no job can finish them.
    const rows = `select 'org_gone', n, '', 0, 0 from generate_series(1, 500) n`
    await app.db.readers.query(`insert into outbox (org_id, seq, channel, at, attempts) ${rows}`)
    await app.db.readers.query(`insert into due (org_id, at) values ('org_gone', 0)`)
    const seen = await scrape()
    assert.ok(seen('lag_seconds', { work: 'outbox' }) > 1e6 && seen('lag_seconds', { work: 'expiry' }) > 1e6)
    assert.ok(seen('backlog_items', { work: 'outbox' }) >= 400)
    await until('a round fails', async () => (await scrape())('job_failures_total', { task: 'expire' }) > 0)
    await app.db.readers.query(`delete from outbox where org_id = 'org_gone'`)
    await app.db.readers.query(`delete from due where org_id = 'org_gone'`)
    await app.db.readers.query(
      `create function refuse() returns trigger language plpgsql as $$ begin raise exception using errcode = '53100'; end $$`,
    )
    const agent = await app.newAgent()
    await app.db.readers.query(
      'create trigger full_disk before insert on segments for each row execute function refuse()',
    )
    const moved = await movedBy(async () => {
      const answer = await app.call('/v1/gate', { body: { agent_id: agent, action: 'read_file' } })
      assert.equal(answer.status, 503)
    })
    await app.db.readers.query('drop trigger full_disk on segments')
    assert.ok(moved('commit_failures_total') >= 1)
    assert.equal(moved('verdicts_total'), 0)
    const after = await until('nothing is overdue', async () => {
      const now = await scrape()
      return now('backlog_items') === 0 ? now : undefined
    })
    assert.equal(after('lag_seconds', { work: 'outbox' }), 0)
  })

  it('describe the process and its event loop, and no org, agent, key or tool', async () => {
    const world = await makeWorld(app)
    await granted(world)
    const { families, text } = await scrape()
    for (const name of ['nodejs_eventloop_lag_p99_seconds', 'process_resident_memory_bytes']) {
      assert.ok(sumOf(families, name) > 0, name)
    }
    for (const word of [world.orgId, world.agent, world.agentKey, CALL.tool, CALL.action, 'org_', 'agent_0'])
      assert.ok(!text.includes(word), word)
  })
})

const busy = { pool: 'ledger', state: 'in_use' }

describe('metrics without a database', () => {
  it('say that it cannot be read, and leave out what was read of it before', async () => {
    const metrics = createMetrics()
    const gauges: Gauges = {
      load: () => ({ queue: { items: 0, bytes: 0, oldestMs: 0 }, pools: [] }),
      backlog: async () => ({ expiryLagMs: 5000, outboxLagMs: 0, retentionLagMs: 0, outboxWaiting: 2 }),
      waiters: () => 0,
    }
    const before = parseExposition((await metrics.text(gauges)).text)
    assert.equal(sumOf(before, 'countersign_lag_seconds', { work: 'expiry' }), 5)
    const lost = parseExposition((await metrics.text({ ...gauges, backlog: () => Promise.reject() })).text)
    assert.equal(sumOf(lost, 'countersign_database_readable'), 0)
    for (const name of ['countersign_lag_seconds', 'countersign_backlog_items'])
      assert.equal(lost.get(name)?.samples.size, 0, name)
  })
})
