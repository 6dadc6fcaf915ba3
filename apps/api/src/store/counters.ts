// Counters: the recent activity of agents, sessions and runs, as the log's lock shows it.
// A process that writes alone reads nothing: what it remembers is right as long as the log has the size that it left.
import { LRUCache } from 'lru-cache'
import type { ChangeOf, Needs, View, Work } from '../ports/ledger.ts'
import type { Counter, CounterState } from '../ports/nouns.ts'
import { LOG_NOW } from './clock.ts'
import type { Locked } from './ledger/nouns.ts'
import type { Part } from './ledger/rows.ts'
import type { Client } from './pool.ts'

const ORGS_MAX = 2000
/** Of one org, and of all together: one takes up to ten kilobytes. */
const COUNTERS_MAX = 2000
const COUNTERS_ALL_MAX = 10_000
const PRUNE_EVERY_MS = 3_600_000
const PRUNE_ROWS = 1000

/** By the hex of its id; null where the database has none. */
type Known = Map<string, Counter | null>

export type Counters = {
  known: Known
  /** As the last item left them. */
  changed: Map<string, Counter>
  /** Those of them that the database surely has: what is past its time may have been pruned. */
  stored: Set<string>
  /** The log's clock, ms. */
  now: number
}

export type CounterMemory = {
  load(locked: Locked, works: readonly Work<unknown>[]): Promise<Counters>
  /** After the commit that left the log at this size. */
  keep(orgId: string, size: number, counters: Counters): void
  /** Deletes some of the rows that say nothing any more, unless that was done recently. */
  prune(client: Client, orgId: string, now: number): Promise<unknown>[]
}

export function createCounterMemory(): CounterMemory {
  const kept = new LRUCache<string, { size: number; known: Known }>({
    max: ORGS_MAX,
    maxSize: COUNTERS_ALL_MAX,
    sizeCalculation: ({ known }) => Math.max(1, known.size),
  })
  const pruned = new LRUCache<string, { at: number; after: Uint8Array | undefined }>({ max: ORGS_MAX })
  return {
    async load({ client, orgId, size, now }, works) {
      const found = kept.get(orgId)
      // Nobody else may use it until it is kept again.
      kept.delete(orgId)
      const known: Known = found?.size === size && found.known.size <= COUNTERS_MAX ? found.known : new Map()
      const missing = missingFor(works, known)
      if (missing !== undefined) await readMissing(client, orgId, missing, known)
      return { known, changed: new Map(), stored: new Set(), now }
    },
    keep(orgId, size, { known }) {
      kept.set(orgId, { size, known })
    },
    prune(client, orgId, now) {
      const last = pruned.get(orgId) ?? { at: 0, after: NO_ID }
      const after = last.after ?? (now - last.at < PRUNE_EVERY_MS ? undefined : NO_ID)
      if (after === undefined) return []
      const looked = prunePage(client, orgId, now, after)
      return [looked.then((next) => pruned.set(orgId, { at: now, after: next }))]
    },
  }
}

/** Undefined where all are known, as they nearly always are. */
function missingFor(works: readonly Work<unknown>[], known: Known): Set<string> | undefined {
  let missing: Set<string> | undefined
  for (const { needs } of works) {
    if (needs.counters === undefined) continue
    for (const id of needs.counters) {
      if (known.has(id)) continue
      missing ??= new Set()
      missing.add(id)
    }
  }
  return missing
}

const NO_ID = new Uint8Array()

function bytesOf(id: string): Buffer {
  return Buffer.from(id, 'hex')
}

