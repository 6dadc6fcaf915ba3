// Reading segments: the texts at single places, and whole segments of a range in pages bounded by bytes.
import type { Disclosure } from '@countersign/receipt'
import type { StoredReceipt } from '../../ports/nouns.ts'
import type { Client } from '../pool.ts'
import { openDisclosures, unpackPayloads } from './blocks.ts'
import type { SegmentCache } from './cache.ts'
import { leafHashOf } from './leaf.ts'

/** A segment as it lies in the database. */
export type SegmentRow = {
  treeSize: number
  count: number
  payloads: Buffer
  disclosures: Buffer | null
  /** Bytes of what was read of it, before they were compressed. */
  size: number
}

/** The payloads at these places, as text; a place that the log does not have is left out. */
export async function readTexts(
  client: Client,
  cache: SegmentCache,
  orgId: string,
  seqs: readonly number[],
): Promise<Map<number, string>> {
  const found = new Map<number, string>()
  const missing: number[] = []
  for (const seq of seqs) {
    const text = cache.at(orgId, seq)
    if (text === undefined) missing.push(seq)
    else found.set(seq, text)
  }
  if (missing.length === 0) return found
  const rows = await readHolding(client, orgId, missing)
  const read = new Map<number, string>()
  for (const { treeSize, count, payloads } of rows) {
    const segment = { begin: treeSize - count, texts: unpackPayloads(payloads, count) }
    cache.keep(orgId, segment)
    for (const [n, text] of segment.texts.entries()) read.set(segment.begin + n, text)
  }
  for (const seq of missing) {
    const text = read.get(seq)
    if (text !== undefined) found.set(seq, text)
  }
  return found
}

/** The segments that hold these places, each once. */
async function readHolding(
  client: Client,
  orgId: string,
  seqs: readonly number[],
): Promise<Pick<SegmentRow, 'treeSize' | 'count' | 'payloads'>[]> {
  const found = await client.query<Pick<SegmentRow, 'treeSize' | 'count' | 'payloads'>>({
    name: 'segments_holding',
    text: `select tree_size::float8 as "treeSize", count, payloads from segments
            where org_id = $1 and tree_size = any(array(
              select distinct s.tree_size from unnest($2::bigint[]) as wanted(seq)
               cross join lateral (select tree_size from segments where org_id = $1 and tree_size > wanted.seq
                                    order by tree_size limit 1) s))`,
    values: [orgId, seqs],
  })
  return found.rows
}

/** Which segments of an org a page is read from, in which order. `$1` is the org, `$2` and `$3` the span. */
export type Source = { direction: 'asc' | 'desc'; agentId?: string | undefined }

/** Receipts [from, to), and the size of the log after the segment that holds the last of them, where it is known. */
export type Span = { from: number; to: number; end?: number }

/** Of one read: segments, and their bytes before compression. */
export type Limits = { bytes: number; rows: number; withDisclosures: boolean }

/** Whether a read with these limits came to the end of its span. */
export function isComplete(rows: readonly SegmentRow[], limits: Limits): boolean {
  return rows.length < limits.rows && rows.reduce((sum, { size }) => sum + size, 0) < limits.bytes
}

/** The size of the log after the segment that holds its receipt `to`, or before it where there is none yet. */
export async function segmentEnd(client: Client, orgId: string, to: number): Promise<number> {
  if (to === Number.MAX_SAFE_INTEGER) return to
  const found = await client.query<{ end: number }>({
    name: 'segment_end',
    text: `select tree_size::float8 as end from segments where org_id = $1 and tree_size >= $2
            order by tree_size limit 1`,
    values: [orgId, to],
  })
  return found.rows[0]?.end ?? to
}

/** The first segments of a span, at least one if there are any: as many as hold `bytes`. */
export async function readSegments(
  client: Client,
  orgId: string,
  { direction, agentId }: Source,
  { from, to, end }: Span,
  { bytes, rows, withDisclosures }: Limits,
): Promise<SegmentRow[]> {
  const size = withDisclosures ? 'payload_bytes + disclosure_bytes' : 'payload_bytes'
  const columns = `tree_size, count, payloads, ${withDisclosures ? 'disclosures' : 'null::bytea as disclosures'}, ${size} as size`
  // A bound that the planner can weigh: one that it must look up first makes it read and sort the whole log.
  const span = 'tree_size > $2::bigint and tree_size <= $3::bigint'
  const source =
    agentId === undefined
      ? `select ${columns} from segments where org_id = $1 and ${span} order by tree_size ${direction} limit $5`
      : `select s.* from (
           select tree_size from segment_agents where org_id = $1 and agent_id = $6 and ${span}
            order by tree_size ${direction} limit $5) of_agent
          cross join lateral (select ${columns} from segments
                               where org_id = $1 and tree_size = of_agent.tree_size limit 1) s`
  const found = await client.query<SegmentRow>({
    name: `segments_${direction}${agentId === undefined ? '' : '_agent'}${withDisclosures ? '_disclosed' : ''}`,
    text: `select tree_size::float8 as "treeSize", count, payloads, disclosures, size from (
             select *, sum(size) over (order by tree_size ${direction} rows unbounded preceding) as so_far
               from (${source}) found
           ) page where so_far - size < $4 order by tree_size ${direction}`,
    values: [
      orgId,
      from,
      end ?? (await segmentEnd(client, orgId, to)),
      bytes,
      rows,
      ...(agentId === undefined ? [] : [agentId]),
    ],
  })
  return found.rows
}

/** The receipts of a segment that lie in the span, in the order of the log, with what they disclose. */
export function disclosedIn(
  orgId: string,
  row: SegmentRow,
  span: Span,
  dataKey: Uint8Array | undefined,
): StoredReceipt[] {
  const { treeSize, count, payloads, disclosures } = row
  const disclosed =
    disclosures === null || dataKey === undefined
      ? none
      : openDisclosures(dataKey, { orgId, treeSize }, disclosures, count)
  return receiptsOf(row, unpackPayloads(payloads, count), span, disclosed)
}

/** The same without what they disclose. A segment that was read from the cache need not be unpacked. */
export function receiptsIn(orgId: string, row: SegmentRow, span: Span, cache: SegmentCache): StoredReceipt[] {
  const { treeSize, count, payloads } = row
  const texts = cache.textsFrom(orgId, treeSize - count) ?? unpackPayloads(payloads, count)
  return receiptsOf(row, texts, span, none)
}

function receiptsOf(
  { treeSize, count }: SegmentRow,
  texts: readonly string[],
  { from, to }: Span,
  disclosed: (n: number) => Disclosure[],
): StoredReceipt[] {
  const begin = treeSize - count
  return texts
    .map((text, n) => ({ seq: begin + n, text }))
    .filter(({ seq }) => seq >= from && seq < to)
    .map(({ seq, text }) => storedReceipt(seq, text, disclosed(seq - begin)))
}

function none(): Disclosure[] {
  return []
}

export function storedReceipt(seq: number, text: string, disclosures: Disclosure[] = []): StoredReceipt {
  return { seq, text, leafHash: leafHashOf(text), disclosures }
}
