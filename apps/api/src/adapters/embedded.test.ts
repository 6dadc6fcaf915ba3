// The embedded database keeps rows apart, rolls back what was left open, and survives being killed.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { emptyDataDir, startEmbeddedDatabase } from '../../test/postgres.ts'
import { wasmFlag } from '../../test/wasm.ts'
import { DataDirInUseError, startEmbedded } from './embedded.ts'

type Database = Awaited<ReturnType<typeof startEmbeddedDatabase>>

const module = JSON.stringify(new URL('./embedded.ts', import.meta.url).href)
const driver = JSON.stringify(import.meta.resolve('pg'))

/** Writes rows 0, 1, 2, … and prints each once it is committed; `dead` ends as soon as it starts. */
const writer = `
  const { startEmbedded } = await import(${module})
  const { default: pg } = await import(${driver})
  const { connection } = await startEmbedded({ dataDir: process.argv[1], onFatal: () => process.exit(1) })
  const pool = new pg.Pool({ ...connection, max: 1 })
  await pool.query('CREATE TABLE IF NOT EXISTS written (id int PRIMARY KEY, pad text)')
  let id = (await pool.query('SELECT count(*)::int AS n FROM written')).rows[0].n
  for (;; id++) {
    await pool.query({ text: "INSERT INTO written VALUES ($1, repeat('x', 3000))", values: [id] })
    console.log(id)
  }`

