// What docs/bad-days.md says to do about what is lost works, and each refusal that it quotes is there.
import assert from 'node:assert/strict'
import { chmodSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type Ended, runAdmin, runService } from './command.ts'
import { startApp } from './harness.ts'
import { emptyDataDir, startPostgres, type TestPostgres } from './postgres.ts'

const page = readFileSync(new URL('../../../docs/bad-days.md', import.meta.url), 'utf8')
const quoted = [...page.matchAll(/^```text\n([\s\S]*?)\n```/gm)].map(([, text = '']) => text)
const commands = [...page.matchAll(/^```sh\n([\s\S]*?)\n```/gm)].flatMap(([, text = '']) => text.split('\n'))
const seen = { quoted: new Set<string>(), commands: new Set<string>() }

/** The words of a command of the page after `npm run admin --`. */
function adminWords(name: string): string[] {
  const command = commands.find((line) => line.startsWith(`npm run admin -- ${name}`))
  assert.ok(command !== undefined, `the page has no command ${name}`)
  seen.commands.add(command)
  return command.split(' ').slice(4)
}

/** The start ended, and said what the page quotes. */
function refusedWith({ code, out, err }: Ended, part: string): void {
  const quote = quoted.find((text) => text.includes(part))
  assert.ok(quote !== undefined, `the page does not quote ${part}`)
  seen.quoted.add(quote)
  assert.equal(code, 1, out + err)
  assert.ok(err.startsWith('countersign: ') && err.includes(quote), err)
}

describe('a data folder', () => {
  let dataDir: string
  let env: Record<string, string>
  const places = { key: '', database: '' }
  before(async () => {
    dataDir = await emptyDataDir()
    env = { COUNTERSIGN_DATA_DIR: dataDir }
    places.key = join(dataDir, 'master.key')
    places.database = join(dataDir, 'database')
    const first = await runService(env)
    assert.equal(first.code, 0, first.out + first.err)
  })
  after(() => rmSync(dataDir, { recursive: true, force: true }))

  it('without its key is refused, and no other key is made', async () => {
    const kept = `${places.key}.kept`
    renameSync(places.key, kept)
    refusedWith(await runService(env), 'the master key of this database is gone')
    refusedWith(await runService(env, ['--make-master-key']), 'the master key of this database is gone')
    assert.ok(!readdirSync(dataDir).includes('master.key'))
    renameSync(kept, places.key)
  })

  it('with a key that others may read is refused', async () => {
    chmodSync(places.key, 0o644)
    refusedWith(await runService(env), 'others than you may read or change')
    chmodSync(places.key, 0o600)
  })

  it('without its database is refused, and no other database is made', async () => {
    const kept = `${places.database}.kept`
    renameSync(places.database, kept)
    refusedWith(await runService(env), 'has a master key and no database')
    assert.ok(!readdirSync(dataDir).includes('database'))
    renameSync(kept, places.database)
  })

  it('gets an admin key when the last one is lost', async () => {
    assert.match(await runAdmin(adminWords('admin-key'), env), /^cs_live_[0-9a-z]{40,}\n$/)
  })
})

describe('a database on a server', () => {
  let server: TestPostgres
  let base: string
  before(async () => {
    server = await startPostgres()
    base = await emptyDataDir()
    await (await startApp({ connectionString: server.url }, 'postgres')).close()
  })
  after(async () => {
    await server?.stop()
    rmSync(base, { recursive: true, force: true })
  })

  it('without its key is refused, and no key is made', async () => {
    const dataDir = join(base, 'none')
    const env = { DATABASE_URL: server.url, COUNTERSIGN_DATA_DIR: dataDir }
    refusedWith(await runService(env), 'the master key of this database is gone')
    assert.throws(() => readdirSync(dataDir), { code: 'ENOENT' })
  })

  it('with another key is refused by the service, and by the command line, which ends', async () => {
    const env = { DATABASE_URL: server.url, COUNTERSIGN_MASTER_KEY: '09'.repeat(32) }
    const quote = 'the master key does not fit this database'
    refusedWith(await runService(env), quote)
    await assert.rejects(runAdmin(['owner-link'], env), (error: { stderr: string }) =>
      error.stderr.includes(quote),
    )
  })
})

it('every command and every quoted refusal of the page was tried', () => {
  assert.deepEqual([...seen.quoted].sort(), [...new Set(quoted)].sort())
  assert.deepEqual([...seen.commands].sort(), [...new Set(commands)].sort())
})
