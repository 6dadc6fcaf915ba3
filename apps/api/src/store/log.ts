// The keys of a log, its heads and the proofs between them.
import { randomBytes } from 'node:crypto'
import { Fault } from '../ports/faults.ts'
import type { ChangeOf } from '../ports/ledger.ts'
import type { Checkpoint, LogReader, PublicLogReader, SigningKey } from '../ports/nouns.ts'
import type { MakeSigner } from '../ports/services.ts'
import { seal } from '../sealing.ts'
import type { SecretsOf } from './ledger/config.ts'
import type { Client } from './pool.ts'
import type { Readers } from './readers.ts'
import type { SegmentCache } from './segments/cache.ts'
import { consistencyPath, inclusionPath, rangeHashes } from './tree.ts'

const SEED_BYTES = 32

export type LogParts = { cache: SegmentCache; secretsOf: SecretsOf; makeSigner: MakeSigner }

const STRANGERS = 'strangers'

export function createLogReader({ point }: Readers, { cache, ...keys }: LogParts): LogReader {
  function publicOf(asker: string | undefined): PublicLogReader {
    return {
      keys: (orgId) => point(orgId, (client) => readKeys(client, orgId), asker),
      checkpoint: (orgId, seq) => point(orgId, (client) => readCheckpoint(client, orgId, seq), asker),
      consistency: (orgId, from, to) =>
        point(orgId, (client) => consistencyPath({ client, cache, orgId }, from, to), asker),
    }
  }
  return {
    ...publicOf(undefined),
    askedBy: (orgId) => publicOf(orgId ?? STRANGERS),
    async newKey(orgId) {
      const secrets = await keys.secretsOf(orgId)
      if (secrets === undefined) throw new Fault('org_unknown')
      const seed = randomBytes(SEED_BYTES)
      const { kid, publicKey } = keys.makeSigner(seed)
      return { kid, publicKey, seed: sealSeed(secrets.dataKey, orgId, seed) }
    },
    inclusion: (orgId, index, size) =>
      point(orgId, (client) => inclusionPath({ client, cache, orgId }, index, size)),
    range: (orgId, begin, end) => point(orgId, (client) => rangeHashes({ client, cache, orgId }, begin, end)),
  }
}

export function sealSeed(dataKey: Uint8Array, orgId: string, seed: Uint8Array): Uint8Array {
  return seal(dataKey, seedPurpose(orgId), seed)
}

export function seedPurpose(orgId: string): string {
  return `${orgId}/signing-seed`
}

/** The seed of the retired key goes with the commit that it signs; another rotation in between makes the statement fail. */
function rotate(client: Client, orgId: string, { next, retired }: ChangeOf<'log.rotate'>, seq: number) {
  return client.query(
    `with retired as (
       update signing_keys set until_size = $5, seed = '' where org_id = $1 and kid = $6 and until_size is null
       returning 1
     ), fresh as (
       insert into signing_keys (org_id, kid, public_key, seed, from_size) values ($1, $2, $3, $4, $5)
     )
     select 1 / count(*) from retired`,
    [
      orgId,
      ...[next.kid, next.publicKey, next.seed].map((bytes) => Buffer.from(bytes)),
      seq + 1,
      Buffer.from(retired),
    ],
  )
}

export const logEffects = {
  'log.rotate': { write: rotate },
}

async function readKeys(client: Client, orgId: string): Promise<SigningKey[]> {
  const found = await client.query<SigningKey>(
    `select kid, public_key as "publicKey", from_size::float8 as "fromSize", until_size::float8 as "untilSize"
       from signing_keys where org_id = $1 order by from_size`,
    [orgId],
  )
  return found.rows
}

const CHECKPOINT = `select tree_size::float8 as "treeSize", issued_at::float8 as "issuedAt", root, kid,
  protected_header as "protectedHeader", signature from segments where org_id = $1`

async function readCheckpoint(client: Client, orgId: string, seq?: number): Promise<Checkpoint | undefined> {
  const found =
    seq === undefined
      ? await client.query<Checkpoint>({
          name: 'log_latest',
          text: `${CHECKPOINT} order by tree_size desc limit 1`,
          values: [orgId],
        })
      : await client.query<Checkpoint>({
          name: 'log_commit_of',
          text: `${CHECKPOINT} and tree_size > $2 order by tree_size limit 1`,
          values: [orgId, seq],
        })
  return found.rows[0]
}

/** The first seq issued at or after this time: all receipts of a commit have its time, which never goes back. */
export async function readSeqAt(client: Client, orgId: string, time: number): Promise<number> {
  const found = await client.query<{ seq: number }>({
    name: 'log_seq_at',
    text: `select tree_size::float8 as seq from segments where org_id = $1 and issued_at < $2
            order by issued_at desc, tree_size desc limit 1`,
    values: [orgId, time],
  })
  return found.rows[0]?.seq ?? 0
}
