// Values that are older than their org keeps them go, each once, and every receipt and proof stays.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { parseKeySet, verifyBundle } from '@countersign/receipt'
import { suite } from '../src/adapters/suite.ts'
import { eraseAllOld } from '../src/jobs/retain.ts'
import { committed } from '../src/operations/commitment.ts'
import { eraseOld } from '../src/operations/receipts/erase-old.ts'
import type { Retention } from '../src/ports/nouns.ts'
import type { Store } from '../src/ports/store.ts'
import {
  ask,
  grant,
  makeWorld,
  member,
  outcome,
  requireValidLog,
  use,
  type World,
} from './approvals-world.ts'
import { startAlone, startApp, type TestApp, type TestDatabase, testDatabase } from './harness.ts'
import { newPerson } from './people.ts'
import { note, startStore } from './store-harness.ts'
import { placesOf } from './whole-database.ts'

/** The shortest that may be set. */
const DAYS_MIN = 30
const DAY = 24 * 60 * 60_000

/** Of what calls answered. */
const DIGEST = 'd19e'.repeat(16)

let database: TestDatabase
let app: TestApp
let other: TestApp
before(async () => {
  database = await testDatabase('postgres')
  const connection = await database.connection()
  app = await startApp(connection, 'postgres')
  other = await startApp(connection, 'postgres')
})
after(async () => {
  await app?.close()
  await other?.close()
  await database?.stop()
})

type Org = { retention: { days: number | null; next?: { days: number; at: string } } }
type Range = { from: number; to: number; count: number }
type Receipt = { id: string; seq: number; type: string }

async function sql(text: string, values: unknown[] = []): Promise<void> {
  const client = await app.db.ledger.connect()
  try {
    await client.query(text, values)
  } finally {
    client.release()
  }
}

/** As if so many days had been set, and the notice were over; a fraction of one is a moment. */
async function keepFor({ orgId }: World, days: number): Promise<void> {
  await sql('update orgs set retention = $2 where org_id = $1', [orgId, { days }])
  await sql('update logs set epoch = epoch + 1 where org_id = $1', [orgId])
}

/** The service's own jobs would look through it, too. */
function queue({ orgId }: World): Promise<void> {
  return sql(
    `insert into retention_due (org_id, at) values ($1, 0) on conflict (org_id) do update set at = 0`,
    [orgId],
  )
}

/** The database's clock and that of this process are compared: what is erased must be in the past of both. */
function context(store: Store = app.store) {
  return { store, clock: () => Date.now() + 1000 }
}

function retain({ key }: World, days: number | null, by = key) {
  return app.call('/v1/org/retention', { key: by, body: { days } })
}

async function done(world: World, more: object = {}): Promise<void> {
  const { gate } = await ask(world, { action: 'read_file', ...more })
  const body = { gate_id: gate.id, outcome: 'succeeded', output_digest: `sha256:${DIGEST}` }
  await app.must('/v1/complete', { key: world.agentKey, body })
}

async function ranges({ key }: World): Promise<Range[]> {
  const { data } = await app.must<{ data: Receipt[] }>('/v1/receipts?type=data.erased&limit=200&order=asc', {
    key,
  })
  const read = data.map(({ id }) => app.must<{ receipt: { range?: Range } }>(`/v1/receipts/${id}`, { key }))
  return (await Promise.all(read)).flatMap(({ receipt: { range } }) => range ?? [])
}

/** How many values the log discloses. */
async function disclosed({ key }: World): Promise<number> {
  const { text } = await app.call('/v1/bundle?disclosures=true', { key })
  return text
    .trim()
    .split('\n')
    .slice(1)
    .reduce((sum, line) => sum + (JSON.parse(line).disclosures ?? []).length, 0)
}

async function report({ key, orgId }: World) {
  const keys = parseKeySet(suite, await app.must(`/v1/logs/${orgId}/keys`, { key }))
  return verifyBundle(suite, (await app.call('/v1/bundle?disclosures=true', { key })).text, {
    trust: { keys },
  })
}

/** Receipts that disclose so much text that one step does not take all of them. */
async function bulk({ orgId }: World, megabytes: number): Promise<void> {
  const each = 400
  const text = 'a reason that says much. '.repeat((each * 1024) / 25)
  for (let n = 0; n < (megabytes * 1024) / each; n++) {
    const reason = committed(app.context, 'change.reason', `${n} ${text}`)
    await app.store.record(orgId, {
      needs: {},
      bytes: text.length,
      decide: () => ({
        entries: [
          {
            draft: { type: 'org.resumed', actor: 'system', change: { reason: reason.commitment } },
            disclosures: [reason.disclosure],
            changes: [],
          },
        ],
        answer: () => undefined,
      }),
    })
  }
}

