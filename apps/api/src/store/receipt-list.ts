// A page of receipts by filters. Segments in the order of the log drive it, or the places that name a gate or
// an approval; the other filters reject receipts of a scan that is bounded by receipts, bytes and time.
import type { Payload } from '@countersign/receipt'
import { parsePositionId } from '@countersign/terms'
import type { ReceiptFilter, ReceiptReader, StoredReceipt } from '../ports/nouns.ts'
import type { Pace } from '../ports/services.ts'
import { readSeqAt } from './log.ts'
import type { Client } from './pool.ts'
import type { Readers } from './readers.ts'
import type { SegmentCache } from './segments/cache.ts'
import {
  isComplete,
  readSegments,
  readTexts,
  receiptsIn,
  type Span,
  segmentEnd,
  storedReceipt,
} from './segments/read.ts'

const SCAN_RECEIPTS_MAX = 10_000
const SCAN_MS_MAX = 50
const PAGE_BYTES = 1024 * 1024
/** Read at first, and at most, in one step of a scan. */
const STEP_BYTES = 64 * 1024
const STEP_BYTES_MAX = 512 * 1024
const STEP_SEGMENTS = 400
/** Places in one step, where a gate or an approval names them. */
const STEP_PLACES = 64

type Page = { limit: number; after?: number; order: 'asc' | 'desc' }

/** Receipts of one step in the order of the page, not yet filtered, and where the next step begins. */
type Step = { receipts: () => StoredReceipt[]; next: number | undefined }
type End = { after: number | undefined }
type Source = (client: Client, span: Span, bytes: number) => Promise<Step>

type Parts = { readers: Readers; cache: SegmentCache; pace: Pace }

export function createReceiptList({ readers, cache, pace }: Parts): ReceiptReader['list'] {
  return async (orgId, filter, page, read) => {
    const source = sourceOf(cache, orgId, filter, page.order)
    if (source === undefined) return { rows: [], nextAfter: undefined }
    const collected = collector(filter, page)
    let span = await readers.point(orgId, (client) => spanOf(client, orgId, filter, page))
    for (let bytes = STEP_BYTES; ; bytes = Math.min(STEP_BYTES_MAX, 2 * bytes)) {
      const [now, size] = [span, bytes]
      const end = await readers.scanLarge(
        orgId,
        (client) => source(client, now, size),
        ({ receipts, next }) => collected.add(receipts(), next),
      )
      if (end !== undefined) {
        return { rows: await pace.run(orgId, () => collected.rows.map(read)), nextAfter: end.after }
      }
      span = collected.rest(span)
    }
  }
}

/** Fills a page step by step. */
function collector(filter: ReceiptFilter, page: Page) {
  const isWanted = matcherOf(filter)
  const rows: StoredReceipt[] = []
  const began = performance.now()
  let [scanned, bytes, next] = [0, 0, 0]

  /** Where the page after this receipt begins: the next one ascending, and before it descending. */
  function endAt(receipt: StoredReceipt | undefined): End {
    return { after: receipt && (page.order === 'asc' ? receipt.seq + 1 : receipt.seq) }
  }

  /** What ends the page, if this receipt does. */
  function take(receipt: StoredReceipt): End | undefined {
    // Known only now: there are more than the page holds.
    if (rows.length === page.limit) return endAt(rows.at(-1))
    rows.push(receipt)
    bytes += receipt.text.length
    return bytes >= PAGE_BYTES ? endAt(receipt) : undefined
  }

  return {
    rows,
    /** Where the next page begins once this one has an end, which may be that of the log. */
    add(receipts: readonly StoredReceipt[], after: number | undefined): End | undefined {
      for (const receipt of receipts) {
        const end = isWanted(receipt) ? take(receipt) : undefined
        if (end !== undefined) return end
      }
      scanned += receipts.length
      if (after === undefined) return { after }
      next = after
      return scanned >= SCAN_RECEIPTS_MAX || performance.now() - began > SCAN_MS_MAX ? { after } : undefined
    },
    rest: (span: Span): Span =>
      page.order === 'asc' ? { ...span, from: next } : { ...span, to: next, end: next },
  }
}

