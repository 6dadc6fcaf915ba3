// Waiting for a condition, for as long as a busy machine needs.
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'

/** Settings of the service with which a busy machine alone refuses nobody. */
export const patientSettings = {
  COUNTERSIGN_STATEMENT_SECONDS: '90',
  COUNTERSIGN_POLICY_CHECK_SECONDS: '90',
  COUNTERSIGN_VERIFY_SECONDS: '90',
}

const PATIENCE_MS = 180_000
const PAUSE_MS = 20

/** Asks until the answer is neither false nor undefined, and answers it; throws when that never happens. */
export async function until<T>(
  what: string,
  ask: () => T | false | undefined | Promise<T | false | undefined>,
): Promise<T> {
  for (const deadline = performance.now() + PATIENCE_MS; ; await sleep(PAUSE_MS)) {
    const answer = await ask()
    if (answer !== false && answer !== undefined) return answer
    if (performance.now() > deadline) throw new Error(`waited in vain until ${what}`)
  }
}

/** The session of the service that waits for a lock in a statement that begins like this; undefined when none does. */
export async function waitsForLock(watcher: pg.Client, statement = ''): Promise<number | undefined> {
  // In a transaction a second look would only repeat the first.
  await watcher.query('select pg_stat_clear_snapshot()')
  const { rows } = await watcher.query<{ pid: number }>(
    `select pid from pg_stat_activity
      where datname = current_database() and application_name = 'countersign'
        and wait_event_type = 'Lock' and ltrim(query, E' \\n') ilike $1`,
    [`${statement}%`],
  )
  return rows[0]?.pid
}
