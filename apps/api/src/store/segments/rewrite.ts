// Segments without something that they disclose, made anew before there is a lock.
import { newId } from '@countersign/terms'
import type { ErasedPaths, ReceiptReader, Rewritten } from '../../ports/nouns.ts'
import type { Pace } from '../../ports/services.ts'
import type { SecretsOf } from '../ledger/config.ts'
import type { Client } from '../pool.ts'
import type { Readers } from '../readers.ts'
import { openDisclosures, unpackPayloads, withoutDisclosures } from './blocks.ts'

/** What is read and held at once, before compression; one segment is always read. */
const BYTES_MAX = 4 * 1024 * 1024
const SEGMENTS_MAX = 100

type Row = {
  treeSize: number
  count: number
  issuedAt: number
  payloads: Buffer
  disclosures: Buffer
  bytes: number
}

const COLUMNS = `tree_size::float8 as "treeSize", count, issued_at::float8 as "issuedAt", payloads, disclosures,
                 disclosure_bytes as bytes`

type Parts = { readers: Readers; secretsOf: SecretsOf; pace: Pace }

export function createRewriter({ readers, secretsOf, pace }: Parts): Pick<ReceiptReader, 'without' | 'old'> {
  async function keyOf(orgId: string): Promise<Uint8Array> {
    const secrets = await secretsOf(orgId)
    if (secrets === undefined) throw new Error(`${orgId} discloses values and has no key`)
    return secrets.dataKey
  }

  return {
    async without(orgId, paths) {
      const erased = new Map<number, readonly string[]>()
      const segments: Rewritten[] = []
      let [after, held] = [0, 0]
      while (held < BYTES_MAX) {
        const from = after
        const rows = await readers.scan(orgId, (client) =>
          readHolding(client, orgId, [...paths.keys()], from),
        )
        const last = rows.at(-1)
        if (last === undefined) return { segments, erased, isComplete: true }
        const dataKey = await keyOf(orgId)
        await pace.each(orgId, rows, (row) => {
          const rewritten = rewrite(dataKey, orgId, row, paths, erased)
          if (rewritten === undefined) return
          segments.push(rewritten)
          held += row.bytes
        })
        after = last.treeSize
      }
      return { segments, erased, isComplete: false }
    },
    async old(orgId, before) {
      const rows = await readers.scan(orgId, async (client) => {
        const waiting = await readWaiting(client, orgId, before)
        return together(await readOld(client, orgId, before, waiting), waiting)
      })
      const [first, last] = [rows[0], rows.at(-1)]
      if (first === undefined || last === undefined) return undefined
      const dataKey = await keyOf(orgId)
      const outputs: number[] = []
      let values = 0
      await pace.each(orgId, rows, (row) => {
        const found = valuesIn(dataKey, orgId, row)
        values += found.count
        outputs.push(...found.outputs)
      })
      return {
        segments: rows.map(({ treeSize, bytes }) => ({
          treeSize,
          disclosures: null,
          bytes: 0,
          bytesBefore: bytes,
        })),
        values,
        outputs,
        from: first.treeSize - first.count,
        to: last.treeSize,
        issuedAt: last.issuedAt,
      }
    },
  }
}

/** How many values a segment discloses, and of which gates the digest of an output is among them. */
function valuesIn(
  dataKey: Uint8Array,
  orgId: string,
  { treeSize, count: receipts, payloads, disclosures }: Row,
): { count: number; outputs: number[] } {
  const disclosed = openDisclosures(dataKey, { orgId, treeSize }, disclosures, receipts)
  const texts = unpackPayloads(payloads, receipts)
  const outputs: number[] = []
  let count = 0
  for (const [n, text] of texts.entries()) {
    const list = disclosed(n)
    count += list.length
    if (!list.some(({ path }) => path === OUTPUT)) continue
    const { gate } = JSON.parse(text) as { gate?: { seq?: number } }
    if (gate?.seq !== undefined) outputs.push(gate.seq)
  }
  return { count, outputs }
}

/** Its digest stands with the gate, too. */
const OUTPUT = 'outcome.output'

