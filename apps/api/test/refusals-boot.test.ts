// What the service refuses to start on, and whether a person can tell why.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'
import { localVault } from '../src/adapters/vault.ts'
import { createApp } from '../src/app.ts'
import { createLogger } from '../src/http/log.ts'
import { prepareInstance } from '../src/store/instance.ts'
import { openDatabase, timeoutsOf } from '../src/store/pool.ts'
import { checkerInProcess } from './checker.ts'
import { startApp, testConfig } from './harness.ts'
import { startPostgres, type TestPostgres } from './postgres.ts'
import { until } from './until.ts'

let server: TestPostgres
before(async () => {
  server = await startPostgres()
})
after(() => server?.stop())

async function run(url: string, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await client.query(sql)
  } finally {
    await client.end()
  }
}

async function boot(url: string, options: { durable?: boolean; masterKey?: number } = {}): Promise<void> {
  const db = openDatabase(
    { connectionString: url },
    { committers: 1, readers: 2 },
    () => undefined,
    timeoutsOf(90_000),
  )
  try {
    const vault = localVault(new Uint8Array(32).fill(options.masterKey ?? 7))
    await prepareInstance(db, vault, options.durable ?? false)
  } finally {
    await db.close()
  }
}

describe('a start', () => {
  it('makes an empty database ready, alone or with others, and does so once', async () => {
    const url = await server.createDatabase()
    await Promise.all(Array.from({ length: 6 }, () => boot(url, { durable: true })))
    const applied = await run(url, 'select count(*)::int as n from drizzle.__drizzle_migrations')
    const instances = await run(url, 'select count(*)::int as n from instance')
    await boot(url, { durable: true })
    const after = await run(url, 'select count(*)::int as n from drizzle.__drizzle_migrations')
    assert.ok(applied.rows[0]?.n >= 2)
    assert.deepEqual([after.rows, instances.rows], [applied.rows, [{ n: 1 }]])
  })

  it('is not bound by the limits of a request, however slow the machine is between two statements', async () => {
    const url = await server.createDatabase()
    const limits = { ...timeoutsOf(90_000), idleMs: 20, lockMs: 20, statementMs: 20, replyMs: 200 }
    const db = openDatabase({ connectionString: url }, { committers: 1, readers: 2 }, () => undefined, limits)
    await boot(url)
    const other = new pg.Client({ connectionString: url })
    await other.connect()
    // The start waits for this lock for longer than a request waits for an answer.
    await other.query('begin; lock table drizzle.__drizzle_migrations')
    const vault = localVault(new Uint8Array(32).fill(7))
    const starting = createApp({
      config: testConfig(),
      db,
      vault: {
        ...vault,
        wrap(purpose, secret) {
          // No turn of the loop: nothing is sent meanwhile, and the transaction is idle.
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
          return vault.wrap(purpose, secret)
        },
      },
      log: createLogger('silent'),
      requireDurable: false,
      checker: checkerInProcess,
    })
    await sleep(2 * limits.replyMs)
    await other.query('rollback')
    await other.end()
    const app = await starting
    assert.match(app.created?.adminKey ?? '', /^cs_live_/)
    await app.close()
  })

  it('of several processes at once makes one first org', async () => {
    const connection = { connectionString: await server.createDatabase() }
    const apps = await Promise.all(Array.from({ length: 4 }, () => startApp(connection, 'postgres')))
    await Promise.all(apps.map((app) => app.close()))
    assert.equal(apps.filter((app) => app.created !== undefined).length, 1)
    assert.deepEqual((await run(connection.connectionString, 'select count(*)::int as n from orgs')).rows, [
      { n: 1 },
    ])
  })

  it('refuses a master key that does not fit before it migrates or writes anything', async () => {
    const url = await server.createDatabase()
    await boot(url)
    // As if it had been stopped before the last migration.
    const migrations = 'drizzle.__drizzle_migrations'
    await run(url, `delete from ${migrations} where id = (select max(id) from ${migrations})`)
    const count = `select count(*)::int as n from ${migrations}`
    const before = (await run(url, count)).rows
    await assert.rejects(boot(url, { masterKey: 8 }), /the master key does not fit this database/)
    assert.deepEqual((await run(url, count)).rows, before)
  })

  it('refuses a database that a newer version has migrated', async () => {
    const url = await server.createDatabase()
    await boot(url)
    await run(url, `insert into drizzle.__drizzle_migrations (hash, created_at) values ('x', 9999999999999)`)
    await assert.rejects(boot(url), /migrations that this version does not know: start the newer version/)
  })

  for (const setting of ['synchronous_commit']) {
    it(`refuses a server with ${setting} off where receipts must be durable`, async () => {
      const url = await server.createDatabase()
      const name = new URL(url).pathname.slice(1)
      await run(url, `alter database ${name} set ${setting} = off`)
      await assert.rejects(
        boot(url, { durable: true }),
        new RegExp(`${setting} off: receipts would not survive`),
      )
      await boot(url)
    })
  }

  it('refuses a server without fsync or full page writes', async (t) => {
    if (process.env.TEST_DATABASE_URL !== undefined) return t.skip('not our server')
    const careless = await startPostgres({ fsync: false })
    try {
      await assert.rejects(boot(careless.url, { durable: true }), /fsync off: receipts would not survive/)
      await run(careless.url, 'alter system set full_page_writes = off')
      await run(careless.url, 'select pg_reload_conf()')
      await until('the server has read its settings', async () => {
        const { rows } = await run(careless.url, 'show full_page_writes')
        return rows[0]?.full_page_writes === 'off'
      })
      await assert.rejects(boot(careless.url, { durable: true }), /fsync, full_page_writes off/)
    } finally {
      await careless.stop()
    }
  })

  it('says that the database cannot be reached, when it cannot', async () => {
    await assert.rejects(boot('postgresql://nobody@127.0.0.1:1/none'), /ECONNREFUSED/)
  })
})

describe('npm run migrate', () => {
  const root = fileURLToPath(new URL('../../..', import.meta.url))
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env

  function migrate(url: string) {
    const env = { PATH, HOME, NODE_COMPILE_CACHE, DATABASE_URL: url }
    return promisify(execFile)('npm', ['run', '-s', 'migrate'], { cwd: root, env })
  }

  it('names what it migrated, finds nothing to do the second time, and leaves a start nothing to do', async () => {
    const url = await server.createDatabase()
    const named = (await migrate(url)).stdout.trim().split('\n')
    const files = readdirSync(`${root}/migrations`).filter((name) => name.endsWith('.sql'))
    assert.deepEqual(
      named,
      files.sort().map((name) => `migrated ${name.replace('.sql', '')}`),
    )
    const count = 'select count(*)::int as n from drizzle.__drizzle_migrations'
    await boot(url)
    assert.deepEqual((await run(url, count)).rows, [{ n: files.length }])
    assert.equal((await migrate(url)).stdout, 'nothing to migrate\n')
    await run(url, `insert into drizzle.__drizzle_migrations (hash, created_at) values ('x', 9999999999999)`)
    await assert.rejects(migrate(url), { code: 1, stderr: /start the newer version/ })
  })
})
