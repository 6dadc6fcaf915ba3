// Receipts: the rows of a batch, and reading one, or a range in pages that are bounded by rows and bytes.
import type { Disclosure, Payload } from '@countersign/receipt'
import type { ReceiptReader, StoredReceipt } from '../ports/nouns.ts'
import type { Pace } from '../ports/services.ts'
import { sealDisclosures, unsealDisclosures } from './disclosures.ts'
import type { SecretsOf } from './ledger/config.ts'
import { type Part, pack, sparse } from './ledger/rows.ts'
import { readSeqAt } from './log.ts'
import type { Client } from './pool.ts'
import type { Readers } from './readers.ts'
import { listReceipts, type ReceiptRow } from './receipt-list.ts'

const PAGE_ROWS = 500
const PAGE_BYTES = 1024 * 1024

type Row = ReceiptRow & { sealed: Buffer | null }

export function createReceiptReader(readers: Readers, secretsOf: SecretsOf, pace: Pace): ReceiptReader {
  /** How a row of the org becomes a receipt; undefined when the org's key is needed and there is none. */
  async function openerOf(
    orgId: string,
    rows: readonly Row[],
  ): Promise<((row: Row) => StoredReceipt) | undefined> {
    if (rows.every(({ sealed }) => sealed === null)) return (row) => storedReceipt(row)
    const dataKey = (await secretsOf(orgId))?.dataKey
    if (dataKey === undefined) return undefined
    return (row) =>
      storedReceipt(row, row.sealed === null ? [] : unsealDisclosures(dataKey, orgId, row.seq, row.sealed))
  }

  return {
    async get(orgId, seq) {
      const rows = await readers.point(orgId, (client) => readRange(client, orgId, seq, seq + 1, true))
      const open = await openerOf(orgId, rows)
      return rows[0] && open?.(rows[0])
    },
    async *pages(orgId, from, to, withDisclosures) {
      for (let at = from; at < to; ) {
        const rows = await readers.scan(orgId, (client) => readRange(client, orgId, at, to, withDisclosures))
        const last = rows.at(-1)
        if (last === undefined) return
        const open = await openerOf(orgId, rows)
        if (open === undefined) return
        const opened: StoredReceipt[] = []
        await pace.each(orgId, rows, (row) => opened.push(open(row)))
        yield opened
        at = last.seq + 1
      }
    },
    async list(orgId, filter, page, read) {
      return readers.scanLarge(
        orgId,
        (client) => listReceipts(client, orgId, filter, page),
        (found) => ({ ...found, rows: found.rows.map((row) => read(storedReceipt(row))) }),
      )
    },
    tally: (orgId, agentId, from) =>
      readers.point(orgId, (client) => readTally(client, orgId, agentId, from)),
    seqAt: (orgId, time) => readers.point(orgId, (client) => readSeqAt(client, orgId, time)),
  }
}

function storedReceipt(row: ReceiptRow, disclosures: Disclosure[] = []): StoredReceipt {
  return { seq: row.seq, text: row.text, leafHash: row.leaf_hash, disclosures }
}

const RANGE_ROWS = `
  select seq, payload, leaf_hash from receipts
   where org_id = $1 and seq >= $2 and seq < $3 order by seq limit ${PAGE_ROWS}`
/** Row by row from the index of `disclosures`; a join of the two ranges may read one of them from its beginning. */
const RANGE_ROWS_SEALED = `
  select r.seq, r.payload, r.leaf_hash, d.sealed from (${RANGE_ROWS}) r
    left join lateral (select sealed from disclosures where org_id = $1 and seq = r.seq limit 1) d on true
   order by r.seq`

/** Cuts rows in the order of the log before their bytes are more than a page, reading only how long they are. */
function cut(rows: string, sealed: string) {
  return `
  select page.seq::float8 as seq, convert_from(page.payload, 'UTF8') as text, page.leaf_hash, ${sealed} as sealed from (
    select sized.*, sum(size) over (order by sized.seq rows unbounded preceding) as so_far
      from (select found.*, octet_length(payload) + coalesce(octet_length(${sealed}), 0) as size
              from (${rows}) found) sized
  ) page where page.so_far - page.size < ${PAGE_BYTES} order by page.seq`
}

const RANGE_SEALED = cut(RANGE_ROWS_SEALED, 'sealed')
const RANGE = cut(RANGE_ROWS, 'null::bytea')

