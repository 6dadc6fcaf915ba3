// The head of an org's log: the row that every commit locks, signs over and moves.
import { rangeSizes } from '@countersign/merkle'
import { protectedHeader, sigStructure } from '@countersign/receipt'
import type { LogSigner } from '../../ports/services.ts'
import { NOW } from '../clock.ts'
import { begin, type Client, inOneWrite, type Timeouts } from '../pool.ts'
import type { Blocks } from '../segments/blocks.ts'
import type { Batch, Head } from './batch.ts'

type HeadRow = {
  size: number
  epoch: number
  frontier: Buffer
  last_leaf: Buffer
  now: number
}

const HEAD = {
  name: 'ledger_lock',
  text: `select size::float8 as size, epoch::float8 as epoch, frontier, last_leaf,
                greatest(issued_at, ${NOW})::float8 as now
           from logs where org_id = $1 FOR NO KEY UPDATE`,
}

/** Begins and takes the org's log row, in one round trip. A log without a row is never made here. */
export async function lockHead(client: Client, orgId: string, timeouts: Timeouts): Promise<Head> {
  const [found] = await inOneWrite(client, () => {
    const opened = begin(client, { orgId }, timeouts)
    return Promise.all([client.query<HeadRow>({ ...HEAD, values: [orgId] }), ...opened])
  })
  const row = found.rows[0]
  if (row === undefined) throw new Error(`the log of ${orgId} has no head`)
  return headOf(row)
}

function headOf(row: HeadRow): Head {
  const count = rangeSizes(0, row.size).length
  if (row.frontier.length !== count * 32) throw new Error('the frontier does not fit the size of the log')
  const hashes = Array.from({ length: count }, (_, n) => row.frontier.subarray(n * 32, n * 32 + 32))
  return {
    epoch: row.epoch,
    range: { begin: 0, end: row.size, hashes },
    prev: row.last_leaf.toString('hex'),
    now: row.now,
  }
}

export type SignedHead = { kid: Uint8Array; protectedHeader: Uint8Array; signature: Uint8Array }

export async function signHead(batch: Batch, signer: LogSigner): Promise<SignedHead> {
  const header = protectedHeader({
    kid: signer.kid,
    orgId: batch.orgId,
    iatSeconds: Math.floor(batch.now / 1000),
    treeSize: batch.range.end,
  })
  const signature = await signer.sign(sigStructure(header, batch.root))
  return { kid: signer.kid, protectedHeader: header, signature }
}

/** Stores the segment and moves the log's head, only from where this batch began. */
export async function writeHead(
  client: Client,
  batch: Batch,
  segment: Blocks,
  signed: SignedHead,
): Promise<void> {
  const last = batch.rows.at(-1)
  if (last === undefined) return
  await client.query({
    name: 'ledger_head',
    // COMMIT is on its way before this is answered, so a log that moved must fail the statement: by the division.
    text: `with head as (
             insert into segments (org_id, tree_size, count, issued_at, root, kid, protected_header, signature,
                                   payloads, payload_bytes, disclosures, disclosure_bytes)
             values ($1, $2::bigint, $2::bigint - $11::bigint, $3, $4, $5, $6, $7, $12, $13, $14, $15)
           ), moved as (
             update logs set size = $2, issued_at = $3, frontier = $8, last_leaf = $9, epoch = epoch + $10
              where org_id = $1 and size = $11
             returning 1
           )
           select 1 / count(*) from moved`,
    values: [
      batch.orgId,
      batch.range.end,
      batch.now,
      Buffer.from(batch.root),
      Buffer.from(signed.kid),
      Buffer.from(signed.protectedHeader),
      Buffer.from(signed.signature),
      Buffer.concat(batch.range.hashes),
      Buffer.from(last.leafHash),
      batch.configures ? 1 : 0,
      batch.size,
      segment.payloads,
      segment.payloadBytes,
      segment.disclosures,
      segment.disclosureBytes,
    ],
  })
}
