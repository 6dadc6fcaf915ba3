// Readiness and the log while the database refuses writes, is full, or ends its connections.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { appOfFile, type TestApp } from './harness.ts'
import { until } from './until.ts'

const app: TestApp = await appOfFile('postgres')
const agent = await app.newAgent()

async function statusOf(path: string): Promise<number> {
  return (await app.call(path, { key: null })).status
}

async function gate(): Promise<number> {
  return (await app.call('/v1/gate', { body: { agent_id: agent, action: 'read_file' } })).status
}

/** What the log says besides the requests themselves. */
function told(): { msg: string; code?: string; level: string }[] {
  const lines = app.logged().trim().split('\n')
  return lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg !== 'answered')
}

/** As the owner, whatever the database is set to. */
async function run(...statements: string[]): Promise<void> {
  const client = await app.db.readers.connect()
  try {
    await client.query('set default_transaction_read_only = off')
    for (const statement of statements) await client.query(statement)
  } finally {
    client.release(true)
  }
}

const END_SESSIONS = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid()`

async function setReadOnly(value: 'on' | 'off'): Promise<void> {
  const set = `do $$ begin execute format('alter database %I set default_transaction_read_only = ${value}', current_database()); end $$`
  await run(set, END_SESSIONS)
}

describe('readiness', () => {
  it('is false while the database can only be read, and true again when it is not', async () => {
    assert.equal(await statusOf('/ready'), 200)
    await setReadOnly('on')
    await until('it is not ready', async () => (await statusOf('/ready')) === 503)
    assert.equal(await gate(), 503)
    assert.deepEqual([await statusOf('/ready'), await statusOf('/health')], [503, 200])
    assert.ok(told().some(({ code, msg }) => code === '25006' && msg === 'the database refuses to work'))
    await setReadOnly('off')
    await until('it is ready', async () => (await statusOf('/ready')) === 200)
    await until('it allows', async () => (await gate()) === 200)
    assert.ok(told().some(({ msg }) => msg === 'the database works again'))
  })

  it('is false after a commit for which there was no room, though a small row can still be written', async () => {
    await run(
      `create function refuse() returns trigger language plpgsql as $$ begin raise exception using errcode = '53100'; end $$`,
      'create trigger full_disk before insert on segments for each row execute function refuse()',
    )
    assert.equal(await gate(), 503)
    await until('it is not ready', async () => (await statusOf('/ready')) === 503)
    await run('drop trigger full_disk on segments')
    await until('it is ready', async () => (await statusOf('/ready')) === 200)
    assert.equal(await gate(), 200)
  })

  it('loses its connections with a line or two, and no stack for each of them', async () => {
    const before = told().length
    await run(END_SESSIONS)
    await until('it allows again', async () => (await gate()) === 200)
    await until('it is ready', async () => (await statusOf('/ready')) === 200)
    const lines = told().slice(before)
    assert.ok(lines.length <= 4, JSON.stringify(lines))
    assert.ok(!app.logged().includes('"stack"'), 'no error of the driver is in the log')
  })
})
