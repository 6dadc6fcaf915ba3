// Erasing what receipts disclose: their segment's block is written anew without it, and proofs hold.
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
