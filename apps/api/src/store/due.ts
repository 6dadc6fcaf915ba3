// When each org next has something to expire: a table that jobs read across orgs, outside row security.
import { NOW } from './clock.ts'
import type { Client } from './pool.ts'

/** Finds when the org next has something to expire, once every gate of the batch is written. */
export async function settleDue(client: Client, orgId: string): Promise<void> {
  const next = await client.query<{ at: string | null }>(
    `select least((select min(expires_at) from gates where org_id = $1 and closed_seq is null),
                  (select min(expires_at) from invitations where org_id = $1)) as at`,
    [orgId],
  )
  const at = next.rows[0]?.at
  if (at === null || at === undefined) await client.query('delete from due where org_id = $1', [orgId])
  else await client.query('update due set at = $2 where org_id = $1', [orgId, at])
}

/** Orgs that have something to expire. */
export async function readDueOrgs(client: Client, limit: number): Promise<string[]> {
  const found = await client.query<{ org_id: string }>(
    `select org_id from due where at <= ${NOW} order by at limit $1`,
    [limit],
  )
  return found.rows.map((row) => row.org_id)
}
