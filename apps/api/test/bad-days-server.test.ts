// The commands of docs/bad-days.md about dumps and roles: nothing acknowledged is lost on the way.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'
import { runService } from './command.ts'
import { startApp, type TestApp } from './harness.ts'
import { installedPostgres } from './postgres-files.ts'
import { createServer, type Server } from './postgres-server.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const page = readFileSync(join(root, 'docs/bad-days.md'), 'utf8')

/** The block of that language which has this text in it. */
function block(language: string, part: string): string {
  const all = [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'gm'))]
  const found = all.map(([, text = '']) => text).find((text) => text.includes(part))
  assert.ok(found !== undefined, `the page has no block with ${part}`)
  return found
}

const installed = installedPostgres()
let folder: string
const servers: Server[] = []
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-backup-'))
})
after(async () => {
  for (const server of servers) await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function newServer(binaries?: NonNullable<typeof installed>): Promise<Server> {
  const server = await createServer({ fsync: true, ...(binaries && { binaries }) })
  servers.push(server)
  return server
}

async function sql(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    // One by one, since a database is not made inside a transaction.
    for (const statement of text.split(/;\n/)) if (statement.trim() !== '') await client.query(statement)
  } finally {
    await client.end()
  }
}

function as(role: string, server: Server, database = 'countersign'): string {
  return server.url(database).replace('postgres@', `${role}@`)
}

/** Runs commands of the page as they are written, in a folder of their own. */
async function shell(commands: string, env: Record<string, string>): Promise<string> {
  const command = `'${process.execPath}' '${root}packages/cli/src/main.ts'`
  const script = commands.replaceAll('npm run -s countersign --', command)
  const path = `${installed?.folder}:${process.env.PATH}`
  const { stdout } = await promisify(execFile)('sh', ['-euc', script], {
    cwd: folder,
    env: { ...process.env, PATH: path, ...env },
  })
  return stdout
}

async function gates(app: TestApp, count: number): Promise<void> {
  const agent_id = await app.newAgent()
  const body = { agent_id, action: 'read_file', arguments: { path: 'a secret of the backup' } }
  await Promise.all(Array.from({ length: count }, () => app.must('/v1/gate', { body })))
}

async function eraseOne(app: TestApp): Promise<void> {
  const call = { agent_id: await app.newAgent(), action: 'read_file', arguments: { path: 'erased before' } }
  const { receipt } = await app.must<{ receipt: { id: string } }>('/v1/check', { body: call })
  const body = { paths: ['action.arguments'], reason: 'it was asked for' }
  await app.must(`/v1/receipts/${receipt.id}/erase`, { body })
}

async function sizeOf(app: TestApp): Promise<number> {
  return (await app.must<{ tree_size: number }>(`/v1/logs/${app.firstOrgId}/checkpoint`)).tree_size
}

describe('a backup', {
  skip: installed === undefined && 'there is no pg_dump in /usr/lib/postgresql',
}, () => {
  it('made while the service runs is restored on an empty server, with every receipt, and the log goes on', async () => {
    const [old, next] = [await newServer(installed), await newServer(installed)]
    await sql(old.url('postgres'), block('sql', 'CREATE DATABASE countersign'))
    await sql(old.url('postgres'), block('sql', 'countersign_backup'))
    const app = await startApp({ connectionString: as('countersign', old) }, 'postgres')
    const key = app.adminKey
    await gates(app, 40)
    await eraseOne(app)
    const size = await sizeOf(app)
    const url = await app.http.listen({ host: '127.0.0.1', port: 0 })
    const api = { COUNTERSIGN_API_URL: url, COUNTERSIGN_API_KEY: key }
    await shell(
      'npm run -s countersign -- export --out old.ndjson --keys keys.json --checkpoint checkpoint.json',
      api,
    )
    await shell(block('sh', 'pg_dump'), { BACKUP_URL: as('countersign_backup', old) })
    await app.close()

    await sql(next.url('postgres'), block('sql', 'CREATE DATABASE countersign'))
    const restored = as('countersign', next)
    await shell(block('sh', 'pg_restore'), { DATABASE_URL: restored })
    const again = await startApp({ connectionString: restored }, 'postgres')
    try {
      assert.equal(again.created, undefined, 'no other org begins')
      assert.equal(await sizeOf({ ...again, must: (path) => again.must(path, { key }) }), size)
      const agent = await again.newAgent(key)
      const body = { agent_id: agent, action: 'read_file', arguments: { path: 'after' } }
      await again.must('/v1/gate', { key, body })
      const env = {
        COUNTERSIGN_API_URL: await again.http.listen({ host: '127.0.0.1', port: 0 }),
        COUNTERSIGN_API_KEY: key,
      }
      const said = await shell(block('sh', '--since checkpoint.json'), env)
      assert.match(said, /^VALID/m)
      assert.match(said, /^2 values were erased/m)
      const all = (await again.call('/v1/bundle?disclosures=true', { key })).text
      assert.ok(all.includes('a secret of the backup') && !all.includes('erased before'))
      const bundle = readFileSync(join(folder, 'log.ndjson'), 'utf8').trim().split('\n')
      assert.equal(bundle.length - 1, size + 2, 'every receipt of before, and two')
      const before = readFileSync(join(folder, 'old.ndjson'), 'utf8').trim().split('\n')
      assert.deepEqual(bundle.slice(1, size + 1), before.slice(1))
    } finally {
      await again.close()
    }
  })
})

describe('a role that may neither make roles nor databases', () => {
  let server: Server
  before(async () => {
    server = await newServer()
  })

  it('is told what to run where that is missing, and what it says is enough', async () => {
    await sql(
      server.url('postgres'),
      'CREATE ROLE countersign LOGIN;\nCREATE DATABASE countersign OWNER countersign',
    )
    const env = { DATABASE_URL: as('countersign', server), COUNTERSIGN_MASTER_KEY: '07'.repeat(32) }
    const refused = await runService(env)
    const fix = block('text', 'CREATE ROLE countersign_app').trim()
    assert.equal(refused.code, 1)
    assert.ok(refused.err.includes(fix), refused.err)
    await sql(server.url('postgres'), fix.replace('; ', ';\n'))
    const started = await runService(env)
    assert.equal(started.code, 0, started.out + started.err)
  })

  it('that may make roles needs nothing to be made, though it may not act as one that it made', async () => {
    await sql(server.url('postgres'), 'CREATE ROLE maker LOGIN CREATEROLE;\nCREATE DATABASE made OWNER maker')
    // The other database has used up the name.
    const refused = await runService({
      DATABASE_URL: as('maker', server, 'made'),
      COUNTERSIGN_MASTER_KEY: '07'.repeat(32),
    })
    assert.match(refused.err, /run `GRANT countersign_app TO maker;` as a superuser/)
    const alone = await newServer()
    await sql(alone.url('postgres'), 'CREATE ROLE maker LOGIN CREATEROLE;\nCREATE DATABASE made OWNER maker')
    const app = await startApp({ connectionString: as('maker', alone, 'made') }, 'postgres')
    await gates(app, 1)
    await app.close()
  })
})
