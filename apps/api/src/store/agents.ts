// Agents: rows, reads, and what their changes write.
import type { ChangeOf } from '../ports/ledger.ts'
import type { Agent, AgentReader } from '../ports/nouns.ts'
import { pageOf } from './page.ts'
import type { Client } from './pool.ts'
import type { Readers } from './readers.ts'

const COLUMNS = 'id, name, status, roles, labels, environment, owner, created_at::float8 as "createdAt"'

export function createAgentReader(readers: Readers): AgentReader {
  return {
    list: (orgId, { limit, after = '', status }) =>
      readers.scan(orgId, async (client) => {
        const values: unknown[] = [orgId, after, limit + 1]
        if (status !== undefined) values.push(status)
        const found = await client.query<Agent>(
          `select ${COLUMNS} from agents
            where org_id = $1 and id > $2 ${status === undefined ? '' : 'and status = $4'}
            order by id limit $3`,
          values,
        )
        return pageOf(found.rows, limit)
      }),
    get: (orgId, id) =>
      readers.point(orgId, async (client) => {
        const found = await client.query<Agent>(
          `select ${COLUMNS} from agents where org_id = $1 and id = $2`,
          [orgId, id],
        )
        return found.rows[0]
      }),
  }
}

/** Those with these ids, for a configuration; null for an id that no agent has. */
export async function readAgents(
  client: Client,
  orgId: string,
  ids: readonly string[],
): Promise<Map<string, Agent | null>> {
  const agents = new Map<string, Agent | null>(ids.map((id) => [id, null]))
  if (ids.length === 0) return agents
  const found = await client.query<Agent>(
    `select ${COLUMNS} from unnest($2::text[]) as wanted(wanted_id)
      cross join lateral (select * from agents where org_id = $1 and id = wanted.wanted_id limit 1) a`,
    [orgId, ids],
  )
  for (const row of found.rows) agents.set(row.id, row)
  return agents
}

function insertAgent(client: Client, orgId: string, { agent }: ChangeOf<'agent.create'>) {
  const { id, name, status, roles, labels, environment, owner, createdAt } = agent
  return client.query(
    `insert into agents (org_id, id, name, status, roles, labels, environment, owner, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [orgId, id, name, status, JSON.stringify(roles), JSON.stringify(labels), environment, owner, createdAt],
  )
}

/** With its agent a key is over, too; the agent's receipt says so for all of them. */
function updateStatus(client: Client, orgId: string, change: ChangeOf<'agent.status'>) {
  return client.query(
    `with changed as (update agents set status = $3 where org_id = $1 and id = $2)
     update api_keys set revoked_at = $4
      where org_id = $1 and agent_id = $2 and $3 = 'revoked' and revoked_at is null`,
    [orgId, change.id, change.status, change.at],
  )
}

export const agentEffects = {
  'agent.create': { write: insertAgent },
  'agent.status': { write: updateStatus },
}
