// Migrates the database that the settings name, and ends: for whoever wants that apart from a start.
import { readConfig } from './config.ts'
import { createLogger } from './http/log.ts'
import { openAny } from './open-database.ts'
import { whyNot } from './start-fault.ts'
import { migrateDatabase } from './store/instance.ts'

async function main(): Promise<void> {
  const { db, stop } = await openAny(readConfig(), createLogger('silent'), () => undefined)
  // Whatever fails, the thread of the embedded database would keep the process alive.
  try {
    const made = await migrateDatabase(db)
    const what = made.length === 0 ? 'nothing to migrate' : made.map((name) => `migrated ${name}`).join('\n')
    process.stdout.write(`${what}\n`)
  } finally {
    await db.close()
    await stop()
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`countersign: ${whyNot(error)}\n`)
  process.exitCode = 1
})