/** Undefined where it disclosed none of these; else what was found of them is added to `erased`. */
function rewrite(
  dataKey: Uint8Array,
  orgId: string,
  { treeSize, count, disclosures, bytes: bytesBefore }: Row,
  paths: ErasedPaths,
  erased: Map<number, readonly string[]>,
): Rewritten | undefined {
  const begin = treeSize - count
  const isErased = new Map(
    [...paths].flatMap(([seq, gone]) =>
      seq >= begin && seq < treeSize ? [[seq - begin, (path: string) => gone.has(path)] as const] : [],
    ),
  )
  const rest = withoutDisclosures(dataKey, { orgId, treeSize }, disclosures, count, isErased)
  if (rest === undefined) return undefined
  for (const [n, gone] of rest.gone) erased.set(begin + n, gone)
  return { treeSize, disclosures: rest.disclosures, bytes: rest.disclosureBytes, bytesBefore }
}

/** The first segments of a selection, at least one if there are any, as many as hold the bytes. */
function bounded(selection: string): string {
  return `select "treeSize", count, "issuedAt", payloads, disclosures, bytes from (
            select *, sum(bytes) over (order by "treeSize" rows unbounded preceding) as so_far from (${selection}) found
          ) page where so_far - bytes < ${BYTES_MAX} order by "treeSize"`
}

/** The segments that hold these receipts and disclose anything. */
async function readHolding(
  client: Client,
  orgId: string,
  seqs: readonly number[],
  after: number,
): Promise<Row[]> {
  const found = await client.query<Row>({
    name: 'segments_disclosing_at',
    text: bounded(
      `select ${COLUMNS} from segments
        where org_id = $1 and disclosures is not null and tree_size > $3 and tree_size = any(array(
          select distinct s.tree_size from unnest($2::bigint[]) as wanted(seq)
           cross join lateral (select tree_size from segments where org_id = $1 and tree_size > wanted.seq
                                order by tree_size limit 1) s))`,
    ),
    values: [orgId, seqs, after],
  })
  return found.rows
}

async function readOld(
  client: Client,
  orgId: string,
  before: number,
  { spared, end }: Waiting,
): Promise<Row[]> {
  const found = await client.query<Row>({
    name: 'segments_old',
    text: bounded(
      `select * from (
         select ${COLUMNS} from segments
          where org_id = $1 and disclosures is not null and tree_size <> all($3::bigint[]) and tree_size < $4
          order by tree_size limit ${SEGMENTS_MAX}) first
        where "issuedAt" < $2`,
    ),
    values: [orgId, before, spared, end],
  })
  return found.rows
}

/** Of each status; what comes after them is looked at once some have ended. */
const WAITING_MAX = 250
/** Ids of approvals have the time of the process that made them, receipts that of the database. */
const CLOCKS_APART_MS = 24 * 60 * 60_000

/** Segments that are spared, in order, and before which one it is known which these are. */
type Waiting = { spared: readonly number[]; end: number }

/**
 * Segments with approvals from before a time that may still be used: members must see what they are about. A policy
 * may let them wait for years.
 */
async function readWaiting(client: Client, orgId: string, before: number): Promise<Waiting> {
  function ofStatus(status: 'pending' | 'granted'): string {
    return `(select status, gate_seq from approvals where org_id = $1 and status = '${status}' and id < $2
              order by id limit ${WAITING_MAX})`
  }
  const found = await client.query<{ status: string; treeSize: number }>({
    name: 'segments_waiting',
    text: `select waiting.status, s.tree_size::float8 as "treeSize"
             from (${ofStatus('pending')} union all ${ofStatus('granted')}) waiting
            cross join lateral (select tree_size from segments where org_id = $1 and tree_size > waiting.gate_seq
                                 order by tree_size limit 1) s
            order by 2`,
    values: [orgId, newId('apr', before + CLOCKS_APART_MS, new Uint8Array(10))],
  })
  // Where there may be more of a status, they come after the last one that was read.
  const ends = ['pending', 'granted'].flatMap((status) => {
    const own = found.rows.filter((row) => row.status === status)
    return own.length < WAITING_MAX ? [] : (own.at(-1)?.treeSize ?? 0)
  })
  return {
    spared: [...new Set(found.rows.map(({ treeSize }) => treeSize))],
    end: Math.min(Number.MAX_SAFE_INTEGER, ...ends),
  }
}

/** Those before the next segment that is spared, since one receipt names all that lies between two places. */
function together(rows: readonly Row[], { spared }: Waiting): Row[] {
  const [first] = rows
  if (first === undefined) return []
  const end = spared.find((treeSize) => treeSize > first.treeSize) ?? Number.POSITIVE_INFINITY
  return rows.filter(({ treeSize }) => treeSize < end)
}
