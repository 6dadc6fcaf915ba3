// One item that the database will not store, in the middle of a batch, fails alone.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { parseKeySet, verifyBundle } from '@countersign/receipt'
import pg from 'pg'
import { suite } from '../../src/adapters/suite.ts'
import { startApp, type TestApp } from '../harness.ts'
import { startPostgres, type TestPostgres } from '../postgres.ts'
import { until, waitsForLock } from '../until.ts'

/** The database refuses receipts of one agent at once, and those of another one when it commits. */
function poison(now: string, late: string): string {
  return `
    create function poison() returns trigger language plpgsql as $$
    begin
      if new.agent_id = tg_argv[0] then
        raise exception 'poisoned' using errcode = '22023';
      end if;
      return new;
    end $$;
    create trigger poison_now before insert on segment_agents for each row execute function poison('${now}');
    create constraint trigger poison_late after insert on segment_agents deferrable initially deferred
      for each row execute function poison('${late}')`
}

let server: TestPostgres
let holder: pg.Client
let app: TestApp
let agent: string
let poisoned: Record<string, string>

before(async () => {
  server = await startPostgres()
  app = await startApp({ connectionString: server.url }, 'postgres')
  agent = await app.newAgent()
  holder = new pg.Client({ connectionString: server.url })
  await holder.connect()
  const [now, late] = [await app.newAgent(), await app.newAgent()]
  poisoned = { 'poison-now': now, 'poison-late': late }
  await holder.query(poison(now, late))
})
after(async () => {
  await holder?.end()
  await app?.close()
  await server?.stop()
})

async function size() {
  return (await app.must<{ tree_size: number }>(`/v1/logs/${app.orgId}/checkpoint`)).tree_size
}

function ask(session: string) {
  const body = { agent_id: poisoned[session] ?? agent, action: 'read_file', session_id: session }
  return app.call('/v1/gate', { body })
}

/** Holds the org's lock until all are queued, so that they share one batch. */
async function together(sessions: string[]): Promise<number[]> {
  await holder.query('begin')
  await holder.query('select 1 from logs where org_id = $1 for update', [app.orgId])
  const first = ask('first')
  await until('its commit waits for the lock', () => waitsForLock(holder))
  const rest = sessions.map(ask)
  await new Promise((resolve) => setTimeout(resolve, 200))
  await holder.query('rollback')
  assert.equal((await first).status, 200)
  return (await Promise.all(rest)).map(({ status }) => status)
}

describe('a poisoned item', () => {
  for (const [poison, when] of [
    ['poison-now', 'while it is written'],
    ['poison-late', 'when the batch commits'],
  ] as const) {
    it(`that the database refuses ${when} fails alone, wherever it stands in its batch`, async () => {
      for (const at of [0, 20, 39]) {
        const before = await size()
        const sessions = Array.from({ length: 40 }, (_, n) => (n === at ? poison : `s-${n}`))
        const statuses = await together(sessions)
        assert.equal(statuses[at], 500)
        assert.deepEqual(
          statuses.filter((_, n) => n !== at),
          Array(39).fill(200),
        )
        assert.equal(await size(), before + 40)
      }
    })
  }

  it('alone, twice or among poisoned ones answers 500 and leaves nothing', async () => {
    const before = await size()
    assert.equal((await ask('poison-now')).status, 500)
    assert.equal((await ask('poison-late')).status, 500)
    const all = await together(['poison-now', 'poison-late', 'poison-now', 'poison-late'])
    assert.deepEqual(all, [500, 500, 500, 500])
    assert.equal(await size(), before + 1)
  })

  it('leaves a log that verifies as a whole, and no trace of itself', async () => {
    const bundle = (await app.call('/v1/bundle')).text
    const keys = parseKeySet(suite, await app.must(`/v1/logs/${app.orgId}/keys`))
    assert.equal(verifyBundle(suite, bundle, { trust: { keys } }).verdict, 'valid')
    assert.ok(!bundle.includes('poison'))
  })
})
