// Erases values while the org is locked, with blocks that were made beforehand or are made here.
import { NOTHING } from '../../lists.ts'
import type { ChangeOf, Work } from '../../ports/ledger.ts'
import type { Gates } from '../gates.ts'
import type { Locked } from '../ledger/nouns.ts'
import type { Client } from '../pool.ts'
import { type Place, withoutDisclosures } from './blocks.ts'

/** What a batch erases: of receipts that name this id, what they disclose below this member. */
export type Erasures = { id: string; below: 'member' }[]

type Holding = { treeSize: number; count: number; seqs: number[] }

export async function erase(
  client: Client,
  orgId: string,
  erasures: Erasures,
  dataKey: Uint8Array,
): Promise<void> {
  const found = await client.query<Holding>(
    `select s.tree_size::float8 as "treeSize", s.count, array_agg(m.seq::float8) as seqs
       from (select distinct seq from mentions where org_id = $1 and id = any($2::text[])) m
      cross join lateral (select tree_size, count, disclosures is not null as discloses from segments
                           where org_id = $1 and tree_size > m.seq order by tree_size limit 1) s
      where s.discloses group by s.tree_size, s.count`,
    [orgId, erasures.map(({ id }) => id)],
  )
  const prefixes = [...new Set(erasures.map(({ below }) => `${below}.`))]
  // One block after the other: a member may stand in any number of commits.
  for (const segment of found.rows) await eraseIn(client, orgId, segment, { dataKey, prefixes })
}

async function eraseIn(
  client: Client,
  orgId: string,
  { treeSize, count, seqs }: Holding,
  { dataKey, prefixes }: { dataKey: Uint8Array; prefixes: readonly string[] },
): Promise<void> {
  const place = { orgId, treeSize }
  const sealed = await readBlock(client, place)
  if (sealed === null) return
  function isErased(path: string): boolean {
    return prefixes.some((prefix) => path.startsWith(prefix))
  }
  const naming = new Map(seqs.map((seq) => [seq - (treeSize - count), isErased]))
  const rest = withoutDisclosures(dataKey, place, sealed, count, naming)
  if (rest === undefined) return
  await client.query(
    `update segments set disclosures = $3, disclosure_bytes = $4 where org_id = $1 and tree_size = $2`,
    [orgId, treeSize, rest.disclosures, rest.disclosureBytes],
  )
}

async function readBlock(client: Client, { orgId, treeSize }: Place): Promise<Buffer | null> {
  const found = await client.query<{ disclosures: Buffer | null }>(
    'select disclosures from segments where org_id = $1 and tree_size = $2',
    [orgId, treeSize],
  )
  return found.rows[0]?.disclosures ?? null
}

/** How much the segments that works name disclose, as the items of a batch so far have left them. */
export type Disclosed = Map<number, number>

export async function loadDisclosed(
  { client, orgId }: Locked,
  works: readonly Work<unknown>[],
): Promise<Disclosed> {
  const treeSizes = works.flatMap(({ needs }) => needs.segments ?? NOTHING)
  if (treeSizes.length === 0) return new Map()
  const found = await client.query<{ treeSize: number; bytes: number }>({
    name: 'segments_disclosed',
    text: `select tree_size::float8 as "treeSize", disclosure_bytes as bytes from segments
            where org_id = $1 and tree_size = any($2::bigint[])`,
    values: [orgId, treeSizes],
  })
  return new Map(found.rows.map(({ treeSize, bytes }) => [treeSize, bytes]))
}

/** In the commit of the receipt that says so. */
async function writeErased(
  client: Client,
  orgId: string,
  { segments, outputs }: ChangeOf<'disclosures.erase'>,
): Promise<void> {
  const rewritten = client.query({
    name: 'segments_erase',
    text: `update segments s set disclosures = left_over.block, disclosure_bytes = left_over.bytes
             from unnest($2::bigint[], $3::bytea[], $4::int[]) as left_over (tree_size, block, bytes)
            where s.org_id = $1 and s.tree_size = left_over.tree_size`,
    values: [
      orgId,
      segments.map(({ treeSize }) => treeSize),
      segments.map(({ disclosures }) => disclosures && Buffer.from(disclosures)),
      segments.map(({ bytes }) => bytes),
    ],
  })
  const forgotten = outputs.length > 0 ? forgetOutputs(client, orgId, outputs) : undefined
  await Promise.all([rewritten, forgotten])
}

function forgetOutputs(client: Client, orgId: string, seqs: readonly number[]): Promise<unknown> {
  return client.query({
    name: 'gates_forget_output',
    text: 'update gates set output_digest = null where org_id = $1 and seq = any($2::bigint[])',
    values: [orgId, seqs],
  })
}

type Erased = { disclosed: Disclosed; gates: Pick<Gates, 'held'> }

function applyErased({ disclosed, gates }: Erased, change: ChangeOf<'disclosures.erase'>): void {
  for (const { treeSize, bytes } of change.segments) disclosed.set(treeSize, bytes)
  for (const seq of change.outputs) {
    const gate = gates.held.get(seq)
    if (gate !== undefined) gates.held.set(seq, { ...gate, outputDigest: null })
  }
}

export const erasureEffects = {
  'disclosures.erase': { write: writeErased, apply: applyErased },
}
