// Orgs: their rows and keys, and what their changes write.
import type { ChangeOf } from '../ports/ledger.ts'
import type { Org } from '../ports/nouns.ts'
import type { MakeSigner, Vault } from '../ports/services.ts'
import { unseal } from '../sealing.ts'
import type { Secrets } from './ledger/config.ts'
import { seedPurpose } from './log.ts'
import type { Client } from './pool.ts'
import { makeDue } from './retention.ts'

export type KeyServices = { vault: Vault; makeSigner: MakeSigner }

export function dataKeyPurpose(orgId: string): string {
  return `${orgId}/data-key`
}

/** The org, its epoch and its keys, for a configuration; undefined when there is no such org. */
export async function readOrg(
  client: Client,
  orgId: string,
  { vault, makeSigner }: KeyServices,
  before: Secrets | undefined,
): Promise<{ org: Org; epoch: number; secrets: Secrets } | undefined> {
  const found = await client.query({
    name: 'config_org',
    text: `select o.name, o.halted, o.logs_public, o.retention, o.data_key, o.created_at::float8 as created_at,
                  l.epoch::float8 as epoch, k.kid, k.seed
             from orgs o
             join logs l on l.org_id = o.org_id
             join signing_keys k on k.org_id = o.org_id and k.until_size is null
            where o.org_id = $1`,
    values: [orgId],
  })
  const row = found.rows[0]
  if (row === undefined) return undefined
  const dataKey = before?.dataKey ?? vault.unwrap(dataKeyPurpose(orgId), row.data_key)
  const isSameSigner = before !== undefined && Buffer.compare(before.signer.kid, row.kid) === 0
  const signer = isSameSigner ? before.signer : makeSigner(unseal(dataKey, seedPurpose(orgId), row.seed))
  const { name, halted, logs_public: logsPublic, created_at: createdAt, epoch } = row
  const retention = row.retention ?? { days: null }
  return {
    org: { id: orgId, name, halted, logsPublic, createdAt, retention },
    epoch,
    secrets: { dataKey, signer },
  }
}

function updateOrg(client: Client, orgId: string, change: ChangeOf<'org.update'>) {
  return client.query(
    `update orgs set halted = coalesce($2, halted), name = coalesce($3, name), logs_public = coalesce($4, logs_public)
      where org_id = $1`,
    [orgId, change.halted ?? null, change.name ?? null, change.logsPublic ?? null],
  )
}

/** An org whose values are kept for ever is not looked through. */
async function retain(client: Client, orgId: string, { retention }: ChangeOf<'org.retain'>): Promise<void> {
  const isEndless = retention.days === null && retention.next === undefined
  const queued = isEndless
    ? client.query('delete from retention_due where org_id = $1', [orgId])
    : makeDue(client, orgId)
  await Promise.all([
    client.query('update orgs set retention = $2 where org_id = $1', [orgId, retention]),
    queued,
  ])
}

export const orgEffects = {
  'org.update': { write: updateOrg },
  'org.retain': { write: retain },
}
