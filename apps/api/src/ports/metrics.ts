// What is counted and timed of the service's work, and what is read when somebody looks. It names no tenant.
import type { ErrorCode } from '@countersign/contract'
import type { Payload } from '@countersign/receipt'

/** A request that was answered. */
export type Answered = {
  /** The operation's name, `page`, or `other`: never a path, which a caller chooses. */
  operation: string
  status: number
  ms: number
  code: ErrorCode | undefined
}

/** A commit that is durable. */
export type Commit = {
  payloads: readonly Payload[]
  /** Approvals that it opened. */
  opened: number
  /** From asking for a connection until the database had confirmed it. */
  ms: number
  /** Undefined where nothing was to be signed. */
  signMs: number | undefined
}

/** What waits in this process, and how its connections are used. */
export type Load = {
  queue: { items: number; bytes: number; oldestMs: number }
  pools: readonly { pool: string; open: number; inUse: number; waiting: number; max: number }[]
}

/** What waits in the database, for every process. */
export type Backlog = {
  /** How long the oldest item that should have expired is overdue. */
  expiryLagMs: number
  /** Counted up to a bound. */
  outboxWaiting: number
  outboxLagMs: number
  /** For how long the org that is most behind has had values that are older than it keeps them. */
  retentionLagMs: number
}

export type Gauges = {
  load(): Load
  /** Rejects while the database cannot be read. */
  backlog(): Promise<Backlog>
  /** Callers that wait for a decision. */
  waiters(): number
}

export type Metrics = {
  answered(request: Answered): void
  committed(commit: Commit): void
  /** A commit that stored nothing, or whose fate is not known. */
  failed(): void
  jobFailed(job: string): void
  /** Everything, in the text format of Prometheus. Never rejects because of the database. */
  text(gauges: Gauges): Promise<{ type: string; text: string }>
}
