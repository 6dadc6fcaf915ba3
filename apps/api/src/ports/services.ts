// What operations and the store use besides each other: checks and sets of policies, keys, signing, turns.
import type { ErrorCode, ErrorItem } from '@countersign/contract'
import type { PolicySet, ToolDefinition } from '@countersign/policy'
import type { Checked } from '@countersign/policy/publish'
import type { Evidence, KeySet, Report } from '@countersign/receipt'
import type { StoredVersion } from './nouns.ts'

/** One org's log key, ready to sign off the event loop. */
export type LogSigner = {
  kid: Uint8Array
  publicKey: Uint8Array
  sign(message: Uint8Array): Promise<Uint8Array>
}

export type MakeSigner = (seed: Uint8Array) => LogSigner

/** Shares the main thread between heavy work and everything else. Work that it runs must not wait for anything. */
export type Pace = {
  /** Notes that an owner, such as an org, wants something now: heavy work of others rests for it. */
  wanted(owner: string): void
  /** Whether anybody but this owner wanted something lately. */
  isWantedByOthers(owner: string): boolean
  /** Does `work` when the owner's turn comes, and settles as it does. */
  run<T>(owner: string, work: () => T | Promise<T>): Promise<T>
  /** Does `work` at once, unless the owner's light work has lately taken too much: then in its turn. */
  light<T>(owner: string, work: () => T | Promise<T>): T | Promise<T>
  /** Counts work that was done without a turn, ms. */
  charge(owner: string, ms: number): void
  /** Visits items in order, a few milliseconds of them in a turn; rejects with what `visit` throws. */
  each<T>(owner: string, items: Iterable<T>, visit: (item: T) => void): Promise<void>
}

/** How a wait ended; `full`: it never began, since too many wait already. */
export type WaitEnd = 'changed' | 'time' | 'gone' | 'closing' | 'full'

export type Waiter = {
  orgId: string
  /** The actor: what one caller may take is bounded besides. */
  caller: string
  ms: number
  /** Listens for the change that is waited for; returns a function that stops listening. */
  watch: (listener: () => void) => () => void
  /** Hears that the caller has hung up. */
  onGone: (listener: () => void) => void
}

/** Callers that wait, within bounds for the process, each org and each caller. */
export type Waiters = {
  wait(waiter: Waiter): Promise<WaitEnd>
  /** Reads before or after a wait, a few of an org at a time; rejects with the fault `busy` when too many stand in line. */
  inLine<T>(orgId: string, read: () => Promise<T>): Promise<T>
  count(): number
  /** Lets everyone go, and nobody in. */
  close(): void
}

/** The holder of the master key: this process, or a key management service. */
export type Vault = {
  /** Stored beside the data; detects a wrong master key before it can do harm. */
  check(): Uint8Array
  fits(check: Uint8Array): boolean
  wrap(purpose: string, key: Uint8Array): Uint8Array
  unwrap(purpose: string, wrapped: Uint8Array): Uint8Array
}

/** Checks tenants' policies where they can do no harm. */
export type PolicyChecker = {
  /** Never rejects because of the document; rejects with the fault `policy_busy` when too much is waiting. */
  check(orgId: string, work: { document: unknown; tools: ToolDefinition[] }): Promise<Checked>
  close(): Promise<void>
}

/** What verification needs from the store. */
export type VerifierSource = {
  /** Keys of a log of this service; none for one that it does not know. */
  keys(org: string | undefined): Promise<KeySet>
  /** A receipt of the caller's org and the keys of its log. */
  receipt(id: string): Promise<{ evidence: Evidence; keys: KeySet }>
}

/** What came of it, and the time of its thread that it took. */
export type Verified = { threadMs: number } & (
  | { kind: 'report'; report: Report }
  | { kind: 'refused'; code: ErrorCode; details: { detail?: string; errors?: readonly ErrorItem[] } }
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
