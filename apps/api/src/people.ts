// Wiring of what people sign in with.
import type { Logger } from 'pino'
import { createPasswords } from './adapters/passwords.ts'
import type { Config } from './config.ts'
import { createAccounts } from './identity/accounts.ts'
import { createAddresses } from './identity/addresses.ts'
import { createDevices } from './identity/devices.ts'
import { createEntrances } from './identity/entrances.ts'
import { createFirstKeys } from './identity/first-keys.ts'
import { createLeaving } from './identity/leaving.ts'
import { createPasskeys, memberPasskeys } from './identity/passkeys.ts'
import { createResets } from './identity/resets.ts'
import { createSessions } from './identity/session.ts'
import { createSlackLinks } from './identity/slack-links.ts'
import { createSubstitutes } from './identity/substitutes.ts'
import type { Context } from './operations/context.ts'
import type { AccountStore } from './ports/accounts.ts'
import type { Limits } from './ports/limits.ts'
import { deriveSecret } from './sealing.ts'
import { accountPool } from './store/account-pool.ts'
import type { Instance } from './store/instance.ts'
import type { Database } from './store/pool.ts'

type PeopleParts = { config: Config; db: Database; log: Logger; accountStore: AccountStore; limits: Limits }

/** The people who sign in. Their secrets follow from the installation's pepper, each for one purpose. */
export function peopleOf(
  { config, db, log, accountStore, limits }: PeopleParts,
  { pepper }: Pick<Instance, 'pepper'>,
  context: Context,
) {
  const { store, publicUrl } = context
  const passwords = createPasswords()
  const secret = Buffer.from(deriveSecret(pepper, 'accounts')).toString('base64url')
  const accounts = createAccounts({
    isFirst: accountStore.isFirst,
    pool: accountPool(db),
    passwords,
    secret,
    publicUrl,
    onFault: (message) => log.error({ fault: message }, 'an account operation failed'),
  })
  const sessions = createSessions({ accounts: accountStore, store, secret })
  const passkeys = createPasskeys({ context, sessions, accountStore })
  function onMail(code: string) {
    log.warn({ code }, 'a mail to somebody who signs up or in was not sent')
  }
  return {
    accountStore,
    limits,
    addresses: createAddresses({ context, accountStore, onMail }),
    resets: createResets({ context, accountStore, passwords, onMail }),
    leaving: createLeaving({ context, sessions, accountStore }),
    slackLinks: createSlackLinks(context),
    substitutes: createSubstitutes(context),
    accounts,
    passkeys,
    entrances: createEntrances({
      context,
      accounts,
      accountStore,
      firstKeys: createFirstKeys({ passwords, secret, publicUrl, accountStore }),
      memberPasskeys: (credentials) => memberPasskeys(context.suite, publicUrl(), credentials),
      signup: config.signup,
      onMail,
    }),
    devices: createDevices({ accounts, accountStore, clock: context.clock }),
    sessions,
    store,
    formSecret: deriveSecret(pepper, 'forms'),
    publicUrl,
    origin: config.publicUrl === undefined ? undefined : new URL(config.publicUrl).origin,
  }
}