describe('setting how long values are kept', () => {
  it('to a shorter time erases nothing for seven days, is receipted, and is taken back at once', async () => {
    const world = await makeWorld(app)
    await done(world)
    const before = await disclosed(world)
    const set = await retain(world, DAYS_MIN)
    assert.equal(set.status, 200, set.text)
    const { retention, receipt } = set.body as Org & { receipt: Receipt }
    assert.equal(retention.days, null)
    assert.equal(retention.next?.days, DAYS_MIN)
    assert.ok(Math.abs(Date.parse(retention.next?.at ?? '') - Date.now() - 7 * DAY) < 60_000)
    assert.equal(receipt.type, 'org.changed')
    const said = await app.must<{ receipt: { change: object }; disclosures: { value?: unknown }[] }>(
      `/v1/receipts/${receipt.id}`,
      { key: world.key },
    )
    assert.equal((said.receipt.change as { status: string }).status, 'retention_shortened')
    assert.match(JSON.stringify(said.disclosures[0]?.value), /"days":30/)
    await eraseAllOld(context())
    assert.equal(await disclosed(world), before + 1)
    const back = await retain(world, null)
    assert.deepEqual((back.body as Org).retention, { days: null })
    assert.deepEqual((await app.must<Org>('/v1/org', { key: world.key })).retention, { days: null })
    await requireValidLog(world)
  })

  it('is refused below what a gate may be open, to members who signed in long ago, and to agents', async () => {
    const world = await makeWorld(app)
    for (const days of [DAYS_MIN - 1, 0, -1, 30.5, 36_501, '30']) {
      assert.equal((await retain(world, days as number)).status, 400, String(days))
    }
    assert.deepEqual(outcome(await retain(world, 30, world.agentKey)), [403, 'auth.scope'])
    const admin = await newPerson(app, 'admin', { orgId: world.orgId })
    await sql(`update accounts.session set "createdAt" = now() - interval '11 minutes' where "userId" = $1`, [
      admin.accountId,
    ])
    assert.deepEqual(outcome(await retain(world, 30, admin.bearer)), [403, 'auth.sign_in'])
    assert.deepEqual((await app.must<Org>('/v1/org', { key: world.key })).retention, { days: null })
  })
})

it('on the embedded database, single values and old ones are erased as well', async () => {
  await using embedded = await startAlone('embedded')
  const key = embedded.adminKey
  const body = {
    agent_id: await embedded.newAgent(),
    action: 'read_file',
    arguments: { name: 'Elin-Marker' },
  }
  const { receipt } = await embedded.must<{ receipt: Receipt }>('/v1/check', { key, body })
  await embedded.must('/v1/check', { key, body: { ...body, arguments: { name: 'Olav-Marker' } } })
  await embedded.must(`/v1/receipts/${receipt.id}/erase`, {
    key,
    body: { paths: ['action.arguments'], reason: 'r' },
  })
  assert.deepEqual(await placesOf(embedded, 'Elin-Marker'), [])
  const { orgId } = embedded
  await embedded.must('/v1/org/retention', { key, body: { days: 30 } })
  const client = await embedded.db.ledger.connect()
  try {
    await client.query(`update orgs set retention = '{"days": 0}'`)
    await client.query('update logs set epoch = epoch + 1')
  } finally {
    client.release()
  }
  while (await eraseOld({ store: embedded.store, clock: () => Date.now() + 1000 }, orgId)) {}
  assert.deepEqual(await placesOf(embedded, 'Olav-Marker'), [])
  const { text: bundle } = await embedded.call('/v1/bundle', { key })
  const report = await embedded.must<{ verdict: string; erased: number }>('/v1/verify', {
    key,
    body: { bundle },
  })
  assert.equal(report.verdict, 'valid')
  assert.ok(report.erased > 4)
})

