// The databases that tests run on: a private real server, and the embedded one.
import './wasm.ts'

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
  process: Pick<Server, 'dataDir' | 'url' | 'pid' | 'kill' | 'start'> | undefined
  stop(): Promise<void>
}

/** Why a test that kills the server is skipped, or false when it can run. */
export const noCrashTests =
  process.env.TEST_DATABASE_URL === undefined ? false : 'TEST_DATABASE_URL names a server that is not ours'

/** A private PostgreSQL 18 with everything durable; `fsync: false` saves time where nothing is killed or measured. */
export async function startPostgres(options: { fsync?: boolean } = {}): Promise<TestPostgres> {
  const given = process.env.TEST_DATABASE_URL
  const server = given === undefined ? await createServer({ fsync: options.fsync ?? true }) : undefined
  const admin = given ?? server?.url('postgres') ?? ''
  const databases = databasesOn(admin)
  return {
    url: await databases.create(),
    createDatabase: (template) => databases.create(template && databases.nameOf(template)),
    async createTemplate(name, fill) {
      await fill(await databases.create(undefined, databases.nameOf(name)))
    },
    process: server,
    async stop() {
      if (server !== undefined) return server.stop()
      await databases.drop()
    },
  }
}

/** Databases of one test file on the server of `admin`, which others may use as well. */
export function databasesOn(admin: string) {
  const prefix = `countersign_test_${randomBytes(4).toString('hex')}`
  const made: string[] = []
  return {
    nameOf: (name: string) => `${prefix}_${name}`,
    /** Makes one, empty or a copy of the database `template`, and answers its address. */
    async create(template?: string, name = `${prefix}_${made.length}`): Promise<string> {
      await run(admin, `CREATE DATABASE ${name}${template === undefined ? '' : ` TEMPLATE ${template}`}`)
      made.push(name)
      return withDatabase(admin, name)
    },
    async drop(): Promise<void> {
      for (const name of made) await run(admin, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    },
  }
}

/** The embedded database in a new folder, a copy of an empty one unless another is named; `remove` also deletes the folder. */
export async function startEmbeddedDatabase(
  onFatal: (error: Error) => void = (error) => {
    throw error
  },
  template?: string,
): Promise<Embedded & { dataDir: string; remove(): Promise<void> }> {
  const dataDir = template === undefined ? await emptyDataDir() : copyOf(template)
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
  return copyOf(cached)
}

function copyOf(template: string): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'countersign-data-'))
  cpSync(template, dataDir, { recursive: true })
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
