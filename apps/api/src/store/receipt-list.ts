// A page of receipts by filters. An index in the order of the log drives it; the other filters reject rows
// of a scan that is bounded by rows, bytes and time, and the next page goes on where it stopped.
import type { Payload } from '@countersign/receipt'
import { parsePositionId } from '@countersign/terms'
import type { ReceiptFilter } from '../ports/nouns.ts'
import { readSeqAt } from './log.ts'
import type { Client } from './pool.ts'

const STEP_ROWS = 1000
const SCAN_ROWS_MAX = 10_000
const SCAN_MS_MAX = 50
const PAGE_BYTES = 1024 * 1024

/** The payload is read as text: as bytes it would arrive in hex, twice as long. */
export type ReceiptRow = { seq: number; text: string; leaf_hash: Buffer }
type Sized = ReceiptRow & { size: number }
type Page = { limit: number; after?: number; order: 'asc' | 'desc' }
type Span = { from: number; to: number }

/** Rows of a span in the order of the log, at most STEP_ROWS of them, and the columns of that order. */
type Source = {
  value: unknown
  order: readonly string[]
  sql: (columns: string, direction: string) => string
}

const ALL: Omit<Source, 'value'> = {
  order: ['seq'],
  sql: (columns, direction) =>
    `select ${columns} from receipts where org_id = $1 and seq >= $2 and seq < $3
      order by receipts.seq ${direction} limit ${STEP_ROWS}`,
}

/** By an index on (org_id, column, seq). The pairs keep the planner from another index, whose scan would have no bound. */
function indexed(column: string): Omit<Source, 'value'> {
  return {
    order: [column, 'seq'],
    sql: (columns, direction) =>
      `select ${columns} from receipts
        where org_id = $1 and ${column} is not null
          and (${column}, receipts.seq) >= ($4, $2::bigint) and (${column}, receipts.seq) < ($4, $3::bigint)
        order by ${column} ${direction}, receipts.seq ${direction} limit ${STEP_ROWS}`,
  }
}

/** The receipt that opened a gate has its seq; those that follow name it. A limit of one keeps a look-up from becoming a join. */
const OF_GATE: Omit<Source, 'value'> = {
  order: ['seq'],
  sql: (columns, direction) =>
    `select ${columns} from (
       select $4::bigint as named union all
       select * from (select seq from receipts where org_id = $1 and gate_seq is not null
          and (gate_seq, receipts.seq) >= ($4::bigint, 0) and (gate_seq, receipts.seq) < ($4::bigint + 1, 0)
        order by gate_seq, receipts.seq limit ${STEP_ROWS - 1}) closing) wanted
     cross join lateral (select * from receipts where org_id = $1 and seq = wanted.named limit 1) found
      where found.seq >= $2 and found.seq < $3 order by found.seq ${direction}`,
}

/** What only rejects rows of a scan: each names its column. */
const COLUMNS = {
  agentId: 'agent_id',
  approvalId: 'approval_id',
  type: 'type',
  verdict: 'verdict',
  action: 'action',
  tool: 'tool',
  sessionId: 'session_id',
} as const satisfies { [F in Exclude<keyof ReceiptFilter, 'gateId' | 'from' | 'to'>]-?: string }

export async function listReceipts(
  client: Client,
  orgId: string,
  filter: ReceiptFilter,
  page: Page,
): Promise<{ rows: ReceiptRow[]; nextAfter: number | undefined }> {
  const source = sourceOf(filter)
  if (source === undefined) return { rows: [], nextAfter: undefined }
  const scan = scanOf(orgId, source, filter, page.order)
  let span = await spanOf(client, orgId, filter, page)
  const rows: Sized[] = []
  const began = performance.now()
  let [scanned, bytes] = [0, 0]
  for (;;) {
    const found = await scan.read(client, span, page.limit + 1 - rows.length, PAGE_BYTES - bytes)
    rows.push(...found.filter((row) => isOfGate(row, filter.gateId)))
    bytes += found.reduce((sum, { size }) => sum + size, 0)
    const shown = rows.slice(0, page.limit)
    if (rows.length > page.limit) return { rows: shown, nextAfter: after(shown.at(-1), page) }
    if (bytes >= PAGE_BYTES) return { rows, nextAfter: after(found.at(-1), page) }
    const end = await scan.end(client, span)
    if (end.rows < STEP_ROWS) return { rows, nextAfter: undefined }
    scanned += end.rows
    const next = after(end, page) ?? 0
    if (scanned >= SCAN_ROWS_MAX || performance.now() - began > SCAN_MS_MAX) return { rows, nextAfter: next }
    span = page.order === 'asc' ? { ...span, from: next } : { ...span, to: next }
  }
}

