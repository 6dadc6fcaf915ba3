// What is stored, noun by noun: its objects, the changes there are to them, and how they are read.

import type { Scope } from '@countersign/contract'
import type { JsonObject } from '@countersign/json'
import type { PolicyDocument, PolicySet, ToolDefinition } from '@countersign/policy'
import type { StoredPolicy } from '@countersign/policy/publish'
import type { Disclosure } from '@countersign/receipt'
import type { AgentStatus, MemberRole } from '@countersign/terms'
import type { Soon } from '../soon.ts'
import type { agents } from '../store/schema/agents.ts'
import type { invitations } from '../store/schema/invitations.ts'
import type { apiKeys } from '../store/schema/keys.ts'
import type { segments, signingKeys } from '../store/schema/log.ts'
import type { MemberPasskey, members } from '../store/schema/members.ts'
import type { Retention } from '../store/schema/orgs.ts'
import type { tools } from '../store/schema/tools.ts'
import type { ApprovalChanges, ApprovalReader, GateChanges, GateReader } from './gates.ts'
import type { Page } from './page.ts'
import type { Webhook, WebhookChanges, WebhookReader } from './webhooks.ts'

export type { Retention }

export type Org = {
  id: string
  name: string
  halted: boolean
  logsPublic: boolean
  createdAt: number
  retention: Retention
}

type OrgChanges = {
  'org.update': { halted?: boolean; name?: string; logsPublic?: boolean }
  'org.retain': { retention: Retention }
}

/** Where agents act and policies apply. */
export type Environment = {
  name: string
  createdAt: number
  /** Whether an agent or a key belongs to it that is not revoked. */
  isBound: boolean
}

type EnvironmentChanges = {
  'environment.add': { name: string; at: number }
  'environment.remove': { name: string }
}

/** A person of the org, and what they may do. */
export type { MemberPasskey }

export type Member = Omit<typeof members.$inferSelect, 'orgId' | 'role'> & { role: MemberRole }

/** What every configuration holds of the members, of whom there may be many. */
export type People = {
  count: number
  /** Ids of owners: two of them, where there are more. */
  owners: readonly string[]
  /** Whether one of the owners can sign in. */
  isOwned: boolean
}

export type MemberReader = {
  /** In the order of their ids; `after` is the id that the page before ended with. */
  list(orgId: string, page: { limit: number; after?: string }): Promise<Page<Member>>
  /** Those of these ids that there are. */
  named(orgId: string, ids: readonly string[]): Promise<ReadonlyMap<string, Member>>
  /** Those who have named this member as their substitute, the first 50. */
  absent(orgId: string, substituteId: string): Promise<Member[]>
}

/** What somebody may become a member with; `id` is the one that the member will have. */
export type Invitation = Omit<typeof invitations.$inferSelect, 'orgId' | 'role'> & { role: MemberRole }

type InvitationChanges = {
  'invitation.add': { invitation: Invitation }
  'invitation.remove': { id: string }
}

type MemberChanges = {
  'member.add': { member: Member }
  'member.change': Pick<Member, 'id' | 'role' | 'groups' | 'substitute'> &
    Partial<Pick<Member, 'passkeys' | 'slack'>>
  'member.remove': { id: string }
}

export type Agent = Omit<typeof agents.$inferSelect, 'orgId' | 'status'> & { status: AgentStatus }

type AgentChanges = {
  'agent.create': { agent: Agent }
  'agent.status': { id: string; status: AgentStatus; at: number }
}

export type AgentReader = {
  list(orgId: string, page: { limit: number; after?: string; status?: string }): Promise<Page<Agent>>
  get(orgId: string, id: string): Promise<Agent | undefined>
}

export type ApiKey = Omit<typeof apiKeys.$inferSelect, 'orgId' | 'hash' | 'scopes'> & { scopes: Scope[] }

type KeyChanges = {
  'key.create': { key: ApiKey; hash: Uint8Array }
  'key.revoke': { id: string; at: number }
}

export type KeyReader = {
  list(orgId: string, page: { limit: number; after?: string }): Promise<Page<ApiKey>>
  get(orgId: string, id: string): Promise<ApiKey | undefined>
  /** The key with this secret, revoked ones included. */
  withSecret(orgId: string, secret: string, fresh: boolean): Soon<ApiKey | undefined>
  /** Keyed hash under which a secret is stored. */
  hashOf(secret: string): Uint8Array
}

