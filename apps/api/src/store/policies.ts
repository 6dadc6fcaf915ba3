// Policy versions: rows, which are live, ordinary reads, and what their changes write.
import type { PolicySet, ToolDefinition } from '@countersign/policy'
import type { LRUCache } from 'lru-cache'
import type { ChangeOf } from '../ports/ledger.ts'
import {
  EVERYWHERE,
  type OrgConfig,
  type PolicyReader,
  type PolicyVersion,
  type StoredVersion,
} from '../ports/nouns.ts'
import type { MakePolicySet } from '../ports/services.ts'
import { readJson } from './json.ts'
import { pageOf } from './page.ts'
import type { Client } from './pool.ts'
import type { Readers } from './readers.ts'
import type { policies as table } from './schema/policies.ts'

export type PolicyParts = {
  makePolicySet: MakePolicySet
  /** Versions never change, so each is read and parsed once. By org and number; weighed by characters. */
  versions: LRUCache<string, StoredVersion>
  onFault: (orgId: string, error: unknown) => void
}

type LiveRow = { environment: string; version: number; latest: number }

/** The live policies with the tools' settings, and what publishing needs to know. */
export async function readPolicies(
  client: Client,
  orgId: string,
  parts: PolicyParts,
  tools: readonly ToolDefinition[],
): Promise<Pick<OrgConfig, 'policyFor' | 'live' | 'latestVersion'>> {
  const found = await client.query<LiveRow>({
    name: 'config_policies',
    text: `select environment, version, (select max(version) from policies where org_id = $1) as latest
             from live_policies where org_id = $1`,
    values: [orgId],
  })
  const live = new Map(found.rows.map(({ environment, version }) => [environment, version]))
  const sets = new Map(
    await Promise.all(
      [...new Set(live.values())].map(async (version) => {
        const stored = await versionOf(client, orgId, version, parts)
        return [version, usable(orgId, stored, tools, parts)] as const
      }),
    ),
  )
  return {
    live,
    latestVersion: found.rows[0]?.latest ?? 0,
    policyFor(environment) {
      const version = live.get(environment) ?? live.get(EVERYWHERE)
      return version === undefined ? undefined : sets.get(version)
    },
  }
}

/** One that this release cannot ask denies everything, and another can still be published in its place. */
function usable(
  orgId: string,
  stored: StoredVersion,
  tools: readonly ToolDefinition[],
  { makePolicySet, onFault }: PolicyParts,
): PolicySet | undefined {
  try {
    return makePolicySet(stored, tools)
  } catch (error) {
    onFault(orgId, error)
    return undefined
  }
}

async function versionOf(
  client: Client,
  orgId: string,
  version: number,
  { versions }: PolicyParts,
): Promise<StoredVersion> {
  const key = `${orgId}/${version}`
  const kept = versions.get(key)
  if (kept !== undefined) return kept
  const row = await readVersion(client, orgId, version)
  if (row === undefined) throw new Error(`policy version ${version} of ${orgId} is live but missing`)
  const stored = storedVersion(row)
  const size = Math.min(row.document.length + row.parsed.length, versions.maxSize)
  versions.set(key, stored, { size })
  return stored
}

type VersionRow = Omit<typeof table.$inferSelect, 'orgId'>

async function readVersion(client: Client, orgId: string, version: number): Promise<VersionRow | undefined> {
  const found = await client.query<VersionRow>({
    name: 'policy_version',
    text: `select version, digest, document, parsed, environment,
                  created_by as "createdBy", created_at::float8 as "createdAt"
             from policies where org_id = $1 and version = $2`,
    values: [orgId, version],
  })
  return found.rows[0]
}

function storedVersion(row: VersionRow): StoredVersion {
  return {
    ...row,
    document: readJson(row.document) as StoredVersion['document'],
    parsed: readJson(row.parsed) as StoredVersion['parsed'],
  }
}

const LIVE_IN = `coalesce((select array_agg(environment order by environment) from live_policies l
                            where l.org_id = $1 and l.version = p.version), '{}')`
const NEWEST = Number.MAX_SAFE_INTEGER

export function createPolicyReader(readers: Readers): PolicyReader {
  return {
    list: (orgId, { limit, after = NEWEST }) =>
      readers.scan(orgId, async (client) => {
        const found = await client.query<PolicyVersion>(
          `select version, digest, created_by as "createdBy", created_at::float8 as "createdAt", ${LIVE_IN} as live
             from policies p where org_id = $1 and version < $2::bigint order by version desc limit $3`,
          [orgId, after, limit + 1],
        )
        return pageOf(found.rows, limit)
      }),
    get: (orgId, version) =>
      readers.point(orgId, async (client) => {
        const row = await readVersion(client, orgId, version)
        if (row === undefined) return undefined
        const found = await client.query<{ environment: string }>(
          'select environment from live_policies where org_id = $1 and version = $2 order by environment',
          [orgId, version],
        )
        return { ...storedVersion(row), live: found.rows.map(({ environment }) => environment) }
      }),
    before: (orgId, version, environment = EVERYWHERE) =>
      readers.point(orgId, async (client) => {
        const found = await client.query<{ version: number | null }>(
          `select greatest(
             (select max(version) from policies where org_id = $1 and environment = $3 and version < $2),
             (select max(version) from policies where org_id = $1 and environment = $4 and version < $2)) as version`,
          [orgId, version, environment, EVERYWHERE],
        )
        return found.rows[0]?.version ?? undefined
      }),
  }
}

function insertVersion(client: Client, orgId: string, { version }: ChangeOf<'policy.add'>) {
  return client.query(
    `insert into policies (org_id, version, digest, document, parsed, environment, created_by, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      orgId,
      version.version,
      version.digest,
      JSON.stringify(version.document),
      JSON.stringify(version.parsed),
      version.environment,
      version.createdBy,
      version.createdAt,
    ],
  )
}

function makeLive(client: Client, orgId: string, change: ChangeOf<'policy.live'>) {
  return client.query(
    `insert into live_policies (org_id, environment, version, since) values ($1, $2, $3, $4)
     on conflict (org_id, environment) do update set version = excluded.version, since = excluded.since`,
    [orgId, change.environment, change.version, change.at],
  )
}

export const policyEffects = {
  'policy.add': { write: insertVersion },
  'policy.live': { write: makeLive },
}
