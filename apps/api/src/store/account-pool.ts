// The connection for accounts: every statement in a transaction of its own, under the role that connected.
import type pg from 'pg'
import { begin, type Client, type Database, runOn, type Timeouts } from './pool.ts'

/** Runs `work` in one transaction. Accounts belong to no org, so no org is named and the tenants' role is not taken. */
export function withAccounts<T>(
  pool: pg.Pool,
  timeouts: Timeouts,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  return runOn(pool, (client) => begin(client, 'accounts', timeouts), work)
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