/** The first receipts of [from, to), at least one if there are any: as many as a page holds. */
async function readRange(
  client: Client,
  orgId: string,
  from: number,
  to: number,
  withDisclosures: boolean,
): Promise<Row[]> {
  const found = await client.query<Row>({
    name: withDisclosures ? 'receipts_range_sealed' : 'receipts_range',
    text: withDisclosures ? RANGE_SEALED : RANGE,
    values: [orgId, from, to],
  })
  return found.rows
}

const TALLIED_MAX = 1000

async function readTally(client: Client, orgId: string, agentId: string, from: number) {
  const found = await client.query<{ type: string; count: number; first: number }>(
    `select type, count(*)::int as count, min(seq)::float8 as first from (
       select type, seq from receipts
        where org_id = $1 and agent_id is not null and (agent_id, receipts.seq) >= ($2, $3::bigint)
          and (agent_id, receipts.seq) < ($2, $4::bigint)
        order by agent_id desc, receipts.seq desc limit ${TALLIED_MAX}) lately
      group by type`,
    [orgId, agentId, from, Number.MAX_SAFE_INTEGER],
  )
  const total = found.rows.reduce((sum, { count }) => sum + count, 0)
  const first = Math.min(...found.rows.map((row) => row.first))
  return {
    counts: new Map(found.rows.map(({ type, count }) => [type, count])),
    first: total < TALLIED_MAX ? undefined : first,
  }
}

export const receiptParts: readonly Part<unknown>[] = [
  {
    sql: `insert into receipts (org_id, seq, type, agent_id, verdict, action, tool, session_id, gate_seq, approval_id,
                                leaf_hash, payload)
          select $1, $2::bigint + n - 1, type, agent_id, verdict, action, tool, session_id, gate_seq, approval_id,
                 substring(:1::bytea from ((n - 1) * 32 + 1)::int for 32), substring(:2::bytea from start for length)
            from unnest(:3::int[], :4::int[], :5::text[], :6::text[], :7::text[], :8::text[], :9::text[], :10::text[],
                        :11::bigint[], :12::text[])
                 with ordinality as row (start, length, type, agent_id, verdict, action, tool, session_id, gate_seq,
                                         approval_id, n)`,
    values({ rows }) {
      const payloads = pack(rows.map((row) => row.bytes))
      const filtered = rows.map((row) => filteredOf(row.payload))
      return [
        Buffer.concat(rows.map((row) => row.leafHash)),
        payloads.bytes,
        payloads.starts,
        payloads.lengths,
        filtered.map(({ type }) => type),
        sparse(filtered.map(({ agentId }) => agentId)),
        sparse(filtered.map(({ verdict }) => verdict)),
        sparse(filtered.map(({ action }) => action)),
        sparse(filtered.map(({ tool }) => tool)),
        sparse(filtered.map(({ sessionId }) => sessionId)),
        sparse(filtered.map(({ gateSeq }) => gateSeq)),
        sparse(filtered.map(({ approvalId }) => approvalId)),
      ]
    },
  },
  {
    sql: `insert into disclosures (org_id, seq, sealed)
          select $1, seq, substring(:1::bytea from start for length)
            from unnest(:2::bigint[], :3::int[], :4::int[]) as row (seq, start, length)`,
    values({ orgId, rows }, _, dataKey) {
      const disclosed = rows.filter(({ disclosures }) => disclosures.length > 0)
      const sealed = pack(
        disclosed.map(({ payload, disclosures }) =>
          sealDisclosures(dataKey, orgId, payload.seq, disclosures),
        ),
      )
      return [sealed.bytes, disclosed.map(({ payload }) => payload.seq), sealed.starts, sealed.lengths]
    },
  },
]

/** What lists filter by stands beside the payload. */
function filteredOf(payload: Payload) {
  const { type, agent, session, action, decision, gate, approval } = payload as Payload &
    Partial<Record<'agent' | 'session', string>> & {
      action?: { name: string; tool?: string }
      decision?: { verdict: string }
      gate?: { seq?: number }
      approval?: { id: string }
    }
  return {
    type,
    agentId: agent ?? null,
    verdict: decision?.verdict ?? null,
    action: action?.name ?? null,
    tool: action?.tool ?? null,
    sessionId: session ?? null,
    gateSeq: gate?.seq ?? null,
    approvalId: approval?.id ?? null,
  }
}
