// Receipts: reading one, or a range in pages that are bounded by bytes.
import type { Payload } from '@countersign/receipt'
import type { ReceiptReader, StoredReceipt } from '../ports/nouns.ts'
import type { Pace } from '../ports/services.ts'
import type { SecretsOf } from './ledger/config.ts'
import { readSeqAt } from './log.ts'
import type { Readers } from './readers.ts'
import { createReceiptList } from './receipt-list.ts'
import type { SegmentCache } from './segments/cache.ts'
import {
  disclosedIn,
  isComplete,
  type Limits,
  readSegments,
  receiptsIn,
  type SegmentRow,
  type Source,
  type Span,
} from './segments/read.ts'
import { createRewriter } from './segments/rewrite.ts'

/** Segments. */
const PAGE_ROWS = 400
const PAGE_BYTES = 1024 * 1024
const ONE: Limits = { rows: 1, bytes: PAGE_BYTES, withDisclosures: true }
/** What is counted of an agent at most. */
const LATELY: Limits = { rows: 400, bytes: PAGE_BYTES, withDisclosures: false }
const UPWARDS: Source = { direction: 'asc' }

export type ReceiptReaderParts = {
  readers: Readers
  secretsOf: SecretsOf
  pace: Pace
  cache: SegmentCache
}

export function createReceiptReader({ readers, secretsOf, pace, cache }: ReceiptReaderParts): ReceiptReader {
  /** Undefined when the org's key is needed and there is none. */
  async function open(
    orgId: string,
    rows: readonly SegmentRow[],
    span: Span,
  ): Promise<StoredReceipt[] | undefined> {
    const isSealed = rows.some(({ disclosures }) => disclosures !== null)
    const dataKey = isSealed ? (await secretsOf(orgId))?.dataKey : undefined
    if (isSealed && dataKey === undefined) return undefined
    const opened: StoredReceipt[] = []
    await pace.each(orgId, rows, (row) => opened.push(...disclosedIn(orgId, row, span, dataKey)))
    return opened
  }

  function read(orgId: string, source: Source, span: Span, limits: Limits): Promise<SegmentRow[]> {
    return readers.scan(orgId, (client) => readSegments(client, orgId, source, span, limits))
  }

  return {
    async get(orgId, seq) {
      const span = { from: seq, to: seq + 1 }
      const rows = await readers.point(orgId, (client) => readSegments(client, orgId, UPWARDS, span, ONE))
      return (await open(orgId, rows, span))?.[0]
    },
    async *pages(orgId, from, to, withDisclosures) {
      for (let at = from; at < to; ) {
        const span = { from: at, to }
        const rows = await read(orgId, UPWARDS, span, { rows: PAGE_ROWS, bytes: PAGE_BYTES, withDisclosures })
        const opened = await open(orgId, rows, span)
        const last = opened?.at(-1)
        if (opened === undefined || last === undefined) return
        yield opened
        at = last.seq + 1
      }
    },
    list: createReceiptList({ readers, cache, pace }),
    ...createRewriter({ readers, secretsOf, pace }),
    async tally(orgId, agentId, from) {
      const counts = new Map<string, number>()
      const span = { from, to: Number.MAX_SAFE_INTEGER }
      const rows = await read(orgId, { direction: 'desc', agentId }, span, LATELY)
      await pace.each(orgId, rows, (row) => {
        for (const { text } of receiptsIn(orgId, row, span, cache)) {
          const payload = JSON.parse(text) as Payload
          if (!('agent' in payload) || payload.agent !== agentId) continue
          counts.set(payload.type, (counts.get(payload.type) ?? 0) + 1)
        }
      })
      const last = rows.at(-1)
      const first = last === undefined || isComplete(rows, LATELY) ? undefined : last.treeSize - last.count
      return { counts, first }
    },
    seqAt: (orgId, time) => readers.point(orgId, (client) => readSeqAt(client, orgId, time)),
  }
}
