// What becomes of gates when the database session or the process that records them ends at the worst moment.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { formatApiKey, newId } from '@countersign/terms'
import pg from 'pg'
import { unpackPayloads } from '../../src/store/segments/blocks.ts'
import { noCrashTests, startPostgres, type TestPostgres } from '../postgres.ts'
import { until, waitsForLock } from '../until.ts'
import { type Api, ask, must, type Reply, settings, startApi } from './processes.ts'

const LOCK = 4711
const WAITING = 20

// A commit waits for the advisory lock at the moment that is armed: `held-row` while its segment is written, `held-commit` in COMMIT.
// Whatever is written outside a transaction of the service is written under another role.
const TRAPS = `
  create table strays (told text);
  create function note_stray() returns trigger language plpgsql security definer as $$
  begin
    insert into strays values (tg_table_name || ' by ' || session_user);
    return null;
  end $$;
  create table armed (name text);
  create function hold() returns trigger language plpgsql security definer as $$
  begin
    if exists (select from armed where name = tg_argv[0]) then
      perform pg_advisory_xact_lock_shared(${LOCK});
    end if;
    return new;
  end $$;
  create trigger hold_row before insert on segments for each row execute function hold('held-row');
  create constraint trigger hold_commit after insert on segments deferrable initially deferred
    for each row execute function hold('held-commit');
  create trigger stray before insert or update on segments for each statement
    when (current_user <> 'countersign_app') execute function note_stray();
  create trigger stray before insert or update on logs for each statement
    when (current_user <> 'countersign_app') execute function note_stray()`

let server: TestPostgres
let watcher: pg.Client
let api: Api
let agent: string
const orgId = newId('org', Date.now(), randomBytes(10))
const key = formatApiKey('test', orgId, randomBytes(30))

before(async () => {
  if (noCrashTests !== false) return
  server = await startPostgres()
  api = await startApi(settings(key, { DATABASE_URL: server.url }))
  agent = (await must(api.url, '/v1/agents', { key, body: { name: 'an agent' } })).id
  watcher = new pg.Client({ connectionString: server.url })
  await watcher.connect()
  await watcher.query(TRAPS)
})
after(async () => {
  await watcher?.end()
  await api?.stop()
  await server?.stop()
})

function gate(session: string, repeat: string): Promise<Reply> {
  return ask(api.url, '/v1/gate', {
    key,
    repeat,
    body: { agent_id: agent, action: 'read_file', session_id: session },
  })
}

async function receiptsOf(session: string): Promise<string[]> {
  const { rows } = await watcher.query<{ payloads: Buffer; count: number }>(
    'select payloads, count from segments where org_id = $1 order by tree_size',
    [orgId],
  )
  const texts = rows.flatMap(({ payloads, count }) => unpackPayloads(payloads, count))
  return texts
    .filter((text) => text.includes(`"session":"${session}"`))
    .map((text) => (JSON.parse(text) as { id: string }).id)
}

/** From now on only this moment is held. */
async function arm(moment: string): Promise<void> {
  await watcher.query('delete from armed')
  await watcher.query('insert into armed values ($1)', [moment])
}

async function noStrays(): Promise<void> {
  assert.deepEqual((await watcher.query('select told from strays')).rows, [])
}

describe('a connection that dies in use', { skip: noCrashTests }, () => {
  const moments = [
    { when: 'before it wrote anything', session: 'unheld', statement: 'select size' },
    { when: 'while it wrote', session: 'held-row', statement: 'with' },
    { when: 'while it committed', session: 'held-commit', statement: 'commit' },
  ]
  for (const { when, session, statement } of moments) {
    it(`${when} leaves nothing half done, and those behind it are answered`, async () => {
      await arm(session)
      await watcher.query('begin')
      await watcher.query('select pg_advisory_xact_lock($1)', [LOCK])
      if (session === 'unheld') {
        await watcher.query('select 1 from logs where org_id = $1 for update', [orgId])
      }
      const first = gate(session, `${session}-first`)
      const pid = await until(`a session waits in ${statement}`, () => waitsForLock(watcher, statement))
      const behind = Array.from({ length: WAITING }, (_, n) =>
        gate(`${session}-${n}-behind`, `${session}-${n}`),
      )
      await watcher.query('select pg_terminate_backend($1)', [pid])
      const { status, body, text } = await first
      assert.equal(status, 503, text)
      assert.ok(['store.unavailable', 'outcome.unknown'].includes(body?.code ?? ''), text)
      await watcher.query('rollback')
      for (const answer of await Promise.all(behind)) assert.equal(answer.status, 200, answer.text)
      const [again, ...others] = await Promise.all([
        gate(session, `${session}-first`),
        ...behind.map((_, n) => gate(`${session}-${n}-behind`, `${session}-${n}`)),
      ])
      assert.equal(again?.body?.verdict, 'allow', again?.text)
      assert.deepEqual(await receiptsOf(session), [again?.body?.receipt.id])
      for (const [n, { body: said }] of others.entries()) {
        assert.deepEqual(await receiptsOf(`${session}-${n}-behind`), [said?.receipt.id])
      }
      await noStrays()
      assert.equal((await ask(api.url, '/health', { key })).status, 200)
    })
  }
})

describe('a process killed between commit and answer', { skip: noCrashTests }, () => {
  it('gives the first answer when the request is repeated', async () => {
    await arm('held-commit')
    await watcher.query('select pg_advisory_lock($1)', [LOCK])
    const unanswered = assert.rejects(gate('held-commit', 'killed'))
    await until('a session waits in commit', () => waitsForLock(watcher, 'commit'))
    // It stands still while the database commits, so it cannot have answered.
    await api.signal('SIGSTOP')
    const before = (await receiptsOf('held-commit')).length
    await watcher.query('select pg_advisory_unlock($1)', [LOCK])
    const ids = await until('the receipt is committed', async () => {
      const all = await receiptsOf('held-commit')
      return all.length > before && all
    })
    await api.signal('SIGKILL')
    await unanswered
    api = await startApi(settings(key, { DATABASE_URL: server.url }))
    const again = await gate('held-commit', 'killed')
    assert.deepEqual([again.status, again.body?.verdict], [200, 'allow'], again.text)
    assert.ok(ids.includes(again.body?.receipt.id ?? ''), 'the receipt of the first answer')
    assert.deepEqual(await receiptsOf('held-commit'), ids)
    await noStrays()
  })
})
