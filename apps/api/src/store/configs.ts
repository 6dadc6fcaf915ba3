// What decisions rest on, cached per org and epoch. Rows are loaded when first needed.
import { createKeep } from '../keep.ts'
import type { Agent, ApiKey, LogSigner, MakeSigner, OrgConfig, Vault } from '../ports.ts'
import { unseal } from '../sealing.ts'
import { type PolicyCache, readPolicies, VERSIONS_CHARACTERS_MAX } from './policies.ts'
import { type Client, type Database, readFor } from './pool.ts'
import { AGENT_COLUMNS, KEY_COLUMNS } from './rows.ts'

const ORGS_MAX = 2000
const ROWS_MAX = 5000

/** OrgConfig and the org's unwrapped keys, which stay inside the store. */
export type Loaded = OrgConfig & {
  dataKey: Uint8Array
  signer: LogSigner
  /** Hex of the stored hash → key id, or null for a hash that no key has. */
  byHash: Map<string, string | null>
}

export type Need = { agentIds: string[]; keyIds: string[]; hashes: Uint8Array[] }
export const nothing: Need = { agentIds: [], keyIds: [], hashes: [] }

export type Configs = {
  /** The cached configuration if it holds all that is needed, else a loaded one; undefined: no such org. */
  get(orgId: string, need: Need): Promise<Loaded | undefined>
  /** The same, after comparing the epoch with the database. */
  fresh(orgId: string, need: Need): Promise<Loaded | undefined>
  /** Loads on a connection that holds the org's lock. */
  loadOn(client: Client, orgId: string, need: Need): Promise<Loaded | undefined>
  drop(orgId: string): void
}

export type Secrets = { vault: Vault; makeSigner: MakeSigner }

export function createConfigs(
  db: Database,
  secrets: Secrets,
  sets: Pick<PolicyCache, 'makePolicySet' | 'onFault'>,
): Configs {
  const cache = new Map<string, Loaded>()
  const policies: PolicyCache = { ...sets, versions: createKeep(VERSIONS_CHARACTERS_MAX) }

  function keep(loaded: Loaded): Loaded {
    const before = cache.get(loaded.org.id)
    // A slow load must not replace what a newer one has learned.
    if (before !== undefined && before.epoch > loaded.epoch) return loaded
    if (before !== undefined && before.epoch === loaded.epoch && sizeOf(before) < ROWS_MAX) {
      merge(before, loaded)
      return before
    }
    cache.set(loaded.org.id, loaded)
    if (cache.size > ORGS_MAX) {
      const oldest = cache.keys().next().value
      if (oldest !== undefined) cache.delete(oldest)
    }
    return loaded
  }

  async function loadOn(client: Client, orgId: string, need: Need): Promise<Loaded | undefined> {
    const loaded = await readConfig(client, orgId, need, {
      ...secrets,
      before: cache.get(orgId),
      policies,
    })
    return loaded === undefined ? undefined : keep(loaded)
  }

  return {
    loadOn,
    drop: (orgId) => cache.delete(orgId),
    async get(orgId, need) {
      const cached = cache.get(orgId)
      if (cached !== undefined && covers(cached, need)) return cached
      return readFor(db, orgId, (client) => loadOn(client, orgId, need))
    },
    fresh(orgId, need) {
      return readFor(db, orgId, async (client) => {
        const cached = cache.get(orgId)
        const found = await client.query({
          name: 'config_epoch',
          text: 'select epoch::float8 as epoch from logs where org_id = $1',
          values: [orgId],
        })
        if (cached !== undefined && cached.epoch === found.rows[0]?.epoch && covers(cached, need))
          return cached
        return loadOn(client, orgId, need)
      })
    },
  }
}

function covers(loaded: Loaded, need: Need): boolean {
  return (
    need.agentIds.every((id) => loaded.agents.has(id)) &&
    need.keyIds.every((id) => loaded.keys.has(id)) &&
    need.hashes.every((hash) => loaded.byHash.has(hex(hash)))
  )
}

function merge(into: Loaded, from: Loaded): void {
  for (const [id, agent] of from.agents) into.agents.set(id, agent)
  for (const [id, key] of from.keys) into.keys.set(id, key)
  for (const [hash, id] of from.byHash) into.byHash.set(hash, id)
}

/** Callers can name agents that do not exist: what is remembered of them stays bounded. */
function sizeOf({ agents, keys, byHash }: Loaded): number {
  return agents.size + keys.size + byHash.size
}

async function readConfig(
  client: Client,
  orgId: string,
  need: Need,
  { vault, makeSigner, before, policies }: Secrets & { before: Loaded | undefined; policies: PolicyCache },
): Promise<Loaded | undefined> {
  const head = await client.query({
    name: 'config_org',
    text: `select o.name, o.halted, o.logs_public, o.data_key, o.created_at::float8 as created_at,
                  l.epoch::float8 as epoch, k.kid, k.seed
             from orgs o
             join logs l on l.org_id = o.org_id
             join signing_keys k on k.org_id = o.org_id and k.until_size is null
            where o.org_id = $1`,
    values: [orgId],
  })
  const row = head.rows[0]
  if (row === undefined) return undefined
  const dataKey = before?.dataKey ?? vault.unwrap(`${orgId}/data-key`, row.data_key)
  const sameSigner = before !== undefined && Buffer.compare(before.signer.kid, row.kid) === 0
  const signer = sameSigner ? before.signer : makeSigner(unseal(dataKey, `${orgId}/signing-seed`, row.seed))
  const agents = await readAgents(client, orgId, need.agentIds)
  const keys = await readKeys(client, orgId, need)
  return {
    org: {
      id: orgId,
      name: row.name,
      halted: row.halted,
      logsPublic: row.logs_public,
      createdAt: row.created_at,
    },
    epoch: row.epoch,
    ...(await readPolicies(client, orgId, policies, before?.tools)),
    agents,
    ...keys,
    dataKey,
    signer,
  }
}

async function readAgents(client: Client, orgId: string, ids: string[]): Promise<Map<string, Agent | null>> {
  const found = new Map<string, Agent | null>(ids.map((id) => [id, null]))
  if (ids.length === 0) return found
  const rows = await client.query<Agent>(
    `select ${AGENT_COLUMNS} from unnest($2::text[]) as wanted(wanted_id)
      cross join lateral (select * from agents where org_id = $1 and id = wanted.wanted_id) a`,
    [orgId, ids],
  )
  for (const row of rows.rows) found.set(row.id, row)
  return found
}

async function readKeys(client: Client, orgId: string, need: Need): Promise<Pick<Loaded, 'keys' | 'byHash'>> {
  const keys = new Map<string, ApiKey | null>(need.keyIds.map((id) => [id, null]))
  const byHash = new Map<string, string | null>(need.hashes.map((hash) => [hex(hash), null]))
  if (keys.size + byHash.size === 0) return { keys, byHash }
  const rows = await client.query<ApiKey & { hash: Buffer }>(
    `select ${KEY_COLUMNS}, hash from api_keys
      where org_id = $1 and (id = any($2::text[]) or hash = any($3::bytea[]))`,
    [orgId, need.keyIds, need.hashes.map((hash) => Buffer.from(hash))],
  )
  for (const { hash, ...key } of rows.rows) {
    keys.set(key.id, key)
    byHash.set(hex(hash), key.id)
  }
  return { keys, byHash }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}