/** A registered tool. What policies see of it is its definition. */
export type Tool = Pick<typeof tools.$inferSelect, 'createdAt' | 'changedAt'> & {
  settings: ToolDefinition & { description?: string; endpoint?: string }
}

/** A tool with the SHA-256 of its settings in hex: what an approval is bound to. */
export type RegisteredTool = Tool & { digest: string }

export type ToolReader = {
  /** The definition that is pinned for a tool. */
  definition(orgId: string, name: string): Promise<JsonObject | undefined>
}

type ToolChanges = {
  'tool.put': { tool: Tool }
  /** The definition that is pinned, or none any more. */
  'tool.define': { name: string; definition: JsonObject | null }
  'tool.remove': { name: string }
}

/** The environment that stands for every one without a live version of its own. */
export const EVERYWHERE = '*'

export type PolicyVersion = {
  version: number
  /** `sha256:` and hex, over the document's RFC 8785 form. */
  digest: string
  /** The actor that published it. */
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

type PolicyChanges = {
  'policy.add': { version: StoredVersion }
  'policy.live': { version: number; environment: string; at: number }
}

export type PolicyReader = {
  /** Newest first; `after` is the version that the page before ended with. */
  list(orgId: string, page: { limit: number; after?: number }): Promise<Page<PolicyVersion>>
  get(orgId: string, version: number): Promise<(StoredVersion & { live: string[] }) | undefined>
  /** The newest version before this one that was published for the environment, or for every one. */
  before(orgId: string, version: number, environment: string | undefined): Promise<number | undefined>
}

/** A row of the recent activity of an agent, session or run; after `until`, in ms since the epoch, it says nothing. */
/** Its id in hex. */
export type Counter = { id: string; state: CounterState; until: number }

/** JSON, of the operations' own making; never changed in place. */
export type CounterState = { readonly [member: string]: unknown }

type CounterChanges = {
  'counters.put': { counters: Counter[] }
}

export type StoredReceipt = { seq: number; text: string; leafHash: Uint8Array; disclosures: Disclosure[] }

/** A segment as it will be once something that it disclosed is erased; null where nothing is left. */
export type Rewritten = {
  treeSize: number
  disclosures: Uint8Array | null
  /** Before compression; the smaller they are, the more was erased. */
  bytes: number
  bytesBefore: number
}

type ErasureChanges = {
  /** With the digests of outputs that these gates, by seq, were completed with. */
  'disclosures.erase': { segments: Rewritten[]; outputs: number[] }
}

/** Paths that are to be erased, by the seq of the receipt. */
export type ErasedPaths = ReadonlyMap<number, ReadonlySet<string>>

/** Of the receipts [from, to), everything that they disclose: so many values, and the segments without them. */
export type OldValues = {
  from: number
  to: number
  values: number
  segments: Rewritten[]
  /** The seqs of gates whose completions disclosed the digest of an output. */
  outputs: number[]
  /** When the last of the receipts was issued. */
  issuedAt: number
}

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

export type ReceiptReader = {
  /** What `read` makes of the receipts of a page, in the org's turn and before the org gets another page. */
  list<T>(
    orgId: string,
    filter: ReceiptFilter,
    page: { limit: number; after?: number; order: 'asc' | 'desc' },
    read: (receipt: StoredReceipt) => T,
  ): Promise<{ rows: T[]; nextAfter: number | undefined }>
  get(orgId: string, seq: number): Promise<StoredReceipt | undefined>
  /** How many of an agent there are from this seq on, by type; `first` is where counting ended before it came there. */
  tally(
    orgId: string,
    agentId: string,
    from: number,
  ): Promise<{ counts: ReadonlyMap<string, number>; first: number | undefined }>
  /** Receipts [from, to) in order, in pages bounded by bytes, a short transaction each. */
  pages(orgId: string, from: number, to: number, withDisclosures: boolean): AsyncIterable<StoredReceipt[]>
  /** Their segments without these paths, and which of them each receipt disclosed; up to a bound, and then not complete. */
  without(
    orgId: string,
    paths: ErasedPaths,
  ): Promise<{ segments: Rewritten[]; erased: ReadonlyMap<number, readonly string[]>; isComplete: boolean }>
  /** The oldest values that were disclosed before a time, up to a bound; undefined where there are none. */
  old(orgId: string, before: number): Promise<OldValues | undefined>
  /** The first seq issued at or after this time. */
  seqAt(orgId: string, time: number): Promise<number>
}

export type Checkpoint = Pick<
  typeof segments.$inferSelect,
  'treeSize' | 'issuedAt' | 'root' | 'kid' | 'protectedHeader' | 'signature'
>

export type SigningKey = Omit<typeof signingKeys.$inferSelect, 'orgId' | 'seed'>

export type NewSigningKey = {
  kid: Uint8Array
  publicKey: Uint8Array
  /** Under the org's data key. */
  seed: Uint8Array
}

export type LogChanges = {
  'log.rotate': { next: NewSigningKey; retired: Uint8Array }
}

export type LogReader = {
  /** Makes one that signs nothing yet and is stored nowhere. */
  newKey(orgId: string): Promise<NewSigningKey>
  keys(orgId: string): Promise<SigningKey[]>
  /** The checkpoint of the commit that holds `seq`, or the latest. */
  checkpoint(orgId: string, seq?: number): Promise<Checkpoint | undefined>
  inclusion(orgId: string, index: number, size: number): Promise<Uint8Array[]>
  consistency(orgId: string, from: number, to: number): Promise<Uint8Array[]>
  range(orgId: string, begin: number, end: number): Promise<Uint8Array[]>
  /** What is public of any log, as this org or a stranger asks for it: it waits for places of its own, not for the log's. */
  askedBy(orgId: string | undefined): PublicLogReader
}

export type PublicLogReader = Pick<LogReader, 'keys' | 'checkpoint' | 'consistency'>

/** Orgs whose values are kept for a time. Like the outbox it is not in the log. */
export type RetentionQueue = {
  /** Takes orgs that are due, for a while; if this process dies, another one looks after them. */
  claim(limit: number): Promise<string[]>
  /** The org is looked at again in so many ms; it counts as overdue until it is not behind. */
  later(orgId: string, inMs: number, isBehind: boolean): Promise<void>
}

/** Every kind of change with what it says. What each one writes stands with its noun in the store. */
export type Changes = OrgChanges &
  LogChanges &
  EnvironmentChanges &
  MemberChanges &
  InvitationChanges &
  AgentChanges &
  KeyChanges &
  ToolChanges &
  WebhookChanges &
  PolicyChanges &
  ErasureChanges &
  GateChanges &
  ApprovalChanges &
  CounterChanges

/** How the nouns are read that a configuration does not hold, or not all of. */
export type NounReaders = {
  members: MemberReader
  agents: AgentReader
  keys: KeyReader
  policies: PolicyReader
  tools: ToolReader
  approvals: ApprovalReader
  gates: GateReader
  webhooks: WebhookReader
  receipts: ReceiptReader
  log: LogReader
}

/** What a decision may depend on, true at `epoch`; the ledger compares the epoch under the org's lock. Holds no secret. */
export type OrgConfig = {
  org: Org
  epoch: number
  /** The version that is live in an environment, with the tools' settings; undefined when none is. */
  policyFor(environment: string): PolicySet | undefined
  /** By name; there are no others. */
  environments: ReadonlyMap<string, Environment>
  people: People
  /** By id, those that are past their time included. */
  invitations: ReadonlyMap<string, Invitation>
  /** By id; there are no others. */
  webhooks: ReadonlyMap<string, Webhook>
  /** Which version is live where. */
  live: ReadonlyMap<string, number>
  latestVersion: number
  tools: ReadonlyMap<string, RegisteredTool>
  /** What policies see of the tools: their descriptions and endpoints may change without compiling anything. */
  definitions: readonly ToolDefinition[]
  /** undefined: not loaded; null: no such object. */
  members: ReadonlyMap<string, Member | null>
  /** The ids of members by their e-mail addresses, in small letters. */
  emails: ReadonlyMap<string, string | null>
  agents: ReadonlyMap<string, Agent | null>
  keys: ReadonlyMap<string, ApiKey | null>
}