function startWriter(dataDir: string): ChildProcess {
  return spawn(process.execPath, [wasmFlag, '--input-type=module', '-e', writer, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

/** Kills the writer once it has committed `rows` rows; answers the last id it printed. */
async function writeAndKill(dataDir: string, rows: number): Promise<number> {
  const child = startWriter(dataDir)
  let last = -1
  let seen = 0
  assert.ok(child.stdout)
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line)
    seen += 1
    if (seen === rows) child.kill('SIGKILL')
  }
  return last
}

describe('the embedded database', () => {
  let database: Database
  let pool: pg.Pool
  before(async () => {
    database = await startEmbeddedDatabase()
    pool = new pg.Pool({ ...database.connection, max: 1 })
    pool.on('error', () => {})
    await pool.query(`
      CREATE ROLE reader NOLOGIN; CREATE TABLE notes (org text, id int, body bytea, PRIMARY KEY (org, id));
      ALTER TABLE notes ENABLE ROW LEVEL SECURITY; ALTER TABLE notes FORCE ROW LEVEL SECURITY;
      CREATE POLICY own ON notes USING (org = current_setting('app.org', true));
      GRANT SELECT, INSERT ON notes TO reader`)
  })
  after(async () => {
    await pool.end()
    await database.remove()
  })

  test('row security holds under SET LOCAL ROLE, and the role ends with the transaction', async () => {
    await pool.query(`INSERT INTO notes VALUES ('a', 1), ('b', 1)`)
    const begin = `BEGIN; SET LOCAL ROLE reader; SET LOCAL app.org = 'a'`
    const answers = (await pool.query(
      `${begin}; SELECT org FROM notes; COMMIT`,
    )) as unknown as pg.QueryResult[]
    assert.deepEqual(answers.at(3)?.rows, [{ org: 'a' }])
    await assert.rejects(pool.query(`${begin}; INSERT INTO notes VALUES ('b', 2)`), { code: '42501' })
    assert.deepEqual((await pool.query('SELECT current_user AS name')).rows, [{ name: 'postgres' }])
  })

  test('a transaction whose client goes away is rolled back before the next client is heard', async () => {
    const client = await pool.connect()
    await client.query('BEGIN')
    await client.query(`INSERT INTO notes VALUES ('gone', 1)`)
    client.release(true)
    const left = await pool.query(`SELECT count(*)::int AS n FROM notes WHERE org = 'gone'`)
    assert.deepEqual(left.rows, [{ n: 0 }])
  })

  test('no setting or prepared statement passes from one client to the next', async () => {
    const client = await pool.connect()
    await client.query(`SET work_mem = '9MB'`)
    await client.query('PREPARE left_behind AS SELECT 1')
    client.release(true)
    const seen = await pool.query(
      `SELECT current_setting('work_mem') AS memory, (SELECT count(*)::int FROM pg_prepared_statements) AS n`,
    )
    assert.deepEqual(seen.rows, [{ memory: '4MB', n: 0 }])
  })

  test('a client cut off after an error it never synced leaves the next one unharmed', async () => {
    const client = await pool.connect()
    client.on('error', () => {})
    const { connection } = client as unknown as {
      connection: { parse(q: object): void; flush(): void; stream: { destroy(): void } }
    }
    connection.parse({ text: 'selec', name: '' })
    connection.flush()
    connection.stream.destroy()
    client.release(true)
    assert.deepEqual((await pool.query('SELECT 5 AS five')).rows, [{ five: 5 }])
  })

  test('a statement that fails aborts its transaction only', async () => {
    const client = await pool.connect()
    await client.query('BEGIN')
    await assert.rejects(client.query('selec $1', [1]), { code: '42601' })
    await assert.rejects(client.query('SELECT 1'), { code: '25P02' })
    await client.query('ROLLBACK')
    assert.deepEqual((await client.query('SELECT 1 AS one')).rows, [{ one: 1 }])
    client.release()
  })

  test('a value of a megabyte comes back as it went in', async () => {
    const body = Buffer.alloc(1 << 20, 'countersign')
    await pool.query(`INSERT INTO notes VALUES ('big', 1, $1)`, [body])
    const { rows } = await pool.query(`SELECT body FROM notes WHERE org = 'big'`)
    assert.ok(body.equals(rows[0].body))
  })

  test('only its user may enter the folder of the socket', () => {
    assert.equal(statSync(database.connection.host).mode & 0o777, 0o700)
  })

  test('a second process is told who has the data folder', async () => {
    await assert.rejects(startEmbedded({ dataDir: database.dataDir, onFatal: () => {} }), (error) => {
      assert.ok(error instanceof DataDirInUseError)
      assert.match(error.message, new RegExp(`in use by process ${process.pid}:`))
      return true
    })
  })
})

describe('the embedded database and sudden ends', () => {
  test('every committed row outlives SIGKILL in the middle of writing, several times over', async () => {
    const dataDir = await emptyDataDir()
    let last = -1
    for (const rows of [40, 3, 150]) last = await writeAndKill(dataDir, rows)
    const embedded = await startEmbedded({ dataDir, onFatal: () => {} })
    const client = new pg.Client(embedded.connection)
    await client.connect()
    const { rows } = await client.query('SELECT count(*)::int AS n, max(id) AS last FROM written')
    await client.end()
    await embedded.stop()
    rmSync(dataDir, { recursive: true })
    assert.ok(last >= 190, `${last} rows were acknowledged`)
    assert.equal(rows[0].n, rows[0].last + 1)
    // The last insert may have been committed without its writer living to say so.
    assert.ok(rows[0].last === last || rows[0].last === last + 1, `${rows[0].last} after ${last}`)
  })

  test('a folder whose making was cut short is made again', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'countersign-cut-'))
    const child = startWriter(dataDir)
    const closed = once(child, 'close')
    while (!existsSync(join(dataDir, 'database', 'PG_VERSION'))) await sleep(5)
    child.kill('SIGKILL')
    await closed
    assert.ok(existsSync(join(dataDir, 'database.creating')), 'the making was cut short')
    const embedded = await startEmbedded({ dataDir, onFatal: () => {} })
    const client = new pg.Client(embedded.connection)
    await client.connect()
    assert.deepEqual((await client.query('SELECT 1 AS one')).rows, [{ one: 1 }])
    await client.end()
    await embedded.stop()
    rmSync(dataDir, { recursive: true })
  })

  test('nobody else reaches the files or the socket in a data folder that all may enter', async () => {
    const dataDir = await emptyDataDir()
    for (const folder of [dataDir, join(dataDir, 'database')]) chmodSync(folder, 0o755)
    const embedded = await startEmbedded({ dataDir, onFatal: () => {} })
    const modes = ['database', 'socket'].map((name) => statSync(join(dataDir, name)).mode & 0o777)
    await embedded.stop()
    rmSync(dataDir, { recursive: true })
    assert.deepEqual(modes, [0o700, 0o700])
  })

  test('an engine that ends on its own is reported, not waited for', async () => {
    const ended = Promise.withResolvers<Error>()
    const database = await startEmbeddedDatabase(ended.resolve)
    const client = new pg.Client(database.connection)
    client.on('error', () => {})
    await client.connect()
    // PGlite cannot end one session without ending itself.
    await client.query('BEGIN; SET LOCAL idle_in_transaction_session_timeout = 1')
    await sleep(100)
    await assert.rejects(client.query('SELECT 1'))
    assert.match((await ended.promise).message, /^the embedded database stopped: /)
    await database.remove()
  })

  test('a path too long for a socket gets its socket elsewhere', async () => {
    const base = await emptyDataDir()
    const dataDir = join(base, 'long'.repeat(40))
    mkdirSync(dataDir)
    const embedded = await startEmbedded({ dataDir, onFatal: () => {} })
    const client = new pg.Client(embedded.connection)
    await client.connect()
    await client.end()
    assert.ok(!embedded.connection.host.startsWith(dataDir))
    await embedded.stop()
    rmSync(base, { recursive: true })
  })
})
