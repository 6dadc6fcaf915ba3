// Policy versions and registered tools: what a configuration holds of them, and ordinary reads.
import { parseJson } from '@countersign/json'
import type { PolicySet, ToolDefinition } from '@countersign/policy'
import type { Keep } from '../keep.ts'
import type { MakePolicySet, OrgConfig, PolicyVersion, Store, StoredVersion, Tool } from '../ports.ts'
import { EVERYWHERE } from '../ports.ts'
import { type Client, type Database, readFor } from './pool.ts'

/** Characters of documents and of their policies as JSON. */
export const VERSIONS_CHARACTERS_MAX = 8 * 1024 * 1024

/** Versions never change, so each is read and parsed once. */
export type PolicyCache = {
  makePolicySet: MakePolicySet
  versions: Keep<StoredVersion>
  onFault: (orgId: string, error: unknown) => void
}

type LiveRow = { environment: string; version: number }

/** The live policies with the tools' settings, and what publishing needs to know. */
export async function readPolicies(
  client: Client,
  orgId: string,
  cache: PolicyCache,
  before: OrgConfig['tools'] | undefined,
): Promise<Pick<OrgConfig, 'policyFor' | 'live' | 'latestVersion' | 'tools' | 'definitions'>> {
  const found = await client.query<LiveRow & { latest: number }>({
    name: 'config_policies',
    text: `select environment, version, (select max(version) from policies where org_id = $1) as latest
             from live_policies where org_id = $1`,
    values: [orgId],
  })
  const tools = await readTools(client, orgId, before)
  const definitions = [...tools.values()].map(definitionOf)
  const live = new Map(found.rows.map(({ environment, version }) => [environment, version]))
  const sets = new Map(
    await Promise.all(
      [...new Set(live.values())].map(async (version) => {
        const stored = await versionOf(client, orgId, version, cache)
        return [version, usable(orgId, stored, definitions, cache)] as const
      }),
    ),
  )
  return {
    live,
    latestVersion: found.rows[0]?.latest ?? 0,
    tools,
    definitions,
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
  { makePolicySet, onFault }: PolicyCache,
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
  { versions }: PolicyCache,
): Promise<StoredVersion> {
  const key = `${orgId}/${version}`
  const kept = versions.get(key)
  if (kept !== undefined) return kept
  const row = await readVersion(client, orgId, version)
  if (row === undefined) throw new Error(`policy version ${version} of ${orgId} is live and missing`)
  const stored = storedVersion(row)
  versions.set(key, stored, row.document.length + row.parsed.length)
  return stored
}

function definitionOf({ settings: { description: _, endpoint: __, ...definition } }: Tool): ToolDefinition {
  return definition
}

const DEPTH_MAX = 4096
const ODD_NAME = /[{,] ?"[^"\\]*\\/

/** V8's JSON.parse confuses a member named `\"` with one named `\\` that it saw before. */
function readJson(text: string): unknown {
  // No request has a member of this name, and the strict parser would refuse it.
  const isOdd = ODD_NAME.test(text) && !text.includes('"__proto__":')
  return isOdd ? parseJson(text, { maxDepth: DEPTH_MAX }) : JSON.parse(text)
}

type VersionRow = {
  version: number
  digest: string
  document: string
  parsed: string
  environment: string
  created_by: string
  created_at: number
}

async function readVersion(client: Client, orgId: string, version: number): Promise<VersionRow | undefined> {
  const found = await client.query<VersionRow>({
    name: 'policy_version',
    text: `select version, digest, document, parsed, environment, created_by, created_at::float8 as created_at
             from policies where org_id = $1 and version = $2`,
    values: [orgId, version],
  })
  return found.rows[0]
}

function storedVersion(row: VersionRow): StoredVersion {
  return {
    version: row.version,
    digest: row.digest,
    document: readJson(row.document) as StoredVersion['document'],
    parsed: readJson(row.parsed) as StoredVersion['parsed'],
    environment: row.environment,
    createdBy: row.created_by,
    createdAt: row.created_at,
  }
}

type ToolRow = Omit<Tool, 'settings'> & { settings: string }

/** The row that each tool was read from. */
const rows = new WeakMap<Tool, ToolRow>()

/** Tools that did not change stay the same objects, so that what was made of them is not made again. */
async function readTools(
  client: Client,
  orgId: string,
  before: OrgConfig['tools'] | undefined,
): Promise<Map<string, Tool>> {
  const found = await client.query<ToolRow & { name: string }>({
    name: 'config_tools',
    text: `select name, settings::text as settings, created_at::float8 as "createdAt", changed_at::float8 as "changedAt"
             from tools where org_id = $1 order by name collate "C"`,
    values: [orgId],
  })
  return new Map(
    found.rows.map(({ name, ...row }) => {
      const kept = before?.get(name)
      if (kept !== undefined && isSameRow(rows.get(kept), row)) return [name, kept]
      const tool: Tool = { ...row, settings: readJson(row.settings) as Tool['settings'] }
      rows.set(tool, row)
      return [name, tool]
    }),
  )
}

function isSameRow(a: ToolRow | undefined, b: ToolRow): boolean {
  return a?.settings === b.settings && a.createdAt === b.createdAt && a.changedAt === b.changedAt
}

const LIVE_IN = `coalesce((select array_agg(environment order by environment) from live_policies l
                            where l.org_id = p.org_id and l.version = p.version), '{}')`

export function policyReader(db: Database): Store['policies'] {
  return {
    list: (orgId, page) =>
      readFor(db, orgId, async (client) => {
        const found = await client.query<PolicyVersion>(
          `select version, digest, created_by as "createdBy", created_at::float8 as "createdAt", ${LIVE_IN} as live
             from policies p where org_id = $1 and ($2::int is null or version < $2)
            order by version desc limit $3`,
          [orgId, page.after, page.limit + 1],
        )
        return { rows: found.rows.slice(0, page.limit), more: found.rows.length > page.limit }
      }),
    get: (orgId, version) =>
      readFor(db, orgId, async (client) => {
        const row = await readVersion(client, orgId, version)
        if (row === undefined) return undefined
        const found = await client.query<{ environment: string }>(
          'select environment from live_policies where org_id = $1 and version = $2 order by environment',
          [orgId, version],
        )
        return { ...storedVersion(row), live: found.rows.map(({ environment }) => environment) }
      }),
    before: (orgId, version, environment) =>
      readFor(db, orgId, async (client) => {
        const found = await client.query<{ version: number | null }>(
          `select max(version) as version from policies
            where org_id = $1 and version < $2 and environment = any($3::text[])`,
          [orgId, version, [environment ?? EVERYWHERE, EVERYWHERE]],
        )
        return found.rows[0]?.version ?? undefined
      }),
  }
}
