// Everything the product can do to the world, as interfaces, on one screen.
import type { Scope } from '@countersign/contract'
import type { PolicySet } from '@countersign/policy'
import type { Disclosure, Payload, PayloadGate, PayloadMembers, PayloadType } from '@countersign/receipt'

export type AgentStatus = 'active' | 'suspended' | 'quarantined' | 'revoked'

export type Agent = {
  id: string
  name: string
  status: AgentStatus
  roles: string[]
  labels: Record<string, string>
  environment: string | null
  createdAt: number
}

export type ApiKey = {
  id: string
  name: string
  hint: string
  scopes: Scope[]
  agentId: string | null
  environment: string | null
  createdAt: number
  revokedAt: number | null
}

export type Org = { id: string; name: string; halted: boolean; logsPublic: boolean; createdAt: number }

/** What a decision may rest on, true at `epoch`; the ledger compares the epoch under the org's lock. */
export type OrgConfig = {
  org: Org
  epoch: number
  policy: PolicySet
  /** undefined: not loaded; null: no such object. */
  agents: Map<string, Agent | null>
  keys: Map<string, ApiKey | null>
}

export type GateStatus = 'open' | 'pending' | 'completed' | 'expired'

export type Gate = {
  seq: number
  status: GateStatus
  expiresAt: number
  approvalId: string | null
  outputDigest: Uint8Array | null
  /** The receipt that opened it, and that receipt's leaf hash in hex. */
  opened: Payload
  leafHash: string
}

/** A receipt before it has its place in the log, which gives it seq, prev, id, nonce and time. */
export type Draft = { type: PayloadType; actor: string } & Partial<Omit<PayloadMembers, 'gate'>> & {
    /** Opening a gate leaves its id out: it is derived from the place in the log. */
    gate?: Omit<PayloadGate, 'id'> & { id?: string }
  }

export type Change =
  | { kind: 'gate.open'; status: 'open' | 'pending'; expiresAt: number; approvalId: string | null }
  | { kind: 'gate.close'; seq: number; status: 'completed' | 'expired'; outputDigest: Uint8Array | null }
  | { kind: 'agent.create'; agent: Agent }
  | { kind: 'agent.status'; id: string; status: AgentStatus; at: number }
  | { kind: 'key.create'; key: ApiKey; hash: Uint8Array }
  | { kind: 'key.revoke'; id: string; at: number }
  | { kind: 'org.update'; halted?: boolean; name?: string; logsPublic?: boolean }

export type Entry = { draft: Draft; disclosures: Disclosure[]; changes: Change[] }

export type Recorded = { payload: Payload; leafHash: string }

/** What one item sees under the org's lock: the state after every item before it. */
export type View = {
  now: number
  config: OrgConfig
  /** The gate that the work named by seq, or undefined. */
  gate: Gate | undefined
  /** The receipt at that seq, when it opened no gate (a denied one). */
  refused: Payload | undefined
  /** Gates past their time, when the work asked for them. */
  expired: Gate[]
}

export type Plan<A> = { entries: Entry[]; answer: (recorded: Recorded[]) => A }

export type Work<A> = {
  agentId?: string
  /** The caller's key; a key revoked meanwhile gets no answer. */
  keyId?: string
  /** A key that the work is about. */
  subjectKeyId?: string
  gateSeq?: number
  expired?: true
  /** Present when the caller sent an Idempotency-Key. */
  repeat?: { id: Uint8Array; digest: Uint8Array; again: (view: View, first: Recorded) => A }
  /** True when the change alters what decisions rest on: it raises the epoch. */
  configures?: true
  /** Slow and pure. Runs outside the lock, again whenever the configuration was reloaded. */
  prepare?: (config: OrgConfig) => void
  /** Runs under the lock; must not wait and must not mutate the view. May throw ApiError. */
  decide: (view: View) => Plan<A>
}

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

export type StoredReceipt = { seq: number; text: string; leafHash: Uint8Array; disclosures: Disclosure[] }

export type Checkpoint = {
  treeSize: number
  root: Uint8Array
  kid: Uint8Array
  protectedHeader: Uint8Array
  signature: Uint8Array
  issuedAt: number
}

export type SigningKey = {
  kid: Uint8Array
  publicKey: Uint8Array
  fromSize: number
  untilSize: number | null
}

export type Page<T> = { rows: T[]; more: boolean }

export type Store = {
  /** When this resolves, the change and its receipts are durable; when it rejects with any code but `outcome.unknown`, neither happened. */
  record<A>(orgId: string, work: Work<A>): Promise<A>
  /** Cached unless `fresh`; undefined for an org that does not exist. */
  config(orgId: string, need: ConfigNeed): Promise<OrgConfig | undefined>
  /** The key with this secret, revoked ones included. */
  keyOf(orgId: string, secret: string, fresh: boolean): Promise<ApiKey | undefined>
  /** Keyed hash under which a secret is stored. */
  hashOf(secret: string): Uint8Array
  createOrg(org: NewOrg): Promise<void>
  agents: {
    list(orgId: string, page: { limit: number; after?: string; status?: string }): Promise<Page<Agent>>
    get(orgId: string, id: string): Promise<Agent | undefined>
  }
  keys: {
    list(orgId: string, page: { limit: number; after?: string }): Promise<Page<ApiKey>>
    get(orgId: string, id: string): Promise<ApiKey | undefined>
  }
  receipts: {
    list(
      orgId: string,
      filter: ReceiptFilter,
      page: { limit: number; after?: number; order: 'asc' | 'desc' },
    ): Promise<{ rows: StoredReceipt[]; nextAfter: number | undefined }>
    get(orgId: string, seq: number): Promise<StoredReceipt | undefined>
    /** Receipts [from, to) in order, read in keyset pages, a short transaction each. */
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

export type ConfigNeed = { agentId?: string; keyId?: string; fresh?: boolean }

export type NewOrg = { id: string; name: string; adminKey: { key: ApiKey; secret: string } }

/** One org's log key, ready to sign off the event loop. */
export type LogSigner = {
  kid: Uint8Array
  publicKey: Uint8Array
  sign(message: Uint8Array): Promise<Uint8Array>
}

/** Whoever holds the master key: this process, or a key management service. */
export type Vault = {
  /** Stored beside the data; tells a wrong master key before it can do harm. */
  check(): Uint8Array
  fits(check: Uint8Array): boolean
  wrap(purpose: string, key: Uint8Array): Uint8Array
  unwrap(purpose: string, wrapped: Uint8Array): Uint8Array
}

export type MakeSigner = (seed: Uint8Array) => LogSigner
