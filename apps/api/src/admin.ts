// Commands for whoever runs the server: a new admin key, and links for the first owner and to sign up.
import { ID_PATTERNS, nearest } from '@countersign/terms'
import { requireMasterKey, vaultOf } from './adapters/vault.ts'
import { type App, createApp } from './app.ts'
import { ConfigError, readConfig } from './config.ts'
import { createLogger } from './http/log.ts'
import { moveToServer } from './move-to-server.ts'
import { openAny } from './open-database.ts'
import { replaceAdminKey } from './operations/keys/replace.ts'
import { rotateLogKey } from './operations/org/rotate-log-key.ts'
import { showKey } from './welcome.ts'

const USAGE = `usage: npm run admin -- <command> [org id]

  admin-key      makes an admin key, for an org that has lost its last one
  owner-link     makes a link for the first owner of the first org
  move           moves everything from the embedded database to the empty one that DATABASE_URL names
  rotate-log-key gives the log of an org another signing key
  rewrap         seals the keys of all orgs under COUNTERSIGN_MASTER_KEY, where COUNTERSIGN_PREVIOUS_MASTER_KEY is set
  sign-up-link   makes a link with which somebody signs up, where COUNTERSIGN_SIGNUP is not \`open\`

With the embedded database, stop the service first: only one process opens it.
`

type Command = (app: App, orgId: string) => Promise<string>

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['admin-key', (app, orgId) => replaceAdminKey(app.context, orgId)],
  ['rotate-log-key', (app, orgId) => rotateLogKey(app.context, orgId)],
  ['rewrap', async (app) => `sealed under the new master key: ${await app.rewrap()} orgs`],
  ['sign-up-link', (app) => app.people.entrances.newOrgLink()],
  [
    'owner-link',
    async (app, orgId) => {
      const link = await app.people.entrances.ownerLink(orgId, true)
      if (link === undefined) throw new ConfigError('the org has an owner: ask them for an invitation')
      return link
    },
  ],
])

async function main([word = '', orgId]: readonly string[]): Promise<void> {
  const command = COMMANDS.get(word)
  const isMove = word === 'move'
  if ((command === undefined && !isMove) || (orgId !== undefined && !ID_PATTERNS.org.test(orgId))) {
    const meant = nearest(word, [...COMMANDS.keys(), 'move'])
    if (meant !== undefined)
      process.stderr.write(`\`${word}\` is not a command; did you mean \`${meant}\`?\n`)
    process.stderr.write(USAGE)
    process.exitCode = 64
    return
  }
  const config = readConfig()
  const log = createLogger('warn')
  const masterKey = requireMasterKey(config)
  if (command === undefined) {
    const receipts = await moveToServer(config, vaultOf(masterKey, config))
    process.stdout.write(`moved ${receipts} receipts: start the service with this DATABASE_URL\n`)
    return
  }
  const { db, stop } = await openAny(config, createLogger('silent'), () => undefined)
  // Whatever fails, the thread of the embedded database would keep the process alive.
  try {
    const app = await createApp({
      config,
      db,
      vault: vaultOf(masterKey, config),
      log,
      requireDurable: config.databaseUrl !== undefined,
    }).catch(async (error: unknown) => {
      // Its open connections would keep the process alive.
      await db.close()
      throw error
    })
    try {
      showKey(app.created)
      process.stdout.write(`${await command(app, orgId ?? app.firstOrgId)}\n`)
    } finally {
      await app.close()
    }
  } finally {
    await stop()
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`countersign: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
