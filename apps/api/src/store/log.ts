// The public side of a log: its keys, its heads and the proofs between them.
import type { Checkpoint, LogReader, SigningKey } from '../ports/nouns.ts'
import type { Client } from './pool.ts'
import type { Readers } from './readers.ts'
import type { SegmentCache } from './segments/cache.ts'
import { consistencyPath, inclusionPath, rangeHashes } from './tree.ts'

export function createLogReader({ point }: Readers, cache: SegmentCache): LogReader {
  return {
    keys: (orgId) => point(orgId, (client) => readKeys(client, orgId)),
    checkpoint: (orgId, seq) => point(orgId, (client) => readCheckpoint(client, orgId, seq)),
    inclusion: (orgId, index, size) =>
      point(orgId, (client) => inclusionPath({ client, cache, orgId }, index, size)),
    consistency: (orgId, from, to) =>
      point(orgId, (client) => consistencyPath({ client, cache, orgId }, from, to)),
    range: (orgId, begin, end) => point(orgId, (client) => rangeHashes({ client, cache, orgId }, begin, end)),
  }
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
