// The SQL of changes to what decisions rest on: agents, keys, the org. Rare, so one statement each:
// COMMIT may be sent before any of them has answered.
import type { Agent, Change, StoredVersion } from '../../ports.ts'
import type { Client } from '../pool.ts'

export async function writeConfiguration(client: Client, orgId: string, change: Change): Promise<void> {
  switch (change.kind) {
    case 'gate.open':
    case 'gate.close':
    case 'activity':
      return
    case 'agent.create':
      return insertAgent(client, orgId, change.agent)
    case 'policy.add':
      return insertVersion(client, orgId, change.version)
    case 'policy.live':
      await client.query(
        `insert into live_policies (org_id, environment, version, since) values ($1, $2, $3, $4)
         on conflict (org_id, environment) do update set version = excluded.version, since = excluded.since`,
        [orgId, change.environment, change.version, change.at],
      )
      return
    case 'tool.put': {
      const { settings, createdAt, changedAt } = change.tool
      await client.query(
        `insert into tools (org_id, name, settings, created_at, changed_at) values ($1, $2, $3, $4, $5)
         on conflict (org_id, name) do update set settings = excluded.settings, changed_at = excluded.changed_at`,
        [orgId, settings.name, JSON.stringify(settings), createdAt, changedAt],
      )
      return
    }
    case 'tool.remove':
      await client.query('delete from tools where org_id = $1 and name = $2', [orgId, change.name])
      return
    case 'agent.status':
      // With its agent a key is over, too; the agent's receipt says so for all of them.
      await client.query(
        `with changed as (update agents set status = $3 where org_id = $1 and id = $2)
         update api_keys set revoked_at = $4
          where org_id = $1 and agent_id = $2 and $3 = 'revoked' and revoked_at is null`,
        [orgId, change.id, change.status, change.at],
      )
      return
    case 'key.create': {
      const { id, name, hint, scopes, agentId, environment, createdAt } = change.key
      await client.query(
        `insert into api_keys (org_id, id, hash, name, hint, scopes, agent_id, environment, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          orgId,
          id,
          Buffer.from(change.hash),
          name,
          hint,
          JSON.stringify(scopes),
          agentId,
          environment,
          createdAt,
        ],
      )
      return
    }
    case 'key.revoke':
      await client.query('update api_keys set revoked_at = $3 where org_id = $1 and id = $2', [
        orgId,
        change.id,
        change.at,
      ])
      return
    case 'org.update':
      await client.query(
        `update orgs set halted = coalesce($2, halted), name = coalesce($3, name), logs_public = coalesce($4, logs_public)
          where org_id = $1`,
        [orgId, change.halted ?? null, change.name ?? null, change.logsPublic ?? null],
      )
  }
}

async function insertAgent(client: Client, orgId: string, agent: Agent): Promise<void> {
  const { id, name, status, roles, labels, environment, owner, createdAt } = agent
  await client.query(
    `insert into agents (org_id, id, name, status, roles, labels, environment, owner, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [orgId, id, name, status, JSON.stringify(roles), JSON.stringify(labels), environment, owner, createdAt],
  )
}

export async function insertVersion(client: Client, orgId: string, version: StoredVersion): Promise<void> {
  await client.query(
    `insert into policies (org_id, version, digest, document, parsed, environment, created_by, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      orgId,
      version.version,
      version.digest,
      JSON.stringify(version.document),
      JSON.stringify(version.parsed),
      version.environment,
      version.createdBy,
      version.createdAt,
    ],
  )
}
