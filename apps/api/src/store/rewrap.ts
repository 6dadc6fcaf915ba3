// Seals what the master key seals under another one; until all of it is done, both keys open what there is.
import type { Vault } from '../ports/services.ts'
import { dataKeyPurpose } from './orgs.ts'
import { type Client, type Database, runOn, writeOn } from './pool.ts'

/** Org by org, while others work. It may be cut short and run again: the check of the key is changed last. */
export async function rewrapAll(db: Database, vault: Vault): Promise<number> {
  const orgIds = await everyOrg(db)
  for (const orgId of orgIds) {
    await writeOn(db.readers, orgId, db.timeouts, async (client) => {
      const found = await client.query<{ data_key: Buffer }>(
        'select data_key from orgs where org_id = $1 for update',
        [orgId],
      )
      const purpose = dataKeyPurpose(orgId)
      for (const { data_key: wrapped } of found.rows) {
        const again = vault.wrap(purpose, vault.unwrap(purpose, wrapped))
        await client.query('update orgs set data_key = $2 where org_id = $1', [orgId, Buffer.from(again)])
      }
    })
  }
  await asOwner(db, async (client) => {
    const { rows } = await client.query<{ pepper: Buffer }>('select pepper from instance for update')
    const pepper = vault.wrap(
      'instance/pepper',
      vault.unwrap('instance/pepper', rows[0]?.pepper ?? Buffer.alloc(0)),
    )
    await client.query('update instance set pepper = $1, master_check = $2', [
      Buffer.from(pepper),
      Buffer.from(vault.check()),
    ])
  })
  return orgIds.length
}

/** Row security hides the orgs from the owner of the tables, too, unless it is lifted for this one transaction. */
async function everyOrg(db: Database): Promise<string[]> {
  return asOwner(db, async (client) => {
    await client.query('alter table orgs no force row level security')
    const found = await client.query<{ id: string }>('select org_id as id from orgs order by org_id')
    await client.query('alter table orgs force row level security')
    return found.rows.map(({ id }) => id)
  })
}

function asOwner<T>({ readers, timeouts }: Database, work: (client: Client) => Promise<T>): Promise<T> {
  return runOn(
    readers,
    (client) => [client.query('BEGIN'), client.query(`set local lock_timeout = ${timeouts.lockMs}`)],
    work,
  )
}
