// What every operation is given; no secret is part of it.
import type { UncheckedDocument } from '@countersign/policy'
import type { Suite } from '@countersign/receipt'
import type { AccountStore } from '../ports/accounts.ts'
import type { RepeatIds } from '../ports/ledger.ts'
import type { Mailer } from '../ports/mail.ts'
import type { StoredVersion } from '../ports/nouns.ts'
import type { Outbound } from '../ports/outbound.ts'
import type { MakePolicySet, Pace, PolicyChecker, Verifier, Waiters } from '../ports/services.ts'
import type { Store } from '../ports/store.ts'

export type Context = {
  store: Store
  suite: Suite
  /** ms since epoch; only for new ids, never for decisions. */
  clock: () => number
  random: (bytes: number) => Uint8Array
  /** The same into bytes that are there. */
  randomFill: (bytes: Uint8Array) => void
  pace: Pace
  waiters: Waiters
  /** A short keyed digest: equal for equal texts, and nobody without the key can tell which. */
  fingerprint: (texts: readonly string[]) => string
  /** What a link that is mailed carries: the same for the same text, and known to nobody without the key. */
  linkSecret: (text: string) => string
  /** Undefined where no mail server is set. */
  mailer: Mailer | undefined
  /** Whether a member may get one more mail now. */
  mayMail: (orgId: string, memberId: string) => Promise<boolean>
  /** Whether the ways in of a member may be reset once more now, which mails them. */
  mayReset: (orgId: string, memberId: string) => Promise<boolean>
  /** Whether one more invitation may be mailed to the address, and for the org, now. */
  mayInvite: (orgId: string, email: string) => Promise<boolean>
  /** The addresses that the owners of these accounts have shown to be theirs, by account. */
  provenAddresses: (accountIds: readonly string[]) => Promise<ReadonlyMap<string, string>>
  /** How an account is entered. */
  access: Pick<AccountStore, 'isOnlyIn' | 'resetAccess' | 'issue'>
  outbound: Outbound
  checker: PolicyChecker
  verifier: Verifier
  digestOf: (document: UncheckedDocument) => string
  /** A candidate, ready to be asked beside the live version. */
  policySet: MakePolicySet
  /** The policies that a new org begins with. */
  starter: Pick<StoredVersion, 'digest' | 'document' | 'parsed'>
  /** Names what an Idempotency-Key belongs to, at a fixed length. */
  repeatIds: (actor: string, operation: string, key: string) => Required<RepeatIds>
  /** What is kept of the digest of a body that came with one. */
  repeatDigest: (digest: Uint8Array) => Uint8Array
  /** How many approvals may wait at once, of one agent and of one org. */
  waitingMax: { ofAgent: number; ofOrg: number }
  ttl: { gateMs: number; approvalMs: number }
  publicUrl: () => string
}
