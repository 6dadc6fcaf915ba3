// The databases that tests run on: a private real server, and the embedded one.
import { randomBytes } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { type Embedded, startEmbedded } from '../src/adapters/embedded.ts'
import { createServer, type Server } from './postgres-server.ts'

export type TestPostgres = {
  /** An empty database of this server. */
  url: string
  /** A new database; a copy of `template` when one is named. Answers its address. */
  createDatabase(template?: string): Promise<string>
  /** Fills a database once, so that `createDatabase(name)` can copy it. */
  createTemplate(name: string, fill: (url: string) => Promise<void>): Promise<void>
  /** Undefined when `TEST_DATABASE_URL` names the server: nobody else's server is killed. */
  process: Pick<Server, 'dataDir' | 'pid' | 'kill' | 'start'> | undefined
  stop(): Promise<void>
}

/** Why a test that kills the server is skipped, or false when it can run. */
export const noCrashTests =
  process.env.TEST_DATABASE_URL === undefined ? false : 'TEST_DATABASE_URL names a server that is not ours'

/** A private PostgreSQL 18 with everything durable; `fsync: false` saves time where nothing is killed or measured. */
export async function startPostgres(options: { fsync?: boolean } = {}): Promise<TestPostgres> {
  const given = process.env.TEST_DATABASE_URL
  const server = given === undefined ? await createServer({ fsync: options.fsync ?? true }) : undefined
  function address(database: string) {
    return server?.url(database) ?? withDatabase(given ?? '', database)
  }
  const admin = given ?? address('postgres')
  const prefix = `countersign_test_${randomBytes(4).toString('hex')}`
  const made: string[] = []
  async function create(name: string, template?: string) {
    await run(admin, `CREATE DATABASE ${name}${template === undefined ? '' : ` TEMPLATE ${template}`}`)
    made.push(name)
    return address(name)
  }
  function next(template?: string) {
    return create(`${prefix}_${made.length}`, template && `${prefix}_${template}`)
  }
  return {
    url: await next(),
    createDatabase: next,
    async createTemplate(name, fill) {
      await fill(await create(`${prefix}_${name}`))
    },
    process: server,
    async stop() {
      if (server !== undefined) return server.stop()
      for (const name of made) await run(admin, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    },
  }
}

/** The embedded database in a new folder, from a cached copy of an empty one; `remove` stops it and deletes the folder. */
export async function startEmbeddedDatabase(
  onFatal: (error: Error) => void = (error) => {
    throw error
  },
): Promise<Embedded & { dataDir: string; remove(): Promise<void> }> {
  const dataDir = await emptyDataDir()
  const embedded = await startEmbedded({ dataDir, onFatal })
  return {
    ...embedded,
    dataDir,
    async remove() {
      await embedded.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** A folder with a freshly made embedded database; making one takes seconds, copying it does not. */
export async function emptyDataDir(): Promise<string> {
  const cached = join(tmpdir(), `countersign-pglite-${pgliteVersion()}-${process.getuid?.() ?? 'user'}`)
  if (!existsSync(cached)) {
    const draft = mkdtempSync(join(tmpdir(), 'countersign-draft-'))
    const first = await startEmbedded({ dataDir: draft, onFatal: () => {} })
    await first.stop()
    try {
      renameSync(draft, cached)
    } catch {
      rmSync(draft, { recursive: true, force: true })
    }
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'countersign-data-'))
  cpSync(cached, dataDir, { recursive: true })
  return dataDir
}

function pgliteVersion(): string {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite')
  const text = readFileSync(join(dirname(entry), '..', 'package.json'), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

function withDatabase(given: string, database: string): string {
  const url = new URL(given)
  url.pathname = `/${database}`
  return url.href
}

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
