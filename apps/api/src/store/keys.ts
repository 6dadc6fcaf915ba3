// API keys: rows, reads, and what their changes write. A secret is stored as a keyed hash.
import type { ChangeOf } from '../ports/ledger.ts'
import type { ApiKey, KeyReader } from '../ports/nouns.ts'
import { secretHash, secretHashHex } from '../sealing.ts'
import type { Soon } from '../soon.ts'
import { pageOf } from './page.ts'
import type { Client } from './pool.ts'
import type { Readers } from './readers.ts'

const COLUMNS = `id, name, hint, scopes, agent_id as "agentId", environment,
  created_at::float8 as "createdAt", revoked_at::float8 as "revokedAt"`

/** Finds the key with the hex of a hash, revoked ones included. */
export type FindKey = (orgId: string, hash: string, fresh: boolean) => Soon<ApiKey | undefined>

export function createKeyReader(readers: Readers, find: FindKey, pepper: Uint8Array): KeyReader {
  return {
    list: (orgId, { limit, after = '' }) =>
      readers.scan(orgId, async (client) => {
        const found = await client.query<ApiKey>(
          `select ${COLUMNS} from api_keys where org_id = $1 and id > $2 order by id limit $3`,
          [orgId, after, limit + 1],
        )
        return pageOf(found.rows, limit)
      }),
    get: (orgId, id) =>
      readers.point(orgId, async (client) => {
        const found = await client.query<ApiKey>(
          `select ${COLUMNS} from api_keys where org_id = $1 and id = $2`,
          [orgId, id],
        )
        return found.rows[0]
      }),
    withSecret: (orgId, secret, fresh) => find(orgId, secretHashHex(pepper, secret), fresh),
    hashOf: (secret) => secretHash(pepper, secret),
  }
}

/** Keys by id, or null; and ids by the hex of the hash, or null. */
export type FoundKeys = { keys: Map<string, ApiKey | null>; byHash: Map<string, string | null> }

/** Those with these ids or hashes in hex, for a configuration. */
export async function readKeys(
  client: Client,
  orgId: string,
  ids: readonly string[],
  hashes: readonly string[],
): Promise<FoundKeys> {
  const keys = new Map<string, ApiKey | null>(ids.map((id) => [id, null]))
  const byHash = new Map<string, string | null>(hashes.map((hash) => [hash, null]))
  const byIds = ids.length > 0 && client.query<KeyRow>(KEYS_BY_ID, [orgId, ids])
  const byHashes =
    hashes.length > 0 &&
    client.query<KeyRow>(KEYS_BY_HASH, [orgId, hashes.map((hash) => Buffer.from(hash, 'hex'))])
  for (const found of await Promise.all([byIds, byHashes])) {
    for (const { hash, ...key } of found ? found.rows : []) {
      keys.set(key.id, key)
      byHash.set(hash.toString('hex'), key.id)
    }
  }
  return { keys, byHash }
}

type KeyRow = ApiKey & { hash: Buffer }

const KEYS_BY_ID = `select ${COLUMNS}, hash from api_keys where org_id = $1 and id = any($2::text[])`
const KEYS_BY_HASH = `select ${COLUMNS}, hash from api_keys where org_id = $1 and hash = any($2::bytea[])`

function insertKey(client: Client, orgId: string, { key, hash }: ChangeOf<'key.create'>) {
  const { id, name, hint, scopes, agentId, environment, createdAt } = key
  return client.query(
    `insert into api_keys (org_id, id, hash, name, hint, scopes, agent_id, environment, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [orgId, id, Buffer.from(hash), name, hint, JSON.stringify(scopes), agentId, environment, createdAt],
  )
}

function revokeKey(client: Client, orgId: string, change: ChangeOf<'key.revoke'>) {
  return client.query('update api_keys set revoked_at = $3 where org_id = $1 and id = $2', [
    orgId,
    change.id,
    change.at,
  ])
}

export const keyEffects = {
  'key.create': { write: insertKey },
  'key.revoke': { write: revokeKey },
}
