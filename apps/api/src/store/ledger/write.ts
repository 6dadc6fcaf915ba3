// The SQL of a commit. Rows travel as one bytea per column and are cut apart in SQL: half the time of arrays.

import { createCipheriv } from 'node:crypto'
import { parseJson } from '@countersign/json'
import { type Disclosure, EVIDENCE_DEPTH_MAX } from '@countersign/receipt'
import { random } from '../../sealing.ts'
import type { Client } from '../pool.ts'
import type { Batch } from './build.ts'
import { writeConfiguration } from './settings.ts'
import type { Tile } from './tiles.ts'

const WRITE_ROWS = `
with added as (
  insert into receipts (org_id, seq, type, agent_id, leaf_hash, payload)
  select $1, $2::bigint + n - 1, type, agent_id,
         substring($3::bytea from ((n - 1) * 32 + 1)::int for 32), substring($4::bytea from start for length)
    from unnest($5::text[], $6::text[], $7::int[], $8::int[])
         with ordinality as row (type, agent_id, start, length, n)
), sealed as (
  insert into disclosures (org_id, seq, sealed)
  select $1, seq, substring($9::bytea from start for length)
    from unnest($10::bigint[], $11::int[], $12::int[]) as row (seq, start, length)
), opened as (
  insert into gates (org_id, seq, status, expires_at, approval_id)
  select $1, seq, status, expires_at, approval_id
    from unnest($13::bigint[], $14::text[], $15::bigint[], $16::text[]) as row (seq, status, expires_at, approval_id)
), repeats as (
  insert into idempotency (org_id, id, digest, seq)
  select $1, substring($17::bytea from ((n - 1) * 64 + 1)::int for 32),
         substring($17::bytea from ((n - 1) * 64 + 33)::int for 32), seq
    from unnest($18::bigint[]) with ordinality as row (seq, n)
), traced as (
  insert into activity (org_id, id, state, until)
  select $1, id, state, until from unnest($20::bytea[], $21::text[], $22::bigint[]) as row (id, state, until)
  on conflict (org_id, id) do update set state = excluded.state, until = excluded.until
)
insert into due (org_id, at)
select $1, $19::bigint where $19::bigint is not null
on conflict (org_id) do update set at = excluded.at where due.at > excluded.at`

/** Sends everything of the batch but its checkpoint and the log's new head; what the database says comes later. */
export function writeRows(
  client: Client,
  batch: Batch,
  tiles: Tile[],
  dataKey: Uint8Array,
): Promise<unknown>[] {
  const opened = batch.changes.flatMap(({ seq, change }) =>
    change.kind === 'gate.open' ? [{ seq, change }] : [],
  )
  const traces = [...batch.traces.values()]
  const payloads = pack(batch.rows.map((row) => row.bytes))
  const sealed = sealAll(batch, dataKey)
  const sealedBytes = pack(sealed.map((row) => row.bytes))
  const rows = client.query({
    name: 'ledger_rows',
    text: WRITE_ROWS,
    values: [
      batch.orgId,
      batch.size,
      Buffer.concat(batch.rows.map((row) => row.leafHash)),
      payloads.bytes,
      batch.rows.map((row) => row.type),
      batch.rows.map((row) => row.agentId),
      payloads.starts,
      payloads.lengths,
      sealedBytes.bytes,
      sealed.map((row) => row.seq),
      sealedBytes.starts,
      sealedBytes.lengths,
      opened.map(({ seq }) => seq),
      opened.map(({ change }) => change.status),
      opened.map(({ change }) => change.expiresAt),
      opened.map(({ change }) => change.approvalId),
      Buffer.concat(batch.repeats.flatMap(({ id, digest }) => [id, digest])),
      batch.repeats.map(({ seq }) => seq),
      opened.length === 0 ? null : Math.min(...opened.map(({ change }) => change.expiresAt)),
      traces.map(({ id }) => Buffer.from(id)),
      traces.map(({ state }) => JSON.stringify(state)),
      traces.map(({ until }) => until),
    ],
  })
  return [
    rows,
    closeGates(client, batch),
    ...tiles.map((tile) => writeTile(client, batch.orgId, tile)),
    ...batch.changes.map(({ change }) => writeConfiguration(client, batch.orgId, change)),
    ...(batch.settlesDue ? [settleDue(client, batch.orgId)] : []),
  ]
}

function pack(parts: Uint8Array[]): { bytes: Buffer; starts: number[]; lengths: number[] } {
  let at = 1
  const starts = parts.map((part) => {
    const start = at
    at += part.length
    return start
  })
  return { bytes: Buffer.concat(parts), starts, lengths: parts.map((part) => part.length) }
}

