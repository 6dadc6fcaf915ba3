// Agents and keys: ordinary reads, and the columns they are made of.
import type { Agent, ApiKey, Page, Store } from '../ports.ts'
import { type Database, readFor } from './pool.ts'

export const AGENT_COLUMNS =
  'id, name, status, roles, labels, environment, owner, created_at::float8 as "createdAt"'
export const KEY_COLUMNS = `id, name, hint, scopes, agent_id as "agentId", environment,
  created_at::float8 as "createdAt", revoked_at::float8 as "revokedAt"`

export function agentReader(db: Database): Store['agents'] {
  return {
    list: (orgId, page) =>
      readFor(db, orgId, async (client) => {
        const found = await client.query<Agent>(
          `select ${AGENT_COLUMNS} from agents
            where org_id = $1 and ($2::text is null or id > $2) and ($3::text is null or status = $3)
            order by id limit $4`,
          [orgId, page.after, page.status, page.limit + 1],
        )
        return pageOf(found.rows, page.limit)
      }),
    get: (orgId, id) =>
      readFor(db, orgId, async (client) => {
        const found = await client.query<Agent>(
          `select ${AGENT_COLUMNS} from agents where org_id = $1 and id = $2`,
          [orgId, id],
        )
        return found.rows[0]
      }),
  }
}

export function keyReader(db: Database): Store['keys'] {
  return {
    list: (orgId, page) =>
      readFor(db, orgId, async (client) => {
        const found = await client.query<ApiKey>(
          `select ${KEY_COLUMNS} from api_keys
            where org_id = $1 and ($2::text is null or id > $2)
            order by id limit $3`,
          [orgId, page.after, page.limit + 1],
        )
        return pageOf(found.rows, page.limit)
      }),
    get: (orgId, id) =>
      readFor(db, orgId, async (client) => {
        const found = await client.query<ApiKey>(
          `select ${KEY_COLUMNS} from api_keys where org_id = $1 and id = $2`,
          [orgId, id],
        )
        return found.rows[0]
      }),
  }
}

function pageOf<T>(rows: T[], limit: number): Page<T> {
  return { rows: rows.slice(0, limit), more: rows.length > limit }
}
