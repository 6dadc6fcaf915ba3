// Every stored noun, once: what its changes do, how it is read, and what each configuration holds of it.
import type { ChangeKind, ChangeOf, Recorded } from '../ports/ledger.ts'
import type { NounReaders } from '../ports/nouns.ts'
import type { MakeSigner, Pace } from '../ports/services.ts'
import { agentEffects, createAgentReader } from './agents.ts'
import { createApprovalReader } from './approval-reader.ts'
import { type Approvals, approvalEffects } from './approvals.ts'
import { type Counters, counterEffects } from './counters.ts'
import { environmentEffects, readEnvironments } from './environments.ts'
import { createGateReader, type Gates, gateEffects } from './gates.ts'
import { invitationEffects, readInvitations } from './invitations.ts'
import { createKeyReader, type FindKey, keyEffects } from './keys.ts'
import type { SecretsOf } from './ledger/config.ts'
import { createLogReader, logEffects } from './log.ts'
import { createMemberReader, memberEffects, readPeople } from './members.ts'
import { orgEffects } from './orgs.ts'
import { createPolicyReader, policyEffects } from './policies.ts'
import type { Client } from './pool.ts'
import type { Readers } from './readers.ts'
import { createReceiptReader } from './receipts.ts'
import type { Repeats } from './repeats.ts'
import type { SegmentCache } from './segments/cache.ts'
import { type Disclosed, type Erasures, erasureEffects } from './segments/erase.ts'
import { createToolReader, toolEffects } from './tools.ts'
import { createWebhookReader, readWebhooks, webhookEffects } from './webhooks.ts'

/** What the nouns hold of one org while one batch is decided. */
export type State = {
  gates: Gates
  approvals: Approvals
  counters: Counters
  repeats: Repeats
  erasures: Erasures
  disclosed: Disclosed
}

export type Effect<K extends ChangeKind> =
  /** Seen at once; written in the batch's one statement of rows. */
  | { apply: (state: State, change: ChangeOf<K>, at: Recorded) => void }
  /** A statement of its own, for what is rare. Configuration is seen by the next batch: a change to it ends its own. */
  | {
      write: (client: Client, orgId: string, change: ChangeOf<K>, seq: number) => Promise<unknown>
      apply?: (state: State, change: ChangeOf<K>, at: Recorded) => void
    }

/** A kind of change that is missing here does not compile. */
export const effects: { readonly [K in ChangeKind]: Effect<K> } = {
  ...orgEffects,
  ...logEffects,
  ...environmentEffects,
  ...memberEffects,
  ...invitationEffects,
  ...agentEffects,
  ...keyEffects,
  ...toolEffects,
  ...webhookEffects,
  ...policyEffects,
  ...erasureEffects,
  ...gateEffects,
  ...approvalEffects,
  ...counterEffects,
}

export type ReaderParts = {
  readers: Readers
  findKey: FindKey
  pepper: Uint8Array
  secretsOf: SecretsOf
  pace: Pace
  cache: SegmentCache
  makeSigner: MakeSigner
}

export function createNounReaders(parts: ReaderParts): NounReaders {
  const { readers, findKey, pepper, secretsOf, cache } = parts
  return {
    members: createMemberReader(readers),
    agents: createAgentReader(readers),
    keys: createKeyReader(readers, findKey, pepper),
    policies: createPolicyReader(readers),
    tools: createToolReader(readers),
    approvals: createApprovalReader(readers, cache),
    gates: createGateReader(readers, cache),
    webhooks: createWebhookReader(readers, secretsOf),
    receipts: createReceiptReader(parts),
    log: createLogReader(readers, parts),
  }
}

/** What every configuration holds whole; what it holds in part, or compiled, is read in configs.ts. */
export async function readWhole(client: Client, orgId: string) {
  return {
    environments: await readEnvironments(client, orgId),
    people: await readPeople(client, orgId),
    invitations: await readInvitations(client, orgId),
    webhooks: await readWebhooks(client, orgId),
  }
}
