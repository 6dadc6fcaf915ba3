// Connections: the only place that opens one, and the only ways to run a statement.
import { ID_PATTERNS } from '@countersign/terms'
import pg from 'pg'
import { Fault } from '../ports/faults.ts'
import { faultOf } from './faults.ts'

export type Client = pg.PoolClient

export type Timeouts = {
  lockMs: number
  statementMs: number
  idleMs: number
  connectMs: number
  replyMs: number
}

/**
 * All limits in proportion to that of one statement. A stopped process holds an org's row until `idleMs`; the others
 * wait for the row up to `lockMs`, which is longer.
 */
export function timeoutsOf(statementMs: number): Timeouts {
  return {
    idleMs: 0.4 * statementMs,
    lockMs: 0.8 * statementMs,
    statementMs,
    connectMs: 0.6 * statementMs,
    replyMs: 1.4 * statementMs,
  }
}

export const defaultTimeouts: Timeouts = timeoutsOf(5000)

export type Connection =
  | { connectionString: string }
  | { host: string; port: number; database: string; user: string; password?: string }

export type Database = {
  /** For commits of the ledger. */
  ledger: pg.Pool
  /** For what authenticating, halting and the ledger wait for, so that no list is before them. */
  urgent: pg.Pool
  /** For everything else. On the embedded database all three are one pool, and `createReaders` keeps the order. */
  readers: pg.Pool
  timeouts: Timeouts
  close(): Promise<void>
}

const URGENT_CONNECTIONS = 4

/** `single`: the embedded database is one session, so it gets exactly one connection. */
export function openDatabase(
  connection: Connection,
  size: { committers: number; readers: number } | 'single',
  onIdleError: (error: Error) => void,
  limits: Timeouts = defaultTimeouts,
): Database {
  // In the embedded database this one timeout ends the whole engine, and there is nobody else to wait for the row.
  const timeouts = size === 'single' ? { ...limits, idleMs: 0 } : limits
  function open(max: number) {
    const pool = new pg.Pool({
      ...connection,
      max,
      connectionTimeoutMillis: timeouts.connectMs,
      query_timeout: timeouts.replyMs,
      idleTimeoutMillis: 0,
      keepAlive: true,
      // A commit's statements are sent without waiting for each answer.
      pipeline: true,
      application_name: 'countersign',
    })
    pool.on('error', onIdleError)
    // A connection in use has no listener of the pool's: without one its end would be the end of the process.
    pool.on('connect', (client) => client.on('error', onIdleError))
    return pool
  }
  const ledger = open(size === 'single' ? 1 : size.committers)
  const urgent = size === 'single' ? ledger : open(URGENT_CONNECTIONS)
  const readers = size === 'single' ? ledger : open(size.readers)
  return {
    ledger,
    urgent,
    readers,
    timeouts,
    async close() {
      for (const pool of new Set([ledger, urgent, readers])) await pool.end()
    },
  }
}

/** The start of a transaction for one org. The id goes in as a literal, so it is checked here again. */
export function beginFor(orgId: string | undefined, timeouts: Timeouts, mode = ''): string {
  if (orgId !== undefined && !ID_PATTERNS.org.test(orgId)) throw new Error('org id is not well-formed')
  return `BEGIN${mode}; SET LOCAL ROLE countersign_app; ${orgId === undefined ? '' : `SET LOCAL app.org = '${orgId}'; `}SET LOCAL lock_timeout = ${timeouts.lockMs}; SET LOCAL statement_timeout = ${timeouts.statementMs}; SET LOCAL idle_in_transaction_session_timeout = ${timeouts.idleMs}`
}

/** Takes a connection, or says that the database cannot be reached. */
export async function connect(pool: pg.Pool): Promise<Client> {
  try {
    return await pool.connect()
  } catch (error) {
    throw new Fault('unavailable', error)
  }
}

const SNAPSHOT = ' ISOLATION LEVEL REPEATABLE READ READ ONLY'

/** Runs `read` in one snapshot of one org. Every fault of the database becomes a `Fault`. */
export function readOn<T>(
  pool: pg.Pool,
  orgId: string | undefined,
  timeouts: Timeouts,
  read: (client: Client) => Promise<T>,
): Promise<T> {
  return runOn(pool, beginFor(orgId, timeouts, SNAPSHOT), read)
}

/** The same for what the ledger does not record: when something is due, what was told. */
export function writeOn<T>(
  pool: pg.Pool,
  orgId: string | undefined,
  timeouts: Timeouts,
  write: (client: Client) => Promise<T>,
): Promise<T> {
  return runOn(pool, beginFor(orgId, timeouts), write)
}

/** Runs `work` in one transaction that these statements begin. Every fault of the database becomes a `Fault`. */
export async function runOn<T>(
  pool: pg.Pool,
  begin: string,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = await connect(pool)
  let fault: Error | undefined
  try {
    await client.query(begin)
    const value = await work(client)
    await client.query('COMMIT')
    return value
  } catch (error) {
    fault = error as Error
    throw faultOf(error)
  } finally {
    await giveBack(client, fault)
  }
}

/** Returns a connection to its pool. One that did not answer is destroyed at once: a rollback would wait for it again. */
export async function giveBack(client: Client, fault: Error | undefined): Promise<void> {
  if (fault === undefined) return client.release()
  if (!isInOrder(fault)) return client.release(fault)
  try {
    await client.query('ROLLBACK')
    client.release()
  } catch (error) {
    client.release(error as Error)
  }
}

/** A fault that says nothing about the connection: the server's own refusal of a statement, or ours of a request. */
function isInOrder(fault: Error): boolean {
  if (fault instanceof pg.DatabaseError) return fault.severity === 'ERROR'
  return fault instanceof Fault && fault.cause === undefined
}
