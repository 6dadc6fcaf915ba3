// The store: the one way to change anything, and the readers of every noun. It throws `Fault` and what a work threw.
import type { Recorded, View, Work } from './ledger.ts'
import type {
  Agent,
  ApiKey,
  Checkpoint,
  OrgConfig,
  PolicyVersion,
  SigningKey,
  StoredReceipt,
  StoredVersion,
} from './objects.ts'

export type Page<T> = { rows: T[]; more: boolean }

export type ConfigNeed = { agentId?: string; keyId?: string; fresh?: boolean }

/** Every filter has an index or a capped scan; a page that was cut short by its cap has a cursor and fewer rows. */
export type ReceiptFilter = {
  agentId?: string
  type?: string
  verdict?: string
  action?: string
  tool?: string
  gateId?: string
  approvalId?: string
  sessionId?: string
  from?: number
  to?: number
}

export type Store = {
  /** When this resolves, the change and its receipts are durable; when it rejects with any fault but `outcome_unknown`, neither happened. */
  record<A>(orgId: string, work: Work<A>): Promise<A>
  /** Makes an org with its data key and log key, and records `work` as its log's first commit. `kid` is the log key's thumbprint. */
  createOrg<A>(org: NewOrg, work: (log: { kid: Uint8Array }) => Work<A>): Promise<A>
  /** Cached unless `fresh`; undefined for an org that does not exist. */
  config(orgId: string, need: ConfigNeed): Promise<OrgConfig | undefined>
  /** The database's clock and these counters, read without the lock. */
  moment(orgId: string, counterIds: readonly Uint8Array[]): Promise<Pick<View, 'now' | 'counters'>>
  agents: {
    list(orgId: string, page: { limit: number; after?: string; status?: string }): Promise<Page<Agent>>
    get(orgId: string, id: string): Promise<Agent | undefined>
  }
  keys: {
    list(orgId: string, page: { limit: number; after?: string }): Promise<Page<ApiKey>>
    get(orgId: string, id: string): Promise<ApiKey | undefined>
    /** The key with this secret, revoked ones included. */
    withSecret(orgId: string, secret: string, fresh: boolean): Promise<ApiKey | undefined>
    /** Keyed hash under which a secret is stored. */
    hashOf(secret: string): Uint8Array
  }
  policies: {
    /** Newest first; `after` is the version that the page before ended with. */
    list(orgId: string, page: { limit: number; after?: number }): Promise<Page<PolicyVersion>>
    get(orgId: string, version: number): Promise<(StoredVersion & { live: string[] }) | undefined>
    /** The newest version before this one that was published for the environment, or for every one. */
    before(orgId: string, version: number, environment: string | undefined): Promise<number | undefined>
  }
  receipts: {
    list(
      orgId: string,
      filter: ReceiptFilter,
      page: { limit: number; after?: number; order: 'asc' | 'desc' },
    ): Promise<{ rows: StoredReceipt[]; nextAfter: number | undefined }>
    get(orgId: string, seq: number): Promise<StoredReceipt | undefined>
    /** Receipts [from, to) in order, in pages bounded by rows and bytes, a short transaction each. */
    pages(orgId: string, from: number, to: number, withDisclosures: boolean): AsyncIterable<StoredReceipt[]>
    /** The first seq issued at or after this time. */
    seqAt(orgId: string, time: number): Promise<number>
  }
  log: {
    keys(orgId: string): Promise<SigningKey[]>
    /** The checkpoint of the commit that holds `seq`, or the latest. */
    checkpoint(orgId: string, seq?: number): Promise<Checkpoint | undefined>
    inclusion(orgId: string, index: number, size: number): Promise<Uint8Array[]>
    consistency(orgId: string, from: number, to: number): Promise<Uint8Array[]>
    range(orgId: string, begin: number, end: number): Promise<Uint8Array[]>
  }
  /** Orgs that have something to expire, at most `limit`. */
  dueOrgs(limit: number): Promise<string[]>
  /** True when a statement went through. */
  ping(): Promise<boolean>
  close(): Promise<void>
}

export type NewOrg = { id: string; name: string; createdAt: number }

export type { Recorded }
