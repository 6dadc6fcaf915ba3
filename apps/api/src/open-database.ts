// Opens the database that the settings name: a PostgreSQL server, or the embedded one.
import type { Logger } from 'pino'
import { startEmbedded } from './adapters/embedded.ts'
import type { Config } from './config.ts'
import { type Database, openDatabase, timeoutsOf } from './store/pool.ts'

export async function openAny(
  config: Config,
  log: Logger,
  onIdleError: (error: Error) => void,
): Promise<{ db: Database; erased?: () => void; stop(): Promise<void> }> {
  const timeouts = timeoutsOf(config.statementMs)
  if (config.databaseUrl !== undefined) {
    const db = openDatabase({ connectionString: config.databaseUrl }, config.ledger, onIdleError, timeouts)
    return { db, stop: async () => undefined }
  }
  const embedded = await startEmbedded({
    dataDir: config.dataDir,
    onCreating: () =>
      log.info({ folder: config.dataDir }, 'creating the embedded database, which takes a few seconds'),
    onRewriting: () =>
      log.info({ folder: config.dataDir }, 'rewriting the embedded database without what was erased'),
    onFatal(error) {
      log.fatal({ err: error }, 'the embedded database stopped')
      process.exit(1)
    },
  })
  log.warn(
    { folder: config.dataDir },
    'running on the embedded database: it survives a killed process, not a power cut; set DATABASE_URL for PostgreSQL',
  )
  const { connection, erased, stop } = embedded
  return { db: openDatabase(connection, 'single', onIdleError, timeouts), erased, stop }
}
