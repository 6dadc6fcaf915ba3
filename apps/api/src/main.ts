// Reads the settings, opens the database, listens, and closes on a signal.
import closeWithGrace from 'close-with-grace'
import type { Logger } from 'pino'
import {
  findMasterKey,
  makeMasterKey,
  refuseLostDatabase,
  requireMasterKey,
  vaultOf,
} from './adapters/vault.ts'
import { readableSecrets, readConfig, unknownSettings } from './config.ts'
import { limitHeapGrowth } from './heap.ts'
import { listen } from './http/listen.ts'
import { createLogger } from './http/log.ts'
import { keepHeads } from './kept-heads.ts'
import { openAny } from './open-database.ts'
import { createOutage } from './outage.ts'
import { takePort } from './port.ts'
import { whyNot } from './start-fault.ts'
import { refuseLostKey } from './store/instance.ts'
import type { Database } from './store/pool.ts'
import { showKey, welcome } from './welcome.ts'

const CLOSE_WITHIN_MS = 15_000

async function main(): Promise<void> {
  limitHeapGrowth()
  const config = readConfig()
  const log = createLogger(config.logLevel)
  for (const complaint of unknownSettings()) log.warn(complaint)
  const givePortBack = await takePort(config)
  const readable = readableSecrets()
  if (readable.length > 0)
    log.warn({ readable }, 'every user of this machine can read these files: run `chmod 600` on them')
  const mayMakeKey = !config.production || process.argv.includes('--make-master-key')
  const found = mayMakeKey ? findMasterKey(config) : requireMasterKey(config)
  if (config.databaseUrl === undefined) refuseLostDatabase(config.dataDir)
  // The database opens, in a thread of its own, while this one reads the rest of the service.
  const outage = createOutage(log)
  const opening = openAny(config, log, outage.lost)
  opening.catch(() => undefined)
  const [policy, scan, { createApp }] = await Promise.all([
    import('@countersign/policy'),
    import('@countersign/scan'),
    import('./app.ts'),
  ])
  policy.warmUp()
  scan.warmUp()
  const { db, erased, stop } = await opening
  const app = await createApp({
    config,
    db,
    vault: vaultOf(found ?? (await firstMasterKey(db, config.dataDir, log)), config),
    log,
    outage,
    requireDurable: config.databaseUrl !== undefined,
    ...(erased && { onErased: erased }),
    heads: keepHeads(config.dataDir, (err) =>
      log.warn(
        { err },
        'the checkpoints of the logs cannot be kept: a database that goes back will not be noticed',
      ),
    ),
  })
  let isStopping = false
  const grace = closeWithGrace(
    { delay: CLOSE_WITHIN_MS, logger: log, skip: ['SIGTERM'] },
    async ({ err, signal, manual }) => {
      isStopping = true
      if (err) log.fatal({ err }, 'stopping after a fault')
      else log.info({ signal: manual ? 'SIGTERM' : signal }, 'stopping')
      await app.close()
      await stop()
    },
  )
  // A supervisor signals the whole group and `npm start` passes the signal on: the second one is not impatience.
  process.on('SIGTERM', () => {
    if (!isStopping) grace.close()
  })
  try {
    await givePortBack()
    await listen(app.http, config)
    welcome({ url: app.context.publicUrl(), created: app.created, ownerLink: await app.ownerLink() })
  } catch (error) {
    // The org exists already and its key is stored nowhere: it would be lost if it were not shown now.
    showKey(app.created)
    throw error
  }
}

/** A database that was sealed under a key which is gone is not given another one. */
async function firstMasterKey(db: Database, dataDir: string, log: Logger): Promise<Uint8Array> {
  await refuseLostKey(db, dataDir)
  const { key, file } = makeMasterKey(dataDir)
  log.warn({ file }, 'made a new master key: back it up, without it nothing stored can be opened')
  return key
}

main().catch((error: unknown) => {
  process.stderr.write(`countersign: ${whyNot(error)}\n`)
  process.exit(1)
})
