// The store: the one way to change anything, and the readers of every noun.
// It throws `Fault` and what a work threw.
import type { Recorded, View, Work } from './ledger.ts'
import type { Backlog, Load } from './metrics.ts'
import type { NounReaders, OrgConfig, RetentionQueue } from './nouns.ts'
import type { Outbox } from './webhooks.ts'

export type ConfigNeed = { agentId?: string; keyId?: string; memberId?: string; fresh?: boolean }

export type Store = NounReaders & {
  /** When this resolves, the change and its receipts are durable; when it rejects with any fault but `outcome_unknown`, neither happened. */
  record<A>(orgId: string, work: Work<A>): Promise<A>
  outbox: Outbox
  retention: RetentionQueue
  /** Makes an org with its data key and log key, and records `work` as its log's first commit. `kid` is the log key's thumbprint. */
  createOrg<A>(org: NewOrg, work: (log: { kid: Uint8Array }) => Work<A>): Promise<A>
  /** Cached unless `fresh`; undefined for an org that does not exist. */
  config(orgId: string, need: ConfigNeed): Promise<OrgConfig | undefined>
  /** The database's clock and these counters, read without the lock. */
  moment(orgId: string, counterIds: readonly string[]): Promise<Pick<View, 'now' | 'counters'>>
  /** Orgs that have something to expire, at most `limit`. */
  dueOrgs(limit: number): Promise<string[]>
  /** Calls `listener` once a pending approval is decided, by whichever process; answers how to stop. */
  onDecided(orgId: string, approvalId: string, listener: () => void): () => void
  /** Forgets decisions that were made too long ago for anybody to wait for. */
  forgetDecided(): Promise<void>
  /** True when a row was written, and no commit failed lately because nothing can be. */
  ping(): Promise<boolean>
  load(): Load
  backlog(): Promise<Backlog>
  close(): Promise<void>
}

export type NewOrg = { id: string; name: string; createdAt: number }

export type { Recorded }
