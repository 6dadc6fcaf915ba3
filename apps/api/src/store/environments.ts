// Environments: rows, what a configuration holds of them, and what their changes write.
import type { ChangeOf } from '../ports/ledger.ts'
import type { Environment } from '../ports/nouns.ts'
import type { Client } from './pool.ts'

/** Every change to an agent or a key raises the epoch, so what is loaded with a configuration is true of all of them. */
export async function readEnvironments(client: Client, orgId: string): Promise<Map<string, Environment>> {
  const found = await client.query<Environment>({
    name: 'config_environments',
    text: `select e.name, e.created_at::float8 as "createdAt",
                  exists (select 1 from agents a
                    where a.org_id = e.org_id and a.environment = e.name and a.status <> 'revoked')
                  or exists (select 1 from api_keys k
                    where k.org_id = e.org_id and k.environment = e.name and k.revoked_at is null) as "isBound"
             from environments e where e.org_id = $1 order by e.name collate "C"`,
    values: [orgId],
  })
  return new Map(found.rows.map((row) => [row.name, row]))
}

function addEnvironment(client: Client, orgId: string, { name, at }: ChangeOf<'environment.add'>) {
  return client.query('insert into environments (org_id, name, created_at) values ($1, $2, $3)', [
    orgId,
    name,
    at,
  ])
}

function removeEnvironment(client: Client, orgId: string, { name }: ChangeOf<'environment.remove'>) {
  return client.query('delete from environments where org_id = $1 and name = $2', [orgId, name])
}

export const environmentEffects = {
  'environment.add': { write: addEnvironment },
  'environment.remove': { write: removeEnvironment },
}
