// The connection for accounts: every statement in a transaction of its own, under the role that connected.
import type pg from 'pg'
import { faultOf } from './faults.ts'
import { type Client, connect, type Database, giveBack, type Timeouts } from './pool.ts'

/** Runs `work` in one transaction. Accounts belong to no org, so no org is named and the tenants' role is not taken. */
export async function withAccounts<T>(
  pool: pg.Pool,
  timeouts: Timeouts,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = await connect(pool)
  let fault: Error | undefined
  try {
    await client.query(
      `BEGIN; SET LOCAL lock_timeout = ${timeouts.lockMs}; SET LOCAL statement_timeout = ${timeouts.statementMs}; SET LOCAL idle_in_transaction_session_timeout = ${timeouts.idleMs}`,
    )
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

/** What a query builder takes for a pool. It never gets a connection, so it holds none while it waits for its caller. */
export function accountPool({ readers, timeouts }: Database) {
  const connection = {
    query: (text: string, values: readonly unknown[]) =>
      withAccounts(readers, timeouts, (client) => client.query(text, [...values])),
    release: () => undefined,
  }
  return { connect: async () => connection, end: async () => undefined }
}

export type AccountPool = ReturnType<typeof accountPool>