/** What drives the list; undefined for a gate that cannot be. */
function sourceOf(
  cache: SegmentCache,
  orgId: string,
  filter: ReceiptFilter,
  direction: 'asc' | 'desc',
): Source | undefined {
  const { gateId, approvalId, agentId } = filter
  if (gateId !== undefined) {
    const place = parsePositionId('gte', gateId)
    if (place === undefined) return undefined
    return placesSource(cache, orgId, direction, { text: OF_GATE, values: [gateId, place.seq] })
  }
  if (approvalId !== undefined) {
    return placesSource(cache, orgId, direction, { text: OF_APPROVAL, values: [approvalId] })
  }
  return async (client, span, bytes) => {
    const limits = { bytes, rows: STEP_SEGMENTS, withDisclosures: false }
    const rows = await readSegments(client, orgId, { direction, agentId }, span, limits)
    const last = rows.at(-1)
    const isEnd = last === undefined || isComplete(rows, limits)
    const next = isEnd ? undefined : direction === 'asc' ? last.treeSize : last.treeSize - last.count
    return {
      receipts: () => rows.flatMap((row) => inOrder(receiptsIn(orgId, row, span, cache), direction)),
      next,
    }
  }
}

function inOrder<T>(list: T[], direction: 'asc' | 'desc'): T[] {
  return direction === 'asc' ? list : list.reverse()
}

/** The receipt that opened a gate has its seq, the row of the gate names the one that ended it, the others name the gate. */
const OF_GATE = `
  select $5::bigint as seq
   union select closed_seq from gates where org_id = $1 and seq = $5 and closed_seq is not null
   union select seq from (select seq from mentions where org_id = $1 and id = $4 order by seq limit 1000) named`
const OF_APPROVAL = 'select seq from mentions where org_id = $1 and id = $4 and seq >= $2 and seq < $3'

function placesSource(
  cache: SegmentCache,
  orgId: string,
  direction: 'asc' | 'desc',
  { text, values }: { text: string; values: unknown[] },
): Source {
  return async (client, span) => {
    const found = await client.query<{ seq: number }>(
      `select seq::float8 as seq from (${text}) places
        where places.seq >= $2::bigint and places.seq < $3::bigint order by places.seq ${direction} limit ${STEP_PLACES}`,
      [orgId, span.from, span.to, ...values],
    )
    const seqs = found.rows.map(({ seq }) => seq)
    const texts = await readTexts(client, cache, orgId, seqs)
    const last = seqs.at(-1)
    const isEnd = last === undefined || seqs.length < STEP_PLACES
    return {
      receipts: () =>
        seqs.flatMap((seq) => {
          const text = texts.get(seq)
          return text === undefined ? [] : storedReceipt(seq, text)
        }),
      next: isEnd ? undefined : direction === 'asc' ? last + 1 : last,
    }
  }
}

/** How each filter reads a payload. */
const MEMBERS: {
  readonly [F in Exclude<keyof ReceiptFilter, 'from' | 'to'>]-?: (payload: Loose) => string | undefined
} = {
  agentId: ({ agent }) => agent,
  gateId: ({ gate }) => gate?.id,
  approvalId: ({ approval }) => approval?.id,
  type: ({ type }) => type,
  verdict: ({ decision }) => decision?.verdict,
  action: ({ action }) => action?.name,
  tool: ({ action }) => action?.tool,
  sessionId: ({ session }) => session,
}

/** A payload of any type. */
type Loose = {
  type?: string
  agent?: string
  session?: string
  gate?: { id?: string }
  approval?: { id?: string }
  decision?: { verdict?: string }
  action?: { name?: string; tool?: string }
}

/** Parses only what holds every wanted value somewhere: texts are canonical, so each value is written in one way. */
function matcherOf(filter: ReceiptFilter): (receipt: StoredReceipt) => boolean {
  const wanted = Object.entries(MEMBERS).flatMap(([name, member]) => {
    const value = filter[name as keyof typeof MEMBERS]
    return value === undefined ? [] : { value, member, written: JSON.stringify(value) }
  })
  return ({ text }) => {
    if (!wanted.every(({ written }) => text.includes(written))) return false
    if (wanted.length === 0) return true
    const payload: Payload = JSON.parse(text)
    return wanted.every(({ value, member }) => member(payload as Loose) === value)
  }
}

async function spanOf(client: Client, orgId: string, filter: ReceiptFilter, page: Page): Promise<Span> {
  const from = filter.from === undefined ? 0 : await readSeqAt(client, orgId, filter.from)
  const to = filter.to === undefined ? Number.MAX_SAFE_INTEGER : await readSeqAt(client, orgId, filter.to)
  const { after = page.order === 'asc' ? 0 : to, order } = page
  const span = order === 'asc' ? { from: Math.max(from, after), to } : { from, to: Math.min(to, after) }
  // Once for all steps: each of them begins where a segment does.
  return { ...span, end: await segmentEnd(client, orgId, span.to) }
}
