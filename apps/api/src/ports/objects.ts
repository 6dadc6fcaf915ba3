// The stored objects of the domain. Where one is a row as it lies in the database, its type is the table's.
import type { Scope } from '@countersign/contract'
import type { PolicyDocument, PolicySet, ToolDefinition } from '@countersign/policy'
import type { StoredPolicy } from '@countersign/policy/publish'
import type { Disclosure, Payload } from '@countersign/receipt'
import type { AgentStatus, GateStatus } from '@countersign/terms'
import type { agents, apiKeys, checkpoints, signingKeys, tools } from '../store/schema.ts'

export type Agent = Omit<typeof agents.$inferSelect, 'orgId' | 'status'> & { status: AgentStatus }

/** Where agents act and policies apply. */
export type Environment = {
  name: string
  createdAt: number
  /** Whether an agent or a key belongs to it that is not revoked. */
  isBound: boolean
}

/** A registered tool. What policies see of it is its definition. */
export type Tool = Pick<typeof tools.$inferSelect, 'createdAt' | 'changedAt'> & {
  settings: ToolDefinition & { description?: string; endpoint?: string }
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

export type ApiKey = Omit<typeof apiKeys.$inferSelect, 'orgId' | 'hash' | 'scopes'> & { scopes: Scope[] }

export type Org = { id: string; name: string; halted: boolean; logsPublic: boolean; createdAt: number }

/** What a decision may rest on, true at `epoch`; the ledger compares the epoch under the org's lock. Holds no secret. */
export type OrgConfig = {
  org: Org
  epoch: number
  /** The version that is live in an environment, with the tools' settings; undefined when none is. */
  policyFor(environment: string): PolicySet | undefined
  /** By name; there are no others. */
  environments: ReadonlyMap<string, Environment>
  /** Which version is live where. */
  live: ReadonlyMap<string, number>
  latestVersion: number
  tools: ReadonlyMap<string, Tool>
  /** What policies see of the tools: their descriptions and endpoints may change without compiling anything. */
  definitions: readonly ToolDefinition[]
  /** undefined: not loaded; null: no such object. */
  agents: ReadonlyMap<string, Agent | null>
  keys: ReadonlyMap<string, ApiKey | null>
}

export type Gate = {
  seq: number
  /** A denied request opens no gate. */
  status: Exclude<GateStatus, 'denied'>
  expiresAt: number
  approvalId: string | null
  outputDigest: Uint8Array | null
  /** Of its agent, as it is now; null where the receipt names none that exists. */
  agentStatus: AgentStatus | null
  /** Whether the key that opened it was revoked since. */
  isKeyRevoked: boolean
  /** The receipt that opened it, and that receipt's leaf hash in hex. */
  opened: Payload
  leafHash: string
}

/** A row of the recent activity of an agent, session or run; after `until`, in ms since the epoch, it says nothing. */
export type Counter = { id: Uint8Array; state: CounterState; until: number }

/** JSON, of the operations' own making; never changed in place. */
export type CounterState = { readonly [member: string]: unknown }

export type StoredReceipt = { seq: number; text: string; leafHash: Uint8Array; disclosures: Disclosure[] }

export type Checkpoint = Omit<typeof checkpoints.$inferSelect, 'orgId'>

export type SigningKey = Omit<typeof signingKeys.$inferSelect, 'orgId' | 'seed'>