/** Where the page after this row begins: the first seq ascending, the seq behind the first descending. */
function after(row: { seq: number } | undefined, { order }: Page): number | undefined {
  return row && (order === 'asc' ? row.seq + 1 : row.seq)
}

/** What drives the list; undefined for a gate that cannot be. */
function sourceOf({ gateId, approvalId, agentId }: ReceiptFilter): Source | undefined {
  if (gateId !== undefined) {
    const place = parsePositionId('gte', gateId)
    return place && { ...OF_GATE, value: place.seq }
  }
  if (approvalId !== undefined) return { ...indexed('approval_id'), value: approvalId }
  if (agentId !== undefined) return { ...indexed('agent_id'), value: agentId }
  return { ...ALL, value: undefined }
}

/** An id also carries a time, and a receipt at that seq may be of another gate. */
function isOfGate(row: ReceiptRow, gateId: string | undefined): boolean {
  if (gateId === undefined) return true
  const payload = JSON.parse(row.text) as Payload
  return 'gate' in payload && payload.gate?.id === gateId
}

function scanOf(orgId: string, source: Source, filter: ReceiptFilter, direction: 'asc' | 'desc') {
  const given: unknown[] = source.value === undefined ? [] : [source.value]
  const conditions = ['true']
  for (const [name, column] of Object.entries(COLUMNS)) {
    const value = filter[name as keyof typeof COLUMNS]
    if (value === undefined || source.order.includes(column)) continue
    given.push(value)
    conditions.push(`${column} = $${given.length + 3}`)
  }
  const order = source.order.map((column) => `${column} ${direction}`).join(', ')
  const limits = given.length + 4
  // Nothing here reads a row before it is asked for, so a page that is full early reads no further.
  const text = `
    select seq::float8 as seq, convert_from(payload, 'UTF8') as text, leaf_hash, size from (
      select *, octet_length(payload) as size,
             sum(octet_length(payload)) over (order by ${order} rows unbounded preceding) as so_far
        from (${source.sql('*', direction)}) scanned where ${conditions.join(' and ')}
    ) page where so_far - size < $${limits}::bigint
    order by ${source.order.map((column) => `page.${column} ${direction}`).join(', ')} limit $${limits + 1}`
  const last = direction === 'asc' ? 'max' : 'min'
  const endText = `select count(*)::int as rows, coalesce(${last}(seq), 0)::float8 as seq
                     from (${source.sql('seq', direction)}) scanned`
  const driver = source.value === undefined ? [] : [source.value]
  return {
    async read(client: Client, { from, to }: Span, rows: number, bytes: number): Promise<Sized[]> {
      const found = await client.query<Sized>(text, [orgId, from, to, ...given, bytes, rows])
      return found.rows
    },
    async end(client: Client, { from, to }: Span): Promise<{ rows: number; seq: number }> {
      const found = await client.query<{ rows: number; seq: number }>(endText, [orgId, from, to, ...driver])
      return found.rows[0] ?? { rows: 0, seq: 0 }
    },
  }
}

async function spanOf(client: Client, orgId: string, filter: ReceiptFilter, page: Page): Promise<Span> {
  const from = filter.from === undefined ? 0 : await readSeqAt(client, orgId, filter.from)
  const to = filter.to === undefined ? Number.MAX_SAFE_INTEGER : await readSeqAt(client, orgId, filter.to)
  if (page.after === undefined) return { from, to }
  return page.order === 'asc'
    ? { from: Math.max(from, page.after), to }
    : { from, to: Math.min(to, page.after) }
}
