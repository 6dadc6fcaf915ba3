// Moves an installation from the embedded database to a PostgreSQL server, for whoever runs it.
import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { startEmbedded } from './adapters/embedded.ts'
import { type Config, ConfigError } from './config.ts'
import type { Vault } from './ports/services.ts'
import { prepareEmpty, prepareInstance } from './store/instance.ts'
import { moveAll } from './store/move.ts'
import { type Database, openDatabase, timeoutsOf } from './store/pool.ts'

/** One statement reads a whole table, to compare it. */
const STATEMENT_MS = 3_600_000

/** All of it or nothing; cut short in between, it may be run again. Answers how many receipts were moved. */
export async function moveToServer(config: Config, vault: Vault): Promise<number> {
  const { databaseUrl, dataDir } = config
  if (databaseUrl === undefined) throw new ConfigError('set DATABASE_URL to the empty database to move to')
  const files = join(dataDir, 'database')
  if (!existsSync(files))
    throw new ConfigError(`there is no embedded database in \`${dataDir}\`: set COUNTERSIGN_DATA_DIR`)
  let fatal: Error | undefined
  const embedded = await startEmbedded({
    dataDir,
    onFatal(error) {
      fatal = error
    },
  })
  let moved: number
  try {
    moved = await moveBetween(
      openDatabase(embedded.connection, 'single', () => undefined, timeoutsOf(STATEMENT_MS)),
      openDatabase(
        { connectionString: databaseUrl },
        config.ledger,
        () => undefined,
        timeoutsOf(STATEMENT_MS),
      ),
      vault,
    )
  } finally {
    if (fatal === undefined) await embedded.stop()
  }
  // Nobody goes on with this log beside the one that was moved.
  renameSync(files, join(dataDir, 'database.moved'))
  return moved
}

async function moveBetween(from: Database, to: Database, vault: Vault): Promise<number> {
  try {
    await prepareInstance(from, vault, false)
    await prepareEmpty(to)
    const [source, target] = [await from.readers.connect(), await to.readers.connect()]
    try {
      return await moveAll(source, target)
    } finally {
      source.release()
      target.release()
    }
  } finally {
    await Promise.all([from.close(), to.close()])
  }
}