function sealAll(batch: Batch, dataKey: Uint8Array): { seq: number; bytes: Buffer }[] {
  return batch.rows.flatMap((row, n) => {
    const { disclosures } = row.entry
    if (disclosures.length === 0) return []
    const seq = batch.size + n
    return [{ seq, bytes: sealDisclosures(dataKey, batch.orgId, seq, disclosures) }]
  })
}

/** AES-256-GCM under the org's data key: nonce ‖ ciphertext ‖ tag, bound to the org and the seq. */
export function sealDisclosures(
  dataKey: Uint8Array,
  orgId: string,
  seq: number,
  disclosures: Disclosure[],
): Buffer {
  const nonce = random(12)
  const cipher = createCipheriv('aes-256-gcm', dataKey, nonce)
  cipher.setAAD(Buffer.from(disclosurePurpose(orgId, seq)))
  const compact = disclosures.map(({ path, salt, value }) => [
    path,
    Buffer.from(salt, 'hex').toString('base64url'),
    value,
  ])
  return Buffer.concat([
    nonce,
    cipher.update(JSON.stringify(compact), 'utf8'),
    cipher.final(),
    cipher.getAuthTag(),
  ])
}

export function disclosurePurpose(orgId: string, seq: number): string {
  return `${orgId}/disclosures/${seq}`
}

/** Reads back what `sealDisclosures` packed. */
export function unpackDisclosures(plain: Uint8Array): Disclosure[] {
  // Not JSON.parse: V8's confuses a member named `\"` with one named `\\` that it saw before.
  const compact = parseJson(Buffer.from(plain).toString('utf8'), { maxDepth: EVIDENCE_DEPTH_MAX }) as [
    string,
    string,
    Disclosure['value']?,
  ][]
  return compact.map(([path, salt, value]) => ({
    path,
    salt: Buffer.from(salt, 'base64url').toString('hex'),
    ...(value !== undefined && value !== null && { value }),
  }))
}

async function closeGates(client: Client, batch: Batch): Promise<void> {
  const closed = batch.changes.flatMap(({ seq, change }) =>
    change.kind === 'gate.close' ? [{ seq, change }] : [],
  )
  if (closed.length === 0) return
  await client.query({
    name: 'ledger_close',
    text: `update gates g set status = c.status, closed_seq = c.closed_seq, output_digest = c.digest
             from unnest($2::bigint[], $3::text[], $4::bigint[], $5::bytea[]) as c (seq, status, closed_seq, digest)
            where g.org_id = $1 and g.seq = c.seq and g.closed_seq is null`,
    values: [
      batch.orgId,
      closed.map(({ change }) => change.seq),
      closed.map(({ change }) => change.status),
      closed.map(({ seq }) => seq),
      closed.map(({ change }) => change.outputDigest && Buffer.from(change.outputDigest)),
    ],
  })
}

async function writeTile(client: Client, orgId: string, tile: Tile): Promise<void> {
  await client.query({
    name: 'ledger_tile',
    text: 'insert into tiles (org_id, level, index, hashes, root) values ($1, $2, $3, $4, $5)',
    values: [orgId, tile.level, tile.index, tile.hashes, Buffer.from(tile.root)],
  })
}

async function settleDue(client: Client, orgId: string): Promise<void> {
  const values = [orgId]
  const next = await client.query<{ at: string | null }>(
    'select min(expires_at) as at from gates where org_id = $1 and closed_seq is null',
    values,
  )
  const at = next.rows[0]?.at
  if (at === null || at === undefined) await client.query('delete from due where org_id = $1', values)
  else await client.query('update due set at = $2 where org_id = $1', [orgId, at])
}

export type SignedHead = { kid: Uint8Array; protectedHeader: Uint8Array; signature: Uint8Array }

/** Stores the checkpoint and moves the log's head, only from where this batch began. */
export async function writeHead(client: Client, batch: Batch, signed: SignedHead): Promise<void> {
  const last = batch.rows.at(-1)
  if (last === undefined) return
  await client.query({
    name: 'ledger_head',
    // COMMIT is on its way before this is answered, so a log that moved must fail the statement: by the division.
    text: `with head as (
             insert into checkpoints (org_id, tree_size, issued_at, root, kid, protected_header, signature)
             values ($1, $2, $3, $4, $5, $6, $7)
           ), moved as (
             update logs set size = $2, issued_at = $3, frontier = $8, last_leaf = $9, epoch = epoch + $10
              where org_id = $1 and size = $11
             returning 1
           )
           select 1 / count(*) from moved`,
    values: [
      batch.orgId,
      batch.range.end,
      batch.issuedAt,
      Buffer.from(batch.root),
      Buffer.from(signed.kid),
      Buffer.from(signed.protectedHeader),
      Buffer.from(signed.signature),
      Buffer.concat(batch.range.hashes),
      Buffer.from(last.leafHash),
      batch.configures ? 1 : 0,
      batch.size,
    ],
  })
}
