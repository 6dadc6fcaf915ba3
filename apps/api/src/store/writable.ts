// Whether anything can be written now: tries a row of this process, and counts recent failed commits.
import { randomBytes } from 'node:crypto'
import { withAccounts } from './account-pool.ts'
import type { Database } from './pool.ts'

export type Writable = {
  /** True when a row was written; rejects with a fault when that failed. */
  ask(): Promise<boolean>
  failed(error: unknown): void
  committed(): void
}

/** The server has no room, its disk fails, or it only reads: nothing that a tenant sends can cause that. */
const CANNOT_WRITE = /^(?:53100|58...|25006)$/
/** How long a failed commit counts: a service that is not ready gets no requests, so no commit would end it. */
const COUNTS_MS = 5000

/** It is overwritten at each beat, and gone an hour after the last. */
const BEAT = `insert into accounts.attempt (name, count, "endsAt")
  values ($1, 1, clock_timestamp() + interval '1 hour')
  on conflict (name) do update set "endsAt" = excluded."endsAt"`

export function createWritable({ urgent, timeouts }: Database): Writable {
  // A row of its own: nobody waits for a process that stopped while it had the row.
  const name = `ready ${randomBytes(12).toString('base64url')}`
  let failedAt = Number.NEGATIVE_INFINITY
  return {
    async ask() {
      if (performance.now() - failedAt < COUNTS_MS) return false
      await withAccounts(urgent, timeouts, (client) => client.query(BEAT, [name]))
      return true
    },
    failed(error) {
      const { code } = (error ?? {}) as { code?: unknown }
      if (typeof code === 'string' && CANNOT_WRITE.test(code)) failedAt = performance.now()
    },
    committed() {
      failedAt = Number.NEGATIVE_INFINITY
    },
  }
}
