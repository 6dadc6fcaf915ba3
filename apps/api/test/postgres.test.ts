// The PostgreSQL that the tests bring.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { noCrashTests, startPostgres, type TestPostgres } from './postgres.ts'

async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

describe('the PostgreSQL of the tests', () => {
  let postgres: TestPostgres
  before(async () => {
    postgres = await startPostgres()
  })
  after(() => postgres.stop())

  test('is durable unless a test asks otherwise', async () => {
    const [row] = await ask(
      postgres.url,
      `SELECT current_setting('fsync') AS fsync, current_setting('full_page_writes') AS pages, current_setting('synchronous_commit') AS commit`,
    )
    assert.deepEqual(row, { fsync: 'on', pages: 'on', commit: 'on' })
  })

  test('a database made from a template has its rows and no link to it', async () => {
    await postgres.createTemplate('filled', async (url) => {
      await ask(url, 'CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)')
    })
    const [first, second] = [await postgres.createDatabase('filled'), await postgres.createDatabase('filled')]
    await ask(first, 'INSERT INTO kept VALUES (8)')
    assert.deepEqual(await ask(second, 'SELECT id FROM kept'), [{ id: 7 }])
  })

  test('a committed row outlives SIGKILL of the server', { skip: noCrashTests }, async () => {
    const url = await postgres.createDatabase()
    await ask(url, 'CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)')
    const before = postgres.process?.pid()
    await postgres.process?.kill('SIGKILL')
    await postgres.process?.start()
    assert.notEqual(postgres.process?.pid(), before)
    assert.deepEqual(await ask(url, 'SELECT id FROM kept'), [{ id: 1 }])
  })

  test('no server outlives a test process that is killed', { skip: noCrashTests }, async () => {
    const script = `
      const { startPostgres } = await import(${JSON.stringify(new URL('./postgres.ts', import.meta.url))})
      const { process: server } = await startPostgres()
      console.log(server.pid() + ' ' + server.dataDir)
      setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const line = await new Promise<string>((resolve) =>
      child.stdout.once('data', (data) => resolve(`${data}`)),
    )
    const [pid = '', dataDir = ''] = line.trim().split(' ')
    assert.ok(existsSync(dataDir), 'the server has its data folder while it runs')
    child.kill('SIGKILL')
    for (let i = 0; i < 500 && existsSync(dataDir); i++) await sleep(20)
    assert.equal(existsSync(dataDir), false)
    assert.throws(() => process.kill(Number(pid), 0), { code: 'ESRCH' })
  })
})
