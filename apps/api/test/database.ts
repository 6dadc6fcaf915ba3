// A database for a test: a private PostgreSQL, or the embedded one.
import type { Connection } from '../src/store/pool.ts'
import { databasesOn, startEmbeddedDatabase, startPostgres } from './postgres.ts'
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
    if (shared !== undefined) {
      const databases = databasesOn(shared.server)
      return {
        kind,
        connection: async () => ({ connectionString: await databases.create(shared.name) }),
        stop: databases.drop,
      }
    }
    const server = await startPostgres({ fsync: false })
    return {
      kind,
      connection: async () => ({ connectionString: await server.createDatabase() }),
      stop: server.stop,
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
