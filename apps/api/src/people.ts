// Wiring of what people sign in with.
import type { Logger } from 'pino'
import { createPasswords } from './adapters/passwords.ts'
import type { Config } from './config.ts'
import { createAccounts } from './identity/accounts.ts'
import { createSessions } from './identity/session.ts'
import type { Store } from './ports/store.ts'
import { deriveSecret } from './sealing.ts'
import { accountPool } from './store/account-pool.ts'
import { createAccountStore } from './store/accounts.ts'
import type { Instance } from './store/instance.ts'
import type { Database } from './store/pool.ts'

type PeopleParts = { config: Config; db: Database; log: Logger }

/** The people who sign in. Their secrets follow from the installation's pepper, each for one purpose. */
export function peopleOf(
  { config, db, log }: PeopleParts,
  { pepper }: Pick<Instance, 'pepper'>,
  store: Store,
  publicUrl: () => string,
) {
  const secret = Buffer.from(deriveSecret(pepper, 'accounts')).toString('base64url')
  const accountStore = createAccountStore(db, deriveSecret(pepper, 'tickets'))
  return {
    accountStore,
    accounts: createAccounts({
      pool: accountPool(db),
      passwords: createPasswords(),
      secret,
      publicUrl,
      onFault: (message) => log.error({ fault: message }, 'accounts failed'),
    }),
    sessions: createSessions({ accounts: accountStore, store, secret }),
    store,
    formSecret: deriveSecret(pepper, 'forms'),
    publicUrl,
    origin: config.publicUrl === undefined ? undefined : new URL(config.publicUrl).origin,
  }
}
