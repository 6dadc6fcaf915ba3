// What the ledger needs of configurations: the cached one, one loaded under the lock, forgetting an old one.
import type { Work } from '../../ports/ledger.ts'
import type { OrgConfig } from '../../ports/nouns.ts'
import type { LogSigner } from '../../ports/services.ts'
import type { Soon } from '../../soon.ts'
import type { Client } from '../pool.ts'

/** What an org's values are sealed with and its log is signed with. It never leaves the store. */
export type Secrets = { dataKey: Uint8Array; signer: LogSigner }

/** Undefined: no such org. */
export type SecretsOf = (orgId: string) => Promise<Secrets | undefined>

export type Configured = { config: OrgConfig; secrets: Secrets }

/** With the agents and keys that works name; undefined: no such org. */
export type WorkConfigs = {
  forWorks(orgId: string, works: readonly Work<unknown>[]): Soon<Configured | undefined>
  /** Loads on a connection that holds the org's lock. */
  forWorksOn(client: Client, orgId: string, works: readonly Work<unknown>[]): Promise<Configured | undefined>
  drop(orgId: string): void
}
