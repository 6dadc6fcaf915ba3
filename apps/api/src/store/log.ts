// The public side of a log: its keys, its heads and the proofs between them.
import type { Checkpoint, SigningKey, Store } from '../ports.ts'
import { type Client, type Database, readFor } from './pool.ts'
import { consistencyPath, inclusionPath, rangeHashes } from './tree.ts'

export function logReader(db: Database): Store['log'] {
  return {
    keys: (orgId) => readFor(db, orgId, (client) => keys(client, orgId)),
    checkpoint: (orgId, seq) => readFor(db, orgId, (client) => checkpoint(client, orgId, seq)),
    inclusion: (orgId, index, size) =>
      readFor(db, orgId, (client) => inclusionPath(client, orgId, index, size)),
    consistency: (orgId, from, to) =>
      readFor(db, orgId, (client) => consistencyPath(client, orgId, from, to)),
    range: (orgId, begin, end) => readFor(db, orgId, (client) => rangeHashes(client, orgId, begin, end)),
  }
}

async function keys(client: Client, orgId: string): Promise<SigningKey[]> {
  const found = await client.query<SigningKey>(
    `select kid, public_key as "publicKey", from_size::float8 as "fromSize", until_size::float8 as "untilSize"
       from signing_keys where org_id = $1 order by from_size`,
    [orgId],
  )
  return found.rows
}

const CHECKPOINT = `select tree_size::float8 as "treeSize", issued_at::float8 as "issuedAt", root, kid,
  protected_header as "protectedHeader", signature from checkpoints where org_id = $1`

async function checkpoint(client: Client, orgId: string, seq?: number): Promise<Checkpoint | undefined> {
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
