// A database for a test: a private PostgreSQL, or the embedded one.
import type { Connection } from '../src/store/pool.ts'
import { databasesOn, startEmbeddedDatabase } from './postgres.ts'
import { createServer, type Server } from './postgres-server.ts'
import { sharedDatabase, sharedDataDir } from './shared.ts'

export type DatabaseKind = 'postgres' | 'embedded'

/** A database to run the service on; every `connection` is a new one without data; in a run of many files it is migrated already. */
export type TestDatabase = {
  kind: DatabaseKind
  connection(): Promise<Connection>
  stop(): Promise<void>
}

export async function testDatabase(kind: DatabaseKind): Promise<TestDatabase> {
  if (kind === 'postgres') {
    const shared = sharedDatabase()
    const databases = databasesOn(shared?.server ?? (await serverOfFile()))
    return {
      kind,
      connection: async () => ({ connectionString: await databases.create(shared?.name) }),
      stop: databases.drop,
    }
  }
  const made: (() => Promise<void>)[] = []
  return {
    kind,
    async connection() {
      const embedded = await startEmbeddedDatabase(undefined, sharedDataDir())
      made.push(embedded.remove)
      return embedded.connection
    },
    async stop() {
      for (const remove of made) await remove()
    },
  }
}

let ownServer: Promise<Server> | undefined

/** The server of a file that runs alone, which ends with its process. */
async function serverOfFile(): Promise<string> {
  if (process.env.TEST_DATABASE_URL !== undefined) return process.env.TEST_DATABASE_URL
  ownServer ??= createServer({ fsync: false })
  return (await ownServer).url('postgres')
}