describe('the job', () => {
  it('erases everything that is old enough, says so, and leaves what is young', async () => {
    const world = await makeWorld(app)
    for (let n = 0; n < 5; n++) await done(world, { arguments: { name: `Tilda-Marker-${n}` } })
    await keepFor(world, 1)
    await queue(world)
    await eraseAllOld(context())
    assert.deepEqual(await ranges(world), [])
    const values = await disclosed(world)
    await keepFor(world, 0)
    await queue(world)
    await eraseAllOld(context())
    assert.deepEqual(await placesOf(app, 'Tilda-Marker'), [])
    await sql(
      `select 1 / (case when exists (select 1 from gates where org_id = $1 and output_digest is not null)
                                then 0 else 1 end)`,
      [world.orgId],
    )
    assert.equal(await disclosed(world), 0)
    const erased = await ranges(world)
    assert.equal(
      erased.reduce((sum, { count }) => sum + count, 0),
      values,
    )
    const { verdict, erased: said } = await report(world)
    assert.deepEqual([verdict, said], ['valid', values])
    await done(world)
    assert.ok((await disclosed(world)) > 0)
    await requireValidLog(world)
  })

  it('goes in steps that are bounded by bytes, each with a receipt of its own, and no step erases what another did', async () => {
    const world = await makeWorld(app)
    await bulk(world, 20)
    const values = await disclosed(world)
    await keepFor(world, 0)
    const parts = await Promise.all(
      [app, other, app, other].map(async ({ store }) => {
        let steps = 0
        for (let n = 0; n < 20; n++) if (await eraseOld(context(store), world.orgId)) steps++
        return steps
      }),
    )
    const erased = (await ranges(world)).sort((a, b) => a.from - b.from)
    assert.ok(erased.length >= 3, String(erased.length))
    assert.equal(
      parts.reduce((sum, steps) => sum + steps, 0),
      erased.length,
    )
    for (const [n, { from }] of erased.slice(1).entries()) assert.ok(from >= (erased[n]?.to ?? 0))
    assert.equal(
      erased.reduce((sum, { count }) => sum + count, 0),
      values,
    )
    assert.equal(await disclosed(world), 0)
    assert.equal((await report(world)).verdict, 'valid')
  })

  it('spares what an approval that waits is about, and erases it once that has ended', async () => {
    const world = await makeWorld(app)
    await done(world)
    const waiting = await ask(world)
    const approved = await ask(world, { session_id: 'approved' })
    await grant(world, approved.approval.id, await member(world))
    await done(world)
    await keepFor(world, 0)
    for (let n = 0; n < 10; n++) await eraseOld(context(), world.orgId)
    const { arguments: shown } = await app.must<{ arguments?: object }>(
      `/v1/approvals/${waiting.approval.id}`,
      {
        key: world.key,
      },
    )
    assert.ok(shown !== undefined)
    assert.equal((await use(world, approved.approval.id, { session_id: 'approved' })).verdict, 'allow')
    for (const { from, to } of await ranges(world)) {
      for (const { receipt } of [waiting, approved]) assert.ok(receipt.seq < from || receipt.seq >= to)
    }
    assert.equal((await report(world)).verdict, 'valid')
    await app.must(`/v1/approvals/${waiting.approval.id}/withdraw`, { key: world.key, body: {} })
    for (let n = 0; n < 10; n++) await eraseOld(context(), world.orgId)
    assert.equal(await disclosed(world), 0)
    assert.equal((await report(world)).verdict, 'valid')
  })

  it('goes no further than the approvals that it has looked at, where very many wait', async () => {
    const world = await makeWorld(app)
    await done(world)
    const waiting = await ask(world)
    await done(world)
    await sql(
      `insert into approvals select (jsonb_populate_record(a, jsonb_build_object('id', 'apr_' || lpad(n::text, 26, '0')))).*
         from approvals a, generate_series(1, 250) n where a.org_id = $1`,
      [world.orgId],
    )
    await keepFor(world, 0)
    for (let n = 0; n < 5; n++) await eraseOld(context(), world.orgId)
    const first = await ranges(world)
    assert.ok(first.length > 0)
    for (const { to } of first) assert.ok(to <= waiting.receipt.seq)
    await sql(`delete from approvals where org_id = $1 and id like 'apr_00000%'`, [world.orgId])
    for (let n = 0; n < 5; n++) await eraseOld(context(), world.orgId)
    const later = (await ranges(world)).slice(first.length)
    assert.ok(later.some(({ from }) => from > waiting.receipt.seq))
    assert.equal((await report(world)).verdict, 'valid')
  })

  it('does nothing when values are to be kept after all, or something else was erased meanwhile', async () => {
    const world = await makeWorld(app)
    await done(world)
    const values = await disclosed(world)
    function meanwhile(act: () => Promise<unknown>): Store {
      const { receipts } = app.store
      async function old(orgId: string, before: number) {
        const found = await receipts.old(orgId, before)
        await act()
        return found
      }
      return { ...app.store, receipts: { ...receipts, old } }
    }
    await keepFor(world, 0)
    const longer = meanwhile(() => retain(world, null))
    assert.equal(await eraseOld(context(longer), world.orgId), false)
    assert.equal(await disclosed(world), values + 1)
    await keepFor(world, 0)
    const twice = meanwhile(() => eraseOld(context(), world.orgId))
    assert.equal(await eraseOld(context(twice), world.orgId), false)
    assert.equal((await ranges(world)).length, 1)
    assert.equal((await report(world)).verdict, 'valid')
  })

  it('takes an org at most once at a time, looks again later, and not where values are kept for ever', async () => {
    const database = await testDatabase('postgres')
    const connection = await database.connection()
    const stores = await Promise.all([1, 2].map(() => startStore(connection)))
    try {
      const [first, second] = stores.map(({ retention }) => retention)
      assert.ok(first !== undefined && second !== undefined)
      const orgId = stores[0]?.orgId ?? ''
      async function set(retention: Retention) {
        await stores[0]?.record(orgId, {
          needs: {},
          bytes: 0,
          configures: true,
          decide: () => ({
            entries: [note({ changes: [{ kind: 'org.retain', retention }] })],
            answer: () => undefined,
          }),
        })
      }
      await set({ days: 30 })
      const claimed = await Promise.all([first.claim(100), second.claim(100)])
      assert.deepEqual(claimed.flat(), [orgId])
      assert.deepEqual(await first.claim(100), [])
      await second.later(orgId, 60_000, false)
      assert.deepEqual(await first.claim(100), [])
      await second.later(orgId, 0, true)
      assert.deepEqual(await first.claim(100), [orgId])
      await set({ days: null })
      await first.later(orgId, 0, true)
      assert.deepEqual(await second.claim(100), [])
    } finally {
      for (const store of stores) await store.close()
      await database.stop()
    }
  })

  it('shows for how long an org is behind, whoever works on it, until a round has come to the end', async () => {
    const database = await testDatabase('postgres')
    const store = await startStore(await database.connection())
    async function late(): Promise<number> {
      return (await store.backlog()).retentionLagMs
    }
    try {
      const { orgId, retention } = store
      assert.equal(await late(), 0)
      await store.db.ledger.query(
        `insert into retention_due (org_id, at)
        values ($1, floor(extract(epoch from clock_timestamp()) * 1000) - 7200000)`,
        [orgId],
      )
      assert.ok((await late()) >= 7_200_000)
      assert.deepEqual(await retention.claim(100), [orgId])
      assert.ok((await late()) >= 7_200_000, 'a process has taken it, and may have died')
      await retention.later(orgId, 0, true)
      assert.ok((await late()) >= 7_200_000, 'a round was not enough')
      await retention.claim(100)
      await retention.later(orgId, 60_000, false)
      assert.equal(await late(), 0)
    } finally {
      await store.close()
      await database.stop()
    }
  })

  it('that is cut off at any statement has erased all of a step or nothing, and goes on', async () => {
    const world = await makeWorld(app)
    let statements = 0
    for (let cut = 1; cut < 40; cut++) {
      await done(world, { arguments: { name: `Cut-Marker-${cut}` } })
      await keepFor(world, 0)
      const [values, before] = [await disclosed(world), (await ranges(world)).length]
      const ended = await cutOff(cut, () => eraseOld(context(other.store), world.orgId))
      const erased = await ranges(world)
      if (erased.length > before) {
        assert.equal(await disclosed(world), 0)
        assert.equal(erased.at(-1)?.count, values)
      } else assert.equal(await disclosed(world), values)
      assert.equal((await report(world)).verdict, 'valid')
      while (await eraseOld(context(), world.orgId)) {}
      assert.equal(await disclosed(world), 0)
      statements = cut
      if (!ended) break
    }
    assert.ok(statements > 5 && statements < 39, String(statements))
    assert.deepEqual(await placesOf(app, 'Cut-Marker'), [])
    await requireValidLog(world)
  })
})

/** Ends the server's side of a connection before its statement number `n` is sent; answers whether there was one. */
async function cutOff(n: number, act: () => Promise<unknown>): Promise<boolean> {
  let sent = 0
  let isCut = false
  const undo: (() => void)[] = []
  for (const pool of [other.db.ledger, other.db.readers]) {
    const connect = pool.connect.bind(pool) as () => Promise<Client>
    async function connecting() {
      const client = await connect()
      const query = client.query.bind(client)
      client.query = (...args) => {
        sent += 1
        if (sent !== n) return query(...args)
        isCut = true
        // Whatever was sent before is answered or lost; this statement never arrives.
        client.connection.stream.destroy()
        return query(...args)
      }
      undo.push(() => {
        client.query = query
      })
      return client
    }
    pool.connect = connecting as typeof pool.connect
    undo.push(() => {
      pool.connect = connect as typeof pool.connect
    })
  }
  await act().catch(() => undefined)
  for (const step of undo) step()
  return isCut
}

type Client = {
  query: (...args: unknown[]) => Promise<unknown>
  connection: { stream: { destroy(): void } }
}
