// What agents, sessions and runs did lately, as the log's lock shows it. One process that writes alone reads nothing:
// what it remembers is right as long as the log has the size that it left.
import type { Trace, TraceState, Work } from '../../ports.ts'
import type { Client } from '../pool.ts'

const ORGS_MAX = 2000
/** Of one org, and of all together: one takes up to ten kilobytes. */
const TRACES_MAX = 2000
const TRACES_ALL_MAX = 10_000
const PRUNE_EVERY_MS = 3_600_000
const PRUNE_ROWS = 1000

/** By the hex of its id; null where the database has none. */
export type Traces = Map<string, Trace | null>

export type ActivityMemory = {
  /** What is known of an org whose log has this size; nobody else may use it until it is kept again. */
  take(orgId: string, size: number): Traces
  keep(orgId: string, size: number, traces: Traces): void
  /** What deletes some of the rows that say nothing any more; undefined when they were looked through lately. */
  pruner(orgId: string, now: number): ((client: Client) => Promise<void>) | undefined
}

export function createActivityMemory(): ActivityMemory {
  const kept = new Map<string, { size: number; traces: Traces }>()
  let count = 0
  const remove = (orgId: string) => {
    const found = kept.get(orgId)
    count -= found?.traces.size ?? 0
    kept.delete(orgId)
    return found
  }
  const pruned = new Map<string, { at: number; after: Uint8Array | undefined }>()
  return {
    take(orgId, size) {
      const found = remove(orgId)
      return found?.size === size && found.traces.size <= TRACES_MAX ? found.traces : new Map()
    },
    keep(orgId, size, traces) {
      remove(orgId)
      kept.set(orgId, { size, traces })
      count += traces.size
      for (const oldest of kept.keys()) {
        if (kept.size <= ORGS_MAX && (count <= TRACES_ALL_MAX || oldest === orgId)) break
        remove(oldest)
      }
    },
    pruner(orgId, now) {
      const last = pruned.get(orgId) ?? { at: 0, after: NO_ID }
      const after = last.after ?? (now - last.at < PRUNE_EVERY_MS ? undefined : NO_ID)
      if (after === undefined) return undefined
      return async (client) => {
        pruned.delete(orgId)
        pruned.set(orgId, { at: now, after: await pruneTraces(client, orgId, now, after) })
        if (pruned.size > ORGS_MAX) pruned.delete(pruned.keys().next().value ?? '')
      }
    },
  }
}

const NO_ID = new Uint8Array()

export function traceKey(id: Uint8Array): string {
  return Buffer.from(id.buffer, id.byteOffset, id.byteLength).toString('hex')
}

/** Reads the rows that these items name and that are not known yet. */
export async function loadTraces(
  client: Client,
  orgId: string,
  works: readonly Pick<Work<unknown>, 'traceIds'>[],
  traces: Traces,
): Promise<void> {
  const missing = new Map<string, Uint8Array>()
  for (const { traceIds } of works)
    for (const id of traceIds ?? []) if (!traces.has(traceKey(id))) missing.set(traceKey(id), id)
  if (missing.size === 0) return
  const found = await client.query<{ id: Buffer; state: string; until: number }>({
    name: 'state_activity',
    text: `select a.id, a.state, a.until from unnest($2::bytea[]) as wanted(id)
             cross join lateral (select id, state, until::float8 as until from activity
                                  where org_id = $1 and id = wanted.id) a`,
    values: [orgId, [...missing.values()].map((id) => Buffer.from(id))],
  })
  for (const key of missing.keys()) traces.set(key, null)
  for (const { id, state, until } of found.rows)
    traces.set(traceKey(id), { id, state: JSON.parse(state) as TraceState, until })
}

/** The rows and the clock, without the lock. */
export async function readMoment(
  client: Client,
  orgId: string,
  traceIds: Uint8Array[],
): Promise<{ now: number; traces: (TraceState | undefined)[] }> {
  const found = await client.query<{ now: number }>(
    'select floor(extract(epoch from clock_timestamp()) * 1000)::float8 as now',
  )
  const now = found.rows[0]?.now ?? 0
  const traces: Traces = new Map()
  const work = { traceIds }
  await loadTraces(client, orgId, [work], traces)
  return { now, traces: tracesFor(work, traces, now) }
}

/** The rows as an item sees them, in the order of its ids; those that are past their time are gone. */
export function tracesFor(
  work: Pick<Work<unknown>, 'traceIds'>,
  traces: Traces,
  now: number,
): (TraceState | undefined)[] {
  return (work.traceIds ?? []).map((id) => {
    const trace = traces.get(traceKey(id))
    return trace === null || trace === undefined || trace.until <= now ? undefined : trace.state
  })
}

/** Looks through a few rows in the order of their ids; answers where to go on, if there are more. */
async function pruneTraces(
  client: Client,
  orgId: string,
  now: number,
  after: Uint8Array,
): Promise<Uint8Array | undefined> {
  const found = await client.query<{ id: Buffer }>({
    name: 'ledger_prune_activity',
    text: `with page as materialized (
             select id, until from activity where org_id = $1 and id > $3 order by id limit ${PRUNE_ROWS}
           ), gone as (
             delete from activity a using page where a.org_id = $1 and a.id = page.id and page.until < $2
           )
           select id from page order by id offset ${PRUNE_ROWS - 1}`,
    values: [orgId, now, Buffer.from(after)],
  })
  return found.rows[0]?.id
}
