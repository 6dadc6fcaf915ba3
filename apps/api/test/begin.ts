// The start of a transaction of the service, as text, for tests that look at the database with its rights.
import { defaultTimeouts } from '../src/store/pool.ts'

export function beginFor(orgId: string | undefined): string {
  const { lockMs, statementMs, idleMs } = defaultTimeouts
  return `BEGIN; SET LOCAL ROLE countersign_app; ${orgId === undefined ? '' : `SET LOCAL app.org = '${orgId}'; `}SET LOCAL lock_timeout = ${lockMs}; SET LOCAL statement_timeout = ${statementMs}; SET LOCAL idle_in_transaction_session_timeout = ${idleMs}`
}
