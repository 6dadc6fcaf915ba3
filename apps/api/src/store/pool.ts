// Connections: the only place that opens one, and the only ways to run a statement.
import type { Writable } from 'node:stream'
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

/** How long a start may wait for a row, an answer or between two statements, ms: it is nobody's request. */
const START_MS = 60_000

/** The same connections for the start's own work, which is not bound by the limits of a request. */
export function patient(db: Database, replyMs = START_MS): Database {
  const { lockMs, statementMs, idleMs } = db.timeouts
  const timeouts = {
    ...db.timeouts,
    lockMs: Math.max(START_MS, lockMs),
    statementMs: Math.max(START_MS, statementMs),
    // None stays none: see `singleTimeouts`.
    idleMs: idleMs === 0 ? 0 : Math.max(START_MS, idleMs),
  }
  const ms = Math.max(replyMs, db.timeouts.replyMs)
  const ledger = patientPool(db.ledger, ms)
  const urgent = db.urgent === db.ledger ? ledger : patientPool(db.urgent, ms)
  const readers = db.readers === db.ledger ? ledger : patientPool(db.readers, ms)
  return { ...db, ledger, urgent, readers, timeouts }
}

/** Its connections wait for their answers for so long, until they are released. */
function patientPool(pool: pg.Pool, replyMs: number): pg.Pool {
  return Object.create(pool, { connect: { value: async () => waitingFor(await pool.connect(), replyMs) } })
}

function waitingFor(client: Client, replyMs: number): Client {
  // The driver reads its limit here at each statement, though its types do not say so.
  const { connectionParameters } = client as Client & { connectionParameters: { query_timeout: number } }
  const { query_timeout } = connectionParameters
  const { release } = client
  connectionParameters.query_timeout = replyMs
  client.release = (error) => {
    connectionParameters.query_timeout = query_timeout
    release.call(client, error)
  }
  return client
}

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

/**
 * The embedded database is in this process: an idle timeout would end the whole engine. Connecting means waiting in the line
 * for its one connection, where a slow machine must not look like a database that is gone.
 */
function singleTimeouts(limits: Timeouts): Timeouts {
  return { ...limits, idleMs: 0, connectMs: 2 * limits.statementMs }
}

/** `single`: the embedded database is one session, so it gets exactly one connection. */
export function openDatabase(
  connection: Connection,
  size: { committers: number; readers: number } | 'single',
  onIdleError: (error: Error) => void,
  limits: Timeouts = defaultTimeouts,
): Database {
  const timeouts = size === 'single' ? singleTimeouts(limits) : limits
  function open(max: number) {
    const pool = new pg.Pool({
      ...connection,
      max,
      // The line for the one embedded connection may be long while a service starts.
      connectionTimeoutMillis: size === 'single' ? START_MS : timeouts.connectMs,
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

/** Whose transaction it is: an org's or several orgs', under the role that row security binds; or that of accounts. */
export type Owner = { orgId: string | undefined } | 'accounts'

const LIMITS = ['lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout']

/** As `SET LOCAL` would, in one statement that is prepared. */
function settings(names: readonly string[], fixed = ''): string {
  return `select ${fixed}${names.map((name, n) => `set_config('${name}', $${n + 1}, true)`).join(', ')}`
}

const OF_ORG = {
  name: 'open_org',
  text: settings([...LIMITS, 'app.org'], "set_config('role', 'countersign_app', true), "),
}
const OF_ACCOUNTS = { name: 'open_accounts', text: settings(LIMITS) }

const BEGIN = { name: 'begin', text: 'BEGIN' }
const BEGIN_SNAPSHOT = { name: 'begin_snapshot', text: 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY' }

/** Sends what begins a transaction. Each statement is prepared: to parse them anew costs the server more than to run them. */
export function begin(
  client: Client,
  owner: Owner,
  { lockMs, statementMs, idleMs }: Timeouts,
  isSnapshot = false,
): Promise<unknown>[] {
  const limits = [lockMs, statementMs, idleMs].map(String)
  const opening =
    owner === 'accounts'
      ? { ...OF_ACCOUNTS, values: limits }
      : { ...OF_ORG, values: [...limits, owner.orgId ?? ''] }
  return [client.query(isSnapshot ? BEGIN_SNAPSHOT : BEGIN), client.query(opening)]
}

export const COMMIT = { name: 'commit', text: 'COMMIT' }

/** Statements that are sent together leave in one write to the socket. */
export function inOneWrite<T>(client: Client, send: () => T): T {
  // The driver has its socket here, though its types do not say so.
  const { stream } = (client as Client & { connection: { stream: Writable } }).connection
  stream.cork()
  try {
    return send()
  } finally {
    stream.uncork()
  }
}

/** Takes a connection, or says that the database cannot be reached. */
export async function connect(pool: pg.Pool): Promise<Client> {
  try {
    return await pool.connect()
  } catch (error) {
    throw new Fault('unavailable', error)
  }
}

/** Runs `read` in one snapshot of one org. Every fault of the database becomes a `Fault`. */
export function readOn<T>(
  pool: pg.Pool,
  orgId: string | undefined,
  timeouts: Timeouts,
  read: (client: Client) => Promise<T>,
): Promise<T> {
  return runOn(pool, (client) => begin(client, { orgId }, timeouts, true), read)
}

/** The same for what the ledger does not record: when something is due, what was sent. */
export function writeOn<T>(
  pool: pg.Pool,
  orgId: string | undefined,
  timeouts: Timeouts,
  write: (client: Client) => Promise<T>,
): Promise<T> {
  return runOn(pool, (client) => begin(client, { orgId }, timeouts), write)
}

/** Runs `work` in one transaction that these statements begin. Every fault of the database becomes a `Fault`. */
export async function runOn<T>(
  pool: pg.Pool,
  open: (client: Client) => Promise<unknown>[],
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = await connect(pool)
  let fault: Error | undefined
  try {
    await Promise.all(inOneWrite(client, () => open(client)))
    const value = await work(client)
    await client.query(COMMIT)
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