async function readMissing(
  client: Client,
  orgId: string,
  missing: ReadonlySet<string>,
  known: Known,
): Promise<void> {
  if (missing.size === 0) return
  const found = await client.query<{ id: Buffer; state: string; until: number }>({
    name: 'counters_named',
    text: `select c.id, c.state, c.until from unnest($2::bytea[]) as wanted(id)
             cross join lateral (select id, state, until::float8 as until from counters
                                  where org_id = $1 and id = wanted.id limit 1) c`,
    values: [orgId, Array.from(missing, bytesOf)],
  })
  for (const id of missing) known.set(id, null)
  for (const { id: bytes, state, until } of found.rows) {
    const id = bytes.toString('hex')
    known.set(id, { id, state: JSON.parse(state) as CounterState, until })
  }
}

/** The clock and the counters, without the lock. */
export async function readMoment(
  client: Client,
  orgId: string,
  ids: readonly string[],
): Promise<Pick<View, 'now' | 'counters'>> {
  const known: Known = new Map()
  const [found] = await Promise.all([
    client.query<{ now: number }>({
      name: 'counters_now',
      text: `select ${LOG_NOW}::float8 as now`,
      values: [orgId],
    }),
    readMissing(client, orgId, new Set(ids), known),
  ])
  const now = found.rows[0]?.now ?? 0
  return { now, counters: countersFor(known, { counters: ids }, now) }
}

const NONE: View['counters'] = []

/** The counters as an item sees them, in the order of its ids; those that are past their time are gone. */
export function countersFor(known: Known, { counters: ids }: Needs, now: number): View['counters'] {
  if (ids === undefined) return NONE
  return ids.map((id) => {
    const counter = known.get(id)
    return counter === null || counter === undefined || counter.until <= now ? undefined : counter.state
  })
}

function putCounters(
  { counters: { known, changed, stored, now } }: { counters: Counters },
  change: ChangeOf<'counters.put'>,
): void {
  for (const counter of change.counters) {
    if (!changed.has(counter.id) && (known.get(counter.id)?.until ?? 0) > now) stored.add(counter.id)
    known.set(counter.id, counter)
    changed.set(counter.id, counter)
  }
}

export const counterEffects = {
  'counters.put': { apply: putCounters },
}

const ROWS = `select id, state, until
          from unnest(:1::bytea[], string_to_array(:2::text, chr(10)), :3::bigint[]) as row (id, state, until)`

/** An update alone locks no row beforehand, which would be written to the log of the database, too. */
export const counterParts: readonly Part<Counters>[] = [
  {
    sql: `update counters c set state = row.state, until = row.until
          from (${ROWS}) row where c.org_id = $1 and c.id = row.id`,
    values: (_, { changed, stored }) => valuesOf([...changed.values()].filter(({ id }) => stored.has(id))),
  },
  {
    sql: `insert into counters (org_id, id, state, until)
        select $1, id, state, until from (${ROWS}) row
        on conflict (org_id, id) do update set state = excluded.state, until = excluded.until`,
    values: (_, { changed, stored }) => valuesOf([...changed.values()].filter(({ id }) => !stored.has(id))),
  },
]

function valuesOf(rows: readonly Counter[]): unknown[] {
  return [
    rows.map(({ id }) => bytesOf(id)),
    // Lines, which JSON never breaks: in an array the driver would escape thousands of quotes for each commit.
    rows.map(({ state }) => JSON.stringify(state)).join('\n'),
    rows.map(({ until }) => until),
  ]
}

/** Looks through a few rows in the order of their ids; answers where to go on, if there are more. */
async function prunePage(
  client: Client,
  orgId: string,
  now: number,
  after: Uint8Array,
): Promise<Uint8Array | undefined> {
  const found = await client.query<{ id: Buffer }>({
    name: 'counters_prune',
    text: `with page as materialized (
             select id, until from counters where org_id = $1 and id > $3 order by id limit ${PRUNE_ROWS}
           ), gone as (
             delete from counters c using page where c.org_id = $1 and c.id = page.id and page.until < $2
           )
           select id from page order by id offset ${PRUNE_ROWS - 1}`,
    values: [orgId, now, Buffer.from(after)],
  })
  return found.rows[0]?.id
}
