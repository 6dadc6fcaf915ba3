// Everything the product can do to the world, as interfaces, on one screen.

import type { ApiErrorDetails, ErrorCode, Scope } from '@countersign/contract'
import type { PolicyDocument, PolicySet, ToolDefinition } from '@countersign/policy'
import type { Checked, StoredPolicy } from '@countersign/policy/publish'
import type {
  Disclosure,
  Evidence,
  GateReference,
  KeySet,
  OpenedGate,
  Payload,
  PayloadMembers,
  PayloadType,
  Report,
} from '@countersign/receipt'
import type { AgentStatus, GateStatus } from '@countersign/terms'

export type Agent = {
  id: string
  name: string
  status: AgentStatus
  roles: string[]
  labels: Record<string, string>
  environment: string | null
  owner: string | null
  createdAt: number
}

/** A registered tool. What policies see of it is its definition. */
export type Tool = {
  settings: ToolDefinition & { description?: string; endpoint?: string }
  createdAt: number
  changedAt: number
}

/** The environment that stands for every one without a live version of its own. */
export const EVERYWHERE = '*'

export type PolicyVersion = {
  version: number
  /** `sha256:` and hex, over the document's RFC 8785 form. */
  digest: string
  createdBy: string
  createdAt: number
  /** Environments it is live in. */
  live: string[]
}

export type StoredVersion = Omit<PolicyVersion, 'live'> & {
  document: PolicyDocument
  parsed: StoredPolicy[]
  /** For which it was published first. */
  environment: string
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
  /** The version that is live in an environment, with the tools' settings; undefined when none is. */
  policyFor(environment: string): PolicySet | undefined
  /** Which version is live where. */
  live: ReadonlyMap<string, number>
  latestVersion: number
  tools: ReadonlyMap<string, Tool>
  /** What policies see of the tools: their descriptions and endpoints may change without compiling anything. */
  definitions: readonly ToolDefinition[]
  /** undefined: not loaded; null: no such object. */
  agents: Map<string, Agent | null>
  keys: Map<string, ApiKey | null>
}

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
    gate?: GateReference | Omit<OpenedGate, 'id'>
  }

export type Change =
  | { kind: 'gate.open'; status: 'open' | 'pending'; expiresAt: number; approvalId: string | null }
  | { kind: 'gate.close'; seq: number; status: 'completed' | 'expired'; outputDigest: Uint8Array | null }
  | { kind: 'agent.create'; agent: Agent }
  | { kind: 'agent.status'; id: string; status: AgentStatus; at: number }
  | { kind: 'key.create'; key: ApiKey; hash: Uint8Array }
  | { kind: 'key.revoke'; id: string; at: number }
  | { kind: 'org.update'; halted?: boolean; name?: string; logsPublic?: boolean }
  | { kind: 'policy.add'; version: StoredVersion }
  | { kind: 'policy.live'; version: number; environment: string; at: number }
  | { kind: 'tool.put'; tool: Tool }
  | { kind: 'tool.remove'; name: string }
  | { kind: 'activity'; traces: Trace[] }

/** One row of what was done lately, found by its id; `until` is when it says nothing any more, ms since the epoch. */
export type Trace = { id: Uint8Array; state: TraceState; until: number }

/** JSON, of the operation's own making; never changed in place. */
export type TraceState = { readonly [member: string]: unknown }

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
  /** The rows of activity that the work named, as earlier items left them; undefined where there is none. */
  traces: (TraceState | undefined)[]
}

export type Plan<A> = { entries: Entry[]; answer: (recorded: Recorded[]) => A }

export type Work<A> = {
  agentId?: string
  /** The caller's key; a key revoked meanwhile gets no answer. */
  keyId?: string
  /** A key that the work is about. */
  subjectKeyId?: string
  gateSeq?: number
  /** Ids of rows of activity. */
  traceIds?: Uint8Array[]
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
  /** The database's clock and these rows of activity, read without the lock. */
  moment(orgId: string, traceIds: Uint8Array[]): Promise<Pick<View, 'now' | 'traces'>>
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

/** Checks tenants' policies where they can do no harm. */
export type PolicyChecker = {
  /** Never rejects because of the document; rejects with `policy.busy` when too much is waiting. */
  check(orgId: string, work: { document: unknown; tools: ToolDefinition[] }): Promise<Checked>
  close(): Promise<void>
}

/** What verification must be told from the store. */
export type VerifierSource = {
  /** Keys of a log of this service; none for one that it does not know. */
  keys(org: string | undefined): Promise<KeySet>
  /** A receipt of the caller's org and the keys of its log. */
  receipt(id: string): Promise<{ evidence: Evidence; keys: KeySet }>
}

/** What came of it, and the time of its thread that it took. */
export type Verified = { threadMs: number } & (
  | { kind: 'report'; report: Report }
  | { kind: 'refused'; code: ErrorCode; details: Pick<ApiErrorDetails, 'detail' | 'errors'> }
  /** `source` rejected with this. */
  | { kind: 'failed'; error: unknown }
  /** It took more time or memory than one request may have. */
  | { kind: 'too_costly' }
)

/** Reads and verifies what strangers send where it can do no harm. */
export type Verifier = {
  /** Strangers and callers with a key never wait for each other; never rejects because of the body. */
  verify(body: Uint8Array, who: 'strangers' | 'callers', source: VerifierSource): Promise<Verified>
  close(): Promise<void>
}

/** Makes a version ready to be asked; remembers what it made. */
export type MakePolicySet = (
  version: Pick<StoredVersion, 'version' | 'digest' | 'document' | 'parsed'>,
  tools: readonly ToolDefinition[],
) => PolicySet

export type MakeSigner = (seed: Uint8Array) => LogSigner
