// What the test files of one run share: migrated databases that each of them copies.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { localVault } from '../src/adapters/vault.ts'
import { prepareInstance } from '../src/store/instance.ts'
import { type Connection, openDatabase } from '../src/store/pool.ts'
import { startEmbeddedDatabase, startPostgres } from './postgres.ts'

const SERVER = 'COUNTERSIGN_TEST_SHARED_SERVER'
const NAME = 'COUNTERSIGN_TEST_SHARED_NAME'
const DATA_DIR = 'COUNTERSIGN_TEST_SHARED_DATA_DIR'

/** The server that the run shares, and the database on it to copy; a file that runs alone has none. */
export function sharedDatabase(): { server: string; name: string } | undefined {
  const { [SERVER]: server, [NAME]: name } = process.env
  return server === undefined || name === undefined ? undefined : { server, name }
}

/** The data folder of an embedded database to copy; a file that runs alone has none. */
export function sharedDataDir(): string | undefined {
  return process.env[DATA_DIR]
}

/** Makes both, says so to the test processes that this one starts, and removes them when this one ends. */
export async function share(): Promise<void> {
  const embedded = await startEmbeddedDatabase()
  process.once('exit', () => rmSync(embedded.dataDir, { recursive: true, force: true }))
  await migrate(embedded.connection)
  await embedded.stop()
  // Nobody makes another database in a copy, and two thirds of the files are what that would be copied from.
  for (const template of ['1', '4'])
    rmSync(join(embedded.dataDir, 'database', 'base', template), { recursive: true })
  process.env[DATA_DIR] = embedded.dataDir
  // On a server that somebody named, every file makes its own.
  if (process.env.TEST_DATABASE_URL !== undefined) return
  // It ends with this process, however that one ends.
  const server = await startPostgres({ fsync: false })
  await migrate({ connectionString: server.url })
  process.env[SERVER] = server.process?.url('postgres')
  process.env[NAME] = new URL(server.url).pathname.slice(1)
}

/** All that a first start does to a database, but for the secrets of an installation. */
async function migrate(connection: Connection): Promise<void> {
  const db = openDatabase(connection, 'single', () => undefined)
  try {
    await prepareInstance(db, localVault(new Uint8Array(32)), false)
    await db.readers.query('delete from instance')
  } finally {
    await db.close()
  }
}
