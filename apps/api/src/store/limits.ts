// Counts of what was tried or mailed, one row each, so that any number of processes count together.
import { createHmac } from 'node:crypto'
import type { Limits } from '../ports/limits.ts'
import { withAccounts } from './account-pool.ts'
import type { Client, Database } from './pool.ts'

/** Each call that adds three removes up to so many that are past their time. */
const REMOVED = 10

/** In the order of their names, so that nobody waits for each other in a circle. */
const COUNT = `insert into accounts.attempt as a (name, count, "endsAt")
  select name, 1, clock_timestamp() + ms * interval '1 millisecond'
    from unnest($1::text[], $2::float8[]) as wanted (name, ms) order by name
  on conflict (name) do update set
    count = case when a."endsAt" > clock_timestamp() then a.count + 1 else 1 end,
    "endsAt" = case when a."endsAt" > clock_timestamp() then a."endsAt" else excluded."endsAt" end
  returning name, count`

const UNCOUNT = `update accounts.attempt set count = count - 1 where count > 0 and name in
  (select name from accounts.attempt where name = any($1) order by name for update)`

/** `key` hides the names: some are addresses of people. */
export function createLimits(db: Database, key: Uint8Array): Limits {
  function run<T>(work: (client: Client) => Promise<T>): Promise<T> {
    return withAccounts(db.readers, db.timeouts, work)
  }
  function hidden(name: string): string {
    return createHmac('sha256', key).update(name).digest('base64url')
  }
  return {
    take: (limits) =>
      run(async (client) => {
        const most = new Map(limits.map((limit) => [hidden(limit.name), limit.most]))
        const names = [...most.keys()]
        const values = [names, limits.map(({ windowMs }) => windowMs)]
        const { rows } = await client.query<{ name: string; count: number }>(COUNT, values)
        await removeEnded(client)
        if (rows.every(({ name, count }) => count <= (most.get(name) ?? 0))) return true
        await client.query(UNCOUNT, [names])
        return false
      }),
    giveBack: (names) =>
      run(async (client) => {
        await client.query(UNCOUNT, [names.map(hidden)])
      }),
    forget: (name) =>
      run(async (client) => {
        await client.query('delete from accounts.attempt where name = $1', [hidden(name)])
      }),
    has: (name) =>
      run(async (client) => {
        const found = await client.query(
          'select 1 from accounts.attempt where name = $1 and "endsAt" > clock_timestamp()',
          [hidden(name)],
        )
        return found.rowCount === 1
      }),
  }
}

async function removeEnded(client: Client): Promise<void> {
  await client.query(
    `delete from accounts.attempt where name in
       (select name from accounts.attempt where "endsAt" < clock_timestamp()
         order by "endsAt" limit ${REMOVED} for update skip locked)`,
  )
}
