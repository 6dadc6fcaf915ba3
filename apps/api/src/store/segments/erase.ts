// Erasing what receipts disclose: their segment's block is written anew without it, and proofs hold.
import type { Client } from '../pool.ts'
import { openDisclosures, sealDisclosures } from './blocks.ts'

/** What a batch erases: of receipts that name this id, what they disclose below this member. */
export type Erasures = { id: string; below: 'member' }[]

type Holding = { treeSize: number; count: number; disclosures: Buffer; seqs: number[] }

export async function erase(
  client: Client,
  orgId: string,
  erasures: Erasures,
  dataKey: Uint8Array,
): Promise<void> {
  const found = await client.query<Holding>(
    `select s.tree_size::float8 as "treeSize", s.count, s.disclosures, array_agg(m.seq::float8) as seqs
       from (select distinct seq from mentions where org_id = $1 and id = any($2::text[])) m
      cross join lateral (select tree_size, count, disclosures from segments
                           where org_id = $1 and tree_size > m.seq order by tree_size limit 1) s
      where s.disclosures is not null group by s.tree_size, s.count, s.disclosures`,
    [orgId, erasures.map(({ id }) => id)],
  )
  const prefixes = [...new Set(erasures.map(({ below }) => `${below}.`))]
  for (const segment of found.rows) await eraseIn(client, orgId, segment, { dataKey, prefixes })
}

async function eraseIn(
  client: Client,
  orgId: string,
  { treeSize, count, disclosures, seqs }: Holding,
  { dataKey, prefixes }: { dataKey: Uint8Array; prefixes: readonly string[] },
): Promise<void> {
  const place = { orgId, treeSize }
  const disclosed = openDisclosures(dataKey, place, disclosures, count)
  const naming = new Set(seqs.map((seq) => seq - (treeSize - count)))
  function isKept(n: number, path: string): boolean {
    return !naming.has(n) || !prefixes.some((prefix) => path.startsWith(prefix))
  }
  const left = Array.from({ length: count }, (_, n) => disclosed(n).filter(({ path }) => isKept(n, path)))
  const block = sealDisclosures(dataKey, place, left)
  await client.query(
    `update segments set disclosures = $3, disclosure_bytes = $4 where org_id = $1 and tree_size = $2`,
    [orgId, treeSize, block.disclosures, block.disclosureBytes],
  )
}
