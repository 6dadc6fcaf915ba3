// How a change becomes durable: what an operation hands to the ledger, and what it sees under the org's lock.
import type {
  Disclosure,
  GateReference,
  OpenedGate,
  Payload,
  PayloadMembers,
  PayloadType,
} from '@countersign/receipt'
import type { Actor } from '@countersign/terms'
import type { Gate } from './gates.ts'
import type { Changes, CounterState, OrgConfig } from './nouns.ts'
import type { WorkTrace } from './tracing.ts'

/** What its place in the log gives a receipt, before it has one: room for it, in the order of the other members. */
export type Unplaced = { id: ''; issued_at: 0; nonce: ''; org: ''; prev: ''; seq: 0; v: 1 }

/** A receipt before it has its place in the log. */
export type Draft = { type: PayloadType; actor: Actor } & Partial<Unplaced> & {
    [K in keyof Omit<PayloadMembers, 'gate'>]?: PayloadMembers[K] | undefined
  } & {
    /** Opening a gate leaves its id out: it is derived from the place in the log. */
    gate?: GateReference | Omit<OpenedGate, 'id'> | undefined
  }

/** What a commit signed. */
export type SignedRoot = { orgId: string; treeSize: number; root: Uint8Array }

export type ChangeKind = keyof Changes

export type ChangeOf<K extends ChangeKind> = { [Kind in K]: { kind: Kind } & Changes[Kind] }[K]

export type Change = ChangeOf<ChangeKind>

export type Entry = { draft: Draft; disclosures: readonly Disclosure[]; changes: readonly Change[] }

export type Recorded = { payload: Payload; leafHash: string }

/** What a unit of work names beforehand, by noun: it is loaded before `decide` is asked. */
export type Needs = {
  /** Ids of agents and keys, part of the configuration. */
  agents?: readonly string[]
  keys?: readonly string[]
  /** Ids of members, and e-mail addresses in small letters that a member may have; part of it, too. */
  members?: readonly string[]
  emails?: readonly string[]
  /** Gates by the seq that their id carries. */
  gates?: readonly number[]
  /** Ids of counters, in hex. */
  counters?: readonly string[]
  /** Every gate that is past its time, up to a bound. */
  expired?: true
  /** Segments of which something is to be erased, by the size of the log after them. */
  segments?: readonly number[]
  /** What of its agent waits for an approval, and whether that of the same call does. */
  waiting?: { agentId: string; sameness: string }
}

/** What one item sees under the org's lock: the state after every item before it. */
export type View = {
  /** The log's clock, ms since the epoch: never before the last receipt, so times and expiry agree. */
  now: number
  config: OrgConfig
  /** Those that the work named, by seq. */
  gates: {
    get(seq: number): Gate | undefined
    /** The receipt at that seq, when it opened no gate (a denied one). */
    refused(seq: number): Payload | undefined
    expired: readonly Gate[]
  }
  /** The counters that the work named, in its order, as earlier items left them; undefined where there is none. */
  counters: readonly (CounterState | undefined)[]
  /** How many bytes the segments that were named disclose, before compression. */
  disclosed: ReadonlyMap<number, number>
  /** What waits for an approval; undefined where the work did not ask. */
  waiting?: Waiting | undefined
}

/** Approvals that nobody has decided yet, by number; and the gate whose approval is asked for the same call. */
export type Waiting = { ofAgent: number; ofOrg: number; same: Gate | undefined }

export type Plan<A> = { entries: Entry[]; answer: (recorded: Recorded[]) => A }

export type Work<A> = {
  needs: Needs
  /** What it holds in memory while it waits, roughly, in bytes: the queue is bounded by their sum. */
  bytes: number
  /** Present when the caller sent an Idempotency-Key. */
  repeat?: Repeat<A>
  /** True when the change alters what decisions depend on: it raises the epoch. */
  configures?: true
  /** Slow and pure. Runs outside the lock, again whenever the configuration was reloaded. */
  prepare?: (config: OrgConfig) => void
  /** Receives the times of this work when it is traced. */
  trace?: WorkTrace
  /** Runs under the lock; must not wait and must not mutate the view. What it throws refuses this item alone. */
  decide: (view: View) => Plan<A>
}

export type RepeatIds = {
  id: Uint8Array
  /** As rows hold it that were stored before it was keyed. */
  earlierId?: Uint8Array
}

export type Repeat<A> = RepeatIds & {
  digest: Uint8Array
  /** As rows hold it that were stored before it was keyed. */
  earlier?: Uint8Array
  /** The answer to the same request again, from the receipt that it made first. `view` holds the gate that it opened. */
  again: (view: View, first: Recorded) => A
  /** The refusal of another body under the same key. */
  reused: () => Error
}
