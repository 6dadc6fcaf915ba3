// A database for a test: a private PostgreSQL, or the embedded one.
import type { Connection } from '../src/store/pool.ts'
import { startEmbeddedDatabase, startPostgres } from './postgres.ts'

export type DatabaseKind = 'postgres' | 'embedded'

/** A database to run the service on; `connection` is new and empty at every call where the kind allows it. */
export type TestDatabase = {
  kind: DatabaseKind
  connection(): Promise<Connection>
  stop(): Promise<void>
}

export async function testDatabase(kind: DatabaseKind): Promise<TestDatabase> {
  if (kind === 'postgres') {
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
      const embedded = await startEmbeddedDatabase()
      made.push(embedded.remove)
      return embedded.connection
    },
    async stop() {
      for (const remove of made) await remove()
    },
  }
}
