// Which orgs keep disclosed values for a time only, and when each is next looked through.
import type { RetentionQueue } from '../ports/nouns.ts'
import { NOW } from './clock.ts'
import { type Client, type Database, writeOn } from './pool.ts'

/** How long an org is left to the process that took it. */
const LEASE_MS = 120_000

/** From now on the org is due. */
export function makeDue(client: Client, orgId: string): Promise<unknown> {
  return client.query(
    `insert into retention_due (org_id, at) values ($1, ${NOW}) on conflict (org_id) do update set at = excluded.at`,
    [orgId],
  )
}

export function createRetentionQueue({ urgent, timeouts }: Database): RetentionQueue {
  function write<T>(work: (client: Client) => Promise<T>): Promise<T> {
    return writeOn(urgent, undefined, timeouts, work)
  }
  return {
    claim: (limit) =>
      write(async (client) => {
        const found = await client.query<{ orgId: string }>(
          `update retention_due set at = ${NOW} + ${LEASE_MS}, behind_since = coalesce(behind_since, at)
            where org_id = any(array(select org_id from retention_due where at <= ${NOW}
                                      order by at limit $1 for update skip locked))
           returning org_id as "orgId"`,
          [limit],
        )
        return found.rows.map(({ orgId }) => orgId)
      }),
    later: (orgId, inMs, isBehind) =>
      write(async (client) => {
        await client.query(
          `update retention_due set at = ${NOW} + $2, behind_since = case when $3 then behind_since end
            where org_id = $1`,
          [orgId, inMs, isBehind],
        )
      }),
  }
}
