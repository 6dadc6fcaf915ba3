// A new org: its rows and keys, and the first commit of its log.
import { randomBytes } from 'node:crypto'
import { emptyRange } from '@countersign/merkle'
import { Fault } from '../ports/faults.ts'
import type { Work } from '../ports/ledger.ts'
import type { Vault } from '../ports/services.ts'
import type { NewOrg } from '../ports/store.ts'
import { NOW } from './clock.ts'
import type { Configs } from './configs.ts'
import { faultOf } from './faults.ts'
import type { Head, Item } from './ledger/batch.ts'
import { buildBatch, createDecideTurns } from './ledger/build.ts'
import { finish } from './ledger/commit.ts'
import type { Secrets } from './ledger/config.ts'
import type { Nouns } from './ledger/nouns.ts'
import { sealSeed } from './log.ts'
import { dataKeyPurpose, type KeyServices } from './orgs.ts'
import { begin, type Client, connect, type Database, giveBack } from './pool.ts'
import type { SegmentCache } from './segments/cache.ts'

const SEED_BYTES = 32

type OrgMaker<S> = {
  db: Database
  keeper: KeyServices
  configs: Configs
  nouns: Nouns<S>
  cache: SegmentCache
}

/** When this resolves, the org exists and its log holds what `work` recorded, in one commit. */
export async function createOrg<A, S>(
  { db, keeper, configs, nouns, cache }: OrgMaker<S>,
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
    await Promise.all(begin(client, { orgId: org.id }, db.timeouts))
    await insertOrg(client, org, keeper.vault, { dataKey, seed, signer })
    const loaded = await configs.forNewOrg(client, org.id, { dataKey, signer })
    if (loaded === undefined) throw new Fault('org_unknown')
    const now = await databaseTime(client)
    const head: Head = { epoch: 1, range: emptyRange(0), prev: '0'.repeat(64), now }
    const state = await nouns.load({ client, orgId: org.id, size: 0, now }, [item.work])
    const turns = createDecideTurns()
    const batch = await buildBatch(org.id, head, loaded.config, { nouns, state }, [item], turns)
    await finish(client, batch, { nouns, cache }, state, loaded.secrets)
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
    Buffer.from(vault.wrap(dataKeyPurpose(org.id), dataKey)),
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
      Buffer.from(sealSeed(dataKey, org.id, seed)),
    ],
  )
}

async function databaseTime(client: Client): Promise<number> {
  const found = await client.query<{ now: number }>(`select ${NOW}::float8 as now`)
  return found.rows[0]?.now ?? 0
}
