// What docs/bad-days.md says to do about what is lost works, and each refusal that it quotes is there.
import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { startEmbedded } from '../src/adapters/embedded.ts'
import { makeMasterKey } from '../src/adapters/vault.ts'
import { type Ended, type Env, runAdmin, runService, runShell } from './command.ts'
import { startApp, type TestApp } from './harness.ts'
import { emptyDataDir, startPostgres, type TestPostgres } from './postgres.ts'

const page = readFileSync(new URL('../../../docs/bad-days.md', import.meta.url), 'utf8')
function blocksOf(language: string): string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)\\n\`\`\``, 'gm'))].map(
    ([, text = '']) => text,
  )
}

// Servers and dumps are in bad-days-server.test.ts, what is kept of logs in bad-days-log.test.ts.
const quoted = blocksOf('text').filter((text) => !/CREATE ROLE|newer backup/.test(text))
const scripts = blocksOf('sh').filter((text) => !/pg_dump|pg_restore|countersign --/.test(text))
const seen = { quoted: new Set<string>(), scripts: new Set<string>() }

/** Runs a block of the page in a shell, with what is to run before it, and answers what it prints. */
async function shell(part: string, { before = '', cwd, env }: { before?: string; cwd: string; env?: Env }) {
  const script = scripts.find((text) => text.includes(part))
  assert.ok(script !== undefined, `the page has no command with ${part}`)
  seen.scripts.add(script)
  return runShell(`${before}\n${script}`, cwd, env)
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
  let base: string
  let dataDir: string
  let env: Env
  const places = { key: '', database: '' }
  before(async () => {
    base = mkdtempSync(join(tmpdir(), 'countersign-bad-days-'))
    dataDir = join(base, 'data')
    renameSync(await emptyDataDir(), dataDir)
    env = { COUNTERSIGN_DATA_DIR: dataDir }
    places.key = join(dataDir, 'master.key')
    places.database = join(dataDir, 'database')
    const first = await runService(env)
    assert.equal(first.code, 0, first.out + first.err)
  })
  after(() => rmSync(base, { recursive: true, force: true }))

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
    assert.match(await shell('admin-key', { cwd: base }), /^cs_live_[0-9a-z]{40,}\n$/)
  })

  it('gets another signing key', async () => {
    assert.match(await shell('rotate-log-key', { cwd: base }), /^[\w-]{43}\n$/)
  })

  it('gets another master key: the old one is refused from then on, and the new one is enough', async () => {
    const before = scripts.find((text) => text.includes('openssl')) ?? ''
    seen.scripts.add(before)
    const said = await shell('rewrap', { before, cwd: base })
    assert.equal(said, 'sealed under the new master key: 1 orgs\n')
    refusedWith(await runService(env), 'the master key does not fit this database')
    const started = await runService({ ...env, COUNTERSIGN_MASTER_KEY_FILE: join(base, 'new.key') })
    assert.equal(started.code, 0, started.out + started.err)
  })
})

describe('an installation', () => {
  it('is moved to a server with every receipt as it was, once, and the embedded database is put aside', async () => {
    const base = mkdtempSync(join(tmpdir(), 'countersign-move-'))
    const dataDir = join(base, 'data')
    renameSync(await emptyDataDir(), dataDir)
    const server = await startPostgres()
    try {
      const filled = await fill(dataDir)
      const env = { DATABASE_URL: server.url, COUNTERSIGN_MASTER_KEY: '07'.repeat(32) }
      const moved = await shell('move', { cwd: base, env })
      assert.match(moved, /^moved (\d+) receipts: start the service with this DATABASE_URL\n$/)
      refusedWith(
        await runService({ COUNTERSIGN_DATA_DIR: dataDir }, ['--make-master-key']),
        'has a master key and no database',
      )

      // As if it had been cut short after the commit: all that is left is to put the old one aside.
      const [aside, database] = [join(dataDir, 'database.moved'), join(dataDir, 'database')]
      renameSync(aside, database)
      assert.equal(await shell('move', { cwd: base, env }), moved)

      const app = await startApp({ connectionString: server.url }, 'postgres')
      try {
        const bundles = await bundlesOf(app, filled.keys)
        assert.deepEqual(bundles, filled.bundles)
        for (const text of bundles) assert.ok(text.includes('data.erased') && !text.includes('erased before'))
        const count = bundles.reduce((sum, text) => sum + text.trim().split('\n').length - 1, 0)
        assert.equal(Number(/\d+/.exec(moved)?.[0]), count)
        for (const key of filled.keys) await app.newAgent(key)
      } finally {
        await app.close()
      }
      // It has gone on since: the old log must not come over it.
      renameSync(aside, database)
      const quote = quoted.find((text) => text.includes('has receipts already')) ?? ''
      seen.quoted.add(quote)
      await assert.rejects(shell('move', { cwd: base, env }), (error: { stderr: string }) =>
        error.stderr.includes(quote),
      )
    } finally {
      await server.stop()
      rmSync(base, { recursive: true, force: true })
    }
  })
})

/** Two orgs with some of everything in them. */
async function fill(dataDir: string): Promise<{ keys: string[]; bundles: string[] }> {
  const embedded = await startEmbedded({ dataDir, onFatal: assert.ifError })
  const app = await startApp(embedded.connection, 'embedded')
  try {
    const keys = [app.adminKey, (await app.newOrg()).adminKey]
    for (const key of keys) {
      const agent_id = await app.newAgent(key)
      const asked = ['read_file', 'delete_database', 'read_file'].map((action, n) =>
        app.must('/v1/gate', {
          key,
          body: { agent_id, action, arguments: { 'a value': `\u00e9 ${n} \\ "` } },
        }),
      )
      await Promise.all(asked)
      const member = { name: 'Ada', email: 'ada@countersign.example', role: 'approver' }
      await app.must('/v1/members', { key, body: member })
      const call = { agent_id, action: 'read_file', arguments: { 'a value': 'erased before' } }
      const { receipt } = await app.must<{ receipt: { id: string } }>('/v1/check', { key, body: call })
      const body = { paths: ['action.arguments'], reason: 'it was asked for' }
      await app.must(`/v1/receipts/${receipt.id}/erase`, { key, body })
      await app.must('/v1/org/retention', { key, body: { days: 30 } })
    }
    return { keys, bundles: await bundlesOf(app, keys) }
  } finally {
    await app.close()
    await embedded.stop()
    // The data folder of a service that made its key itself.
    makeMasterKey(dataDir)
  }
}

function bundlesOf(app: TestApp, keys: readonly string[]): Promise<string[]> {
  return Promise.all(keys.map(async (key) => (await app.call('/v1/bundle?disclosures=true', { key })).text))
}

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
  assert.deepEqual([...seen.scripts].sort(), [...new Set(scripts)].sort())
})
