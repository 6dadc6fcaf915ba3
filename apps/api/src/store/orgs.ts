// Orgs: their rows and keys, their first commit, and what their changes write.
import { randomBytes } from 'node:crypto'
import { emptyRange } from '@countersign/merkle'
import type { ChangeOf, Work } from '../ports/ledger.ts'
import type { Org, OrgConfig } from '../ports/objects.ts'
import type { MakeSigner, Vault } from '../ports/services.ts'
import type { NewOrg } from '../ports/store.ts'
import { seal, unseal } from '../sealing.ts'
import { faultOf } from './faults.ts'
import type { Head, Item } from './ledger/batch.ts'
import { buildBatch } from './ledger/build.ts'
import { finish } from './ledger/commit.ts'
import type { Secrets } from './ledger/config.ts'
import type { Nouns } from './ledger/nouns.ts'
import { beginFor, type Client, connect, type Database, giveBack } from './pool.ts'

const SEED_BYTES = 32

export type Keeper = { vault: Vault; makeSigner: MakeSigner }

/** The org, its epoch and its keys, for a configuration; undefined when there is no such org. */
export async function readOrg(
  client: Client,
  orgId: string,
  { vault, makeSigner }: Keeper,
  before: Secrets | undefined,
): Promise<{ org: Org; epoch: number; secrets: Secrets } | undefined> {
  const found = await client.query({
    name: 'config_org',
    text: `select o.name, o.halted, o.logs_public, o.data_key, o.created_at::float8 as created_at,
                  l.epoch::float8 as epoch, k.kid, k.seed
             from orgs o
             join logs l on l.org_id = o.org_id
             join signing_keys k on k.org_id = o.org_id and k.until_size is null
            where o.org_id = $1`,
    values: [orgId],
  })
  const row = found.rows[0]
  if (row === undefined) return undefined
  const dataKey = before?.dataKey ?? vault.unwrap(`${orgId}/data-key`, row.data_key)
  const isSameSigner = before !== undefined && Buffer.compare(before.signer.kid, row.kid) === 0
  const signer = isSameSigner ? before.signer : makeSigner(unseal(dataKey, `${orgId}/signing-seed`, row.seed))
  const { name, halted, logs_public: logsPublic, created_at: createdAt, epoch } = row
  return { org: { id: orgId, name, halted, logsPublic, createdAt }, epoch, secrets: { dataKey, signer } }
}

/** When this resolves, the org exists and its log holds what `work` recorded, in one commit. */
export async function createOrg<A, S>(
  { db, keeper, nouns }: { db: Database; keeper: Keeper; nouns: Nouns<S> },
  org: NewOrg,
  makeWork: (log: { kid: Uint8Array }) => Work<A>,
): Promise<A> {
  const dataKey = randomBytes(32)
  const seed = randomBytes(SEED_BYTES)
  const signer = keeper.makeSigner(seed)
  const { item, outcome } = pending(makeWork({ kid: signer.kid }))
  const client = await connect(db.readers)
  let fault: Error | undefined
  try {
    await client.query(beginFor(org.id, db.timeouts))
    await insertOrg(client, org, keeper.vault, { dataKey, seed, signer })
    const now = await databaseTime(client)
    const head: Head = { epoch: 1, range: emptyRange(0), prev: '0'.repeat(64), now }
    const state = await nouns.load({ client, orgId: org.id, size: 0, now }, [item.work])
    const batch = buildBatch(org.id, head, firstConfig(org), { nouns, state }, [item])
    await finish(client, batch, nouns, state, { dataKey, signer })
    for (const answer of batch.answers) answer()
  } catch (error) {
    fault = error as Error
    throw faultOf(error)
  } finally {
    await giveBack(client, fault)
  }
  return outcome
}

function pending<A>(work: Work<A>): { item: Item; outcome: Promise<A> } {
  const { promise, resolve, reject } = Promise.withResolvers<A>()
  // Awaited once the commit is done; where that fails, nobody asks for it.
  promise.catch(() => undefined)
  return {
    item: { work, resolve: resolve as (answer: unknown) => void, reject, until: Number.POSITIVE_INFINITY },
    outcome: promise,
  }
}

async function insertOrg(
  client: Client,
  org: NewOrg,
  vault: Vault,
  { dataKey, seed, signer }: Secrets & { seed: Uint8Array },
): Promise<void> {
  await client.query('insert into orgs (org_id, name, data_key, created_at) values ($1, $2, $3, $4)', [
    org.id,
    org.name,
    Buffer.from(vault.wrap(`${org.id}/data-key`, dataKey)),
    org.createdAt,
  ])
  await client.query(
    `insert into logs (org_id, size, epoch, frontier, last_leaf, issued_at) values ($1, 0, 1, '', $2, 0)`,
    [org.id, Buffer.alloc(32)],
  )
  await client.query(
    'insert into signing_keys (org_id, kid, public_key, seed, from_size) values ($1, $2, $3, $4, 0)',
    [
      org.id,
      Buffer.from(signer.kid),
      Buffer.from(signer.publicKey),
      Buffer.from(seal(dataKey, `${org.id}/signing-seed`, seed)),
    ],
  )
}

function firstConfig({ id, name, createdAt }: NewOrg): OrgConfig {
  return {
    org: { id, name, halted: false, logsPublic: true, createdAt },
    epoch: 1,
    environments: new Map(),
    policyFor: () => undefined,
    live: new Map(),
    latestVersion: 0,
    tools: new Map(),
    definitions: [],
    agents: new Map(),
    keys: new Map(),
  }
}

async function databaseTime(client: Client): Promise<number> {
  const found = await client.query<{ now: number }>(
    'select floor(extract(epoch from clock_timestamp()) * 1000)::float8 as now',
  )
  return found.rows[0]?.now ?? 0
}

export function updateOrg(client: Client, orgId: string, change: ChangeOf<'org.update'>) {
  return client.query(
    `update orgs set halted = coalesce($2, halted), name = coalesce($3, name), logs_public = coalesce($4, logs_public)
      where org_id = $1`,
    [orgId, change.halted ?? null, change.name ?? null, change.logsPublic ?? null],
  )
}
