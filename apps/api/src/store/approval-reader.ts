// How approvals are read: pages of a list, single ones, and the one before of a similar call.
import { encodeHex } from '@countersign/json'
import type { Payload } from '@countersign/receipt'
import { Fault } from '../ports/faults.ts'
import type { Approval, ApprovalReader } from '../ports/gates.ts'
import { LOG_NOW } from './clock.ts'
import type { Client } from './pool.ts'
import type { Readers } from './readers.ts'
import type { SegmentCache } from './segments/cache.ts'
import { leafHashOf } from './segments/leaf.ts'
import { readTexts } from './segments/read.ts'

/** As its holder must see it: past its time, by the clock that decides, it is expired even before the job has recorded that. */
const COLUMNS = `a.id, a.gate_seq::float8 as "gateSeq", a.decisions, a.used, a.expires_at::float8 as "expiresAt",
  case when a.status in ('pending', 'granted') and a.expires_at <= ${LOG_NOW} then 'expired' else a.status end as status`

type Row = Omit<Approval, 'opened' | 'leafHash'>

/** So many are looked at for one page by environment. */
const SCANNED_MAX = 100

/** Of the gates that are past their time, so many are looked at: the job that ends them comes every second. */
const OVERDUE_MAX = 1000

type Wanted = Parameters<ApprovalReader['list']>[1]

/** Time and ids are values of their own, which an index takes. */
const OVERDUE = `status in ('pending', 'granted') and expires_at <= ${LOG_NOW} and id = any(array(
  select approval_id from (select approval_id from gates
                            where org_id = $1 and closed_seq is null and expires_at <= ${LOG_NOW}
                            order by expires_at limit ${OVERDUE_MAX}) overdue
   where approval_id is not null))`

/** What a status means in terms of the rows: what nobody has ended yet is read by the clock. */
function rowsOf(status: Wanted['status'], place: (value: unknown) => string): string[] {
  if (status === undefined) return ['true']
  const stored = `status = ${place(status)}`
  if (status === 'expired') return [stored, OVERDUE]
  return [status === 'pending' || status === 'granted' ? `${stored} and expires_at > ${LOG_NOW}` : stored]
}

export function createApprovalReader(readers: Readers, cache: SegmentCache): ApprovalReader {
  return {
    list: (orgId, wanted) => readers.scan(orgId, (client) => readPage(client, cache, orgId, wanted)),
    get: (orgId, id) =>
      readers.point(orgId, (client) =>
        readOne(client, cache, 'select * from approvals where org_id = $1 and id = $2', [orgId, id]),
      ),
    previous: (orgId, { environment, tool, action }, before) =>
      readers.point(orgId, (client) =>
        readOne(
          client,
          cache,
          `select * from approvals
            where org_id = $1 and used > 0 and environment = $2 and tool = $3 and action = $4 and id < $5
            order by id desc limit 1`,
          [orgId, environment, tool, action, before],
        ),
      ),
  }
}

async function readPage(
  client: Client,
  cache: SegmentCache,
  orgId: string,
  wanted: Wanted,
): ReturnType<ApprovalReader['list']> {
  const { limit, after, status, agentId, environment } = wanted
  const values: unknown[] = [orgId]
  const conditions = ['org_id = $1']
  function place(value: unknown): string {
    values.push(value)
    return `$${values.length}`
  }
  const kinds = rowsOf(status, place)
  if (agentId !== undefined) conditions.push(`agent_id = ${place(agentId)}`)
  if (after !== undefined) conditions.push(`id < ${place(after)}`)
  /** The newest of each kind, and of these the newest: each is found by an index. */
  function newest(columns: string, most: string): string {
    const each = kinds.map(
      (kind) =>
        `(select ${columns} from approvals where ${[...conditions, kind].join(' and ')} order by id desc limit ${most})`,
    )
    return `select * from (${each.join(' union all ')}) each order by id desc limit ${most}`
  }
  if (environment === undefined) {
    const rows = await readRows(client, cache, newest('*', place(limit + 1)), values)
    return cutAt(rows, limit, undefined)
  }
  const last = await lastOf(client, newest('id', String(SCANNED_MAX)), [...values])
  // What came in since would move the last ones out of the scan, and no page would have them.
  if (last !== undefined) conditions.push(`id >= ${place(last)}`)
  const scanned = `select * from (${newest('*', String(2 * SCANNED_MAX))}) scanned`
  const rows = await readRows(
    client,
    cache,
    `${scanned} where environment = ${place(environment)} order by id desc limit ${place(limit + 1)}`,
    values,
  )
  return cutAt(rows, limit, last)
}

/** A page read with one extra row, which shows that there are more; else it ends where the scan did. */
function cutAt(rows: Approval[], limit: number, scanEnd: string | undefined) {
  const shown = rows.slice(0, limit)
  return { rows: shown, nextAfter: rows.length > limit ? shown.at(-1)?.id : scanEnd }
}

/** Where a scan ended; undefined where it came to the end of the list. */
async function lastOf(client: Client, ids: string, values: unknown[]): Promise<string | undefined> {
  const found = await client.query<{ count: number; last: string }>(
    `select count(*)::int as count, min(id) as last from (${ids}) scanned`,
    values,
  )
  const { count, last } = found.rows[0] ?? { count: 0, last: '' }
  return count < SCANNED_MAX ? undefined : last
}

async function readOne(
  client: Client,
  cache: SegmentCache,
  row: string,
  values: unknown[],
): Promise<Approval | undefined> {
  return (await readRows(client, cache, row, values))[0]
}

/** `values` begin with the org. */
async function readRows(
  client: Client,
  cache: SegmentCache,
  rows: string,
  values: unknown[],
): Promise<Approval[]> {
  const found = await client.query<Row>(`select ${COLUMNS} from (${rows}) a order by a.id desc`, values)
  const seqs = found.rows.map(({ gateSeq }) => gateSeq)
  const texts = await readTexts(client, cache, values[0] as string, seqs)
  return found.rows.map((row) => {
    const text = texts.get(row.gateSeq)
    if (text === undefined)
      throw new Fault('internal', new Error(`the approval ${row.id} has no receipt at ${row.gateSeq}`))
    // Our own canonical bytes, checked when they were written.
    return { ...row, opened: JSON.parse(text) as Payload, leafHash: encodeHex(leafHashOf(text)) }
  })
}
