// Reading receipts: one, a filtered page, or a whole range in short transactions.
import type { Disclosure } from '@countersign/receipt'
import type { ReceiptFilter, Store, StoredReceipt } from '../ports.ts'
import { unseal } from '../sealing.ts'
import type { Configs } from './configs.ts'
import { disclosurePurpose, unpackDisclosures } from './ledger/write.ts'
import { type Client, type Database, readFor } from './pool.ts'

const PAGE_ROWS = 500
const SCAN_ROWS_MAX = 20_000

type Row = { seq: number; payload: Buffer; leaf_hash: Buffer; sealed: Buffer | null }

export function receiptReader(db: Database, configs: Configs): Store['receipts'] {
  async function open(orgId: string, rows: Row[]): Promise<StoredReceipt[]> {
    if (!rows.some((row) => row.sealed)) return rows.map((row) => received(row, []))
    const config = await configs.get(orgId, { agentIds: [], keyIds: [], hashes: [] })
    if (config === undefined) return []
    return rows.map((row) =>
      received(
        row,
        row.sealed === null
          ? []
          : unpackDisclosures(unseal(config.dataKey, disclosurePurpose(orgId, row.seq), row.sealed)),
      ),
    )
  }

  return {
    async get(orgId, seq) {
      const rows = await readFor(db, orgId, (client) => range(client, orgId, seq, seq + 1, true))
      return (await open(orgId, rows))[0]
    },
    async *pages(orgId, from, to, withDisclosures) {
      for (let at = from; at < to; at += PAGE_ROWS) {
        const end = Math.min(at + PAGE_ROWS, to)
        const rows = await readFor(db, orgId, (client) => range(client, orgId, at, end, withDisclosures))
        yield await open(orgId, rows)
      }
    },
    list: (orgId, filter, page) => readFor(db, orgId, (client) => list(client, orgId, filter, page)),
    seqAt: (orgId, time) => readFor(db, orgId, (client) => seqAt(client, orgId, time)),
  }
}

function received(row: Row, disclosures: Disclosure[]): StoredReceipt {
  return { seq: row.seq, text: row.payload.toString('utf8'), leafHash: row.leaf_hash, disclosures }
}

async function range(
  client: Client,
  orgId: string,
  from: number,
  to: number,
  sealed: boolean,
): Promise<Row[]> {
  const found = await client.query<Row>({
    name: sealed ? 'receipts_range_sealed' : 'receipts_range',
    text: sealed
      ? `select r.seq::float8 as seq, r.payload, r.leaf_hash, d.sealed from receipts r
           left join disclosures d on d.org_id = $1 and d.seq = r.seq
          where r.org_id = $1 and r.seq >= $2 and r.seq < $3 order by r.seq`
      : `select seq::float8 as seq, payload, leaf_hash, null::bytea as sealed from receipts
          where org_id = $1 and seq >= $2 and seq < $3 order by seq`,
    values: [orgId, from, to],
  })
  return found.rows
}

/** Time never runs backwards along a log, so a commit's time finds the place, and its rows the exact one. */
async function seqAt(client: Client, orgId: string, time: number): Promise<number> {
  const found = await client.query<{ seq: number }>({
    name: 'receipts_seq_at',
    text: `select coalesce(
             (select max(tree_size) from checkpoints where org_id = $1 and issued_at < $2), 0)::float8 as seq`,
    values: [orgId, time],
  })
  return found.rows[0]?.seq ?? 0
}

type Listed = Awaited<ReturnType<Store['receipts']['list']>>

async function list(
  client: Client,
  orgId: string,
  filter: ReceiptFilter,
  page: { limit: number; after?: number; order: 'asc' | 'desc' },
): Promise<Listed> {
  const bounds = await boundsOf(client, orgId, filter, page)
  const ascending = page.order === 'asc'
  const rows: Row[] = []
  let scanned = 0
  let at = ascending ? bounds.from : bounds.to
  // Rows that a condition inside the payload rejects still cost work: a page stops after so many of them.
  while (rows.length <= page.limit && scanned < SCAN_ROWS_MAX) {
    const found = await scan(
      client,
      orgId,
      filter,
      ascending ? [at, bounds.to] : [bounds.from, at],
      ascending,
    )
    scanned += found.length
    rows.push(...found.filter((row) => matches(row, filter)))
    const last = found.at(-1)
    if (last === undefined || found.length < PAGE_ROWS) return done(rows, page, undefined, ascending)
    at = ascending ? last.seq + 1 : last.seq
  }
  return done(rows, page, at, ascending)
}

function done(rows: Row[], page: { limit: number }, reached: number | undefined, ascending: boolean): Listed {
  const shown = rows.slice(0, page.limit)
  const last = shown.at(-1)
  const more = rows.length > page.limit && last !== undefined
  const after = last && (ascending ? last.seq + 1 : last.seq)
  return { rows: shown.map((row) => received(row, [])), nextAfter: more ? after : reached }
}

async function boundsOf(
  client: Client,
  orgId: string,
  filter: ReceiptFilter,
  page: { after?: number; order: 'asc' | 'desc' },
): Promise<{ from: number; to: number }> {
  const from = filter.from === undefined ? 0 : await seqAt(client, orgId, filter.from)
  const to = filter.to === undefined ? Number.MAX_SAFE_INTEGER : await seqAt(client, orgId, filter.to)
  if (page.after === undefined) return { from, to }
  return page.order === 'asc'
    ? { from: Math.max(from, page.after), to }
    : { from, to: Math.min(to, page.after) }
}

async function scan(
  client: Client,
  orgId: string,
  filter: ReceiptFilter,
  [from, to]: [number, number],
  ascending: boolean,
): Promise<Row[]> {
  const values: unknown[] = [orgId, from, to]
  let where = 'org_id = $1 and seq >= $2 and seq < $3'
  for (const [column, value] of [
    ['agent_id', filter.agentId],
    ['type', filter.type],
  ] as const) {
    if (value === undefined) continue
    values.push(value)
    where += ` and ${column} = $${values.length}`
  }
  const found = await client.query<Row>(
    `select seq::float8 as seq, payload, leaf_hash, null::bytea as sealed from receipts
      where ${where} order by seq ${ascending ? 'asc' : 'desc'} limit ${PAGE_ROWS}`,
    values,
  )
  return found.rows
}

function matches(row: Row, filter: ReceiptFilter): boolean {
  const { verdict, action, tool, gateId, approvalId, sessionId } = filter
  if ([verdict, action, tool, gateId, approvalId, sessionId].every((wanted) => wanted === undefined))
    return true
  const payload = JSON.parse(row.payload.toString('utf8'))
  return (
    (verdict === undefined || payload.decision?.verdict === verdict) &&
    (action === undefined || payload.action?.name === action) &&
    (tool === undefined || payload.action?.tool === tool) &&
    (gateId === undefined || payload.gate?.id === gateId) &&
    (approvalId === undefined || payload.approval?.id === approvalId) &&
    (sessionId === undefined || payload.session === sessionId)
  )
}
