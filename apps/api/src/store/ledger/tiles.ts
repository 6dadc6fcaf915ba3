// Full 256-wide hash tiles, stored in the commit that completes them.
import type { Client } from '../pool.ts'
import type { SegmentCache } from '../segments/cache.ts'
import { leafHashOf } from '../segments/leaf.ts'
import { readTexts } from '../segments/read.ts'
import { type Batch, TILE_HEIGHT } from './batch.ts'

export const TILE_WIDTH = 2 ** TILE_HEIGHT

/** A log on a connection that may read it. */
export type Log = { client: Client; cache: SegmentCache; orgId: string }

export type Tile = { level: number; index: number; hashes: Buffer; root: Uint8Array }

/** The tiles that the leaves of this batch complete. Reads what earlier commits put into them. */
export async function completedTiles(log: Log, batch: Batch): Promise<Tile[]> {
  const tiles: Tile[] = []
  let fresh = batch.rows.map((row) => row.leafHash)
  let start = batch.size
  for (let level = 0; fresh.length > 0; level++) {
    const made = await completeLevel(log, batch, { level, start, fresh })
    tiles.push(...made)
    fresh = made.map((tile) => tile.root)
    start = Math.floor(start / TILE_WIDTH)
  }
  return tiles
}

export async function writeTile(client: Client, orgId: string, tile: Tile): Promise<void> {
  await client.query({
    name: 'ledger_tile',
    text: 'insert into tiles (org_id, level, index, hashes, root) values ($1, $2, $3, $4, $5)',
    values: [orgId, tile.level, tile.index, tile.hashes, Buffer.from(tile.root)],
  })
}

/** The entries from position `start` on of a level's row of hashes. */
type Growth = { level: number; start: number; fresh: Uint8Array[] }

async function completeLevel(log: Log, batch: Batch, { level, start, fresh }: Growth): Promise<Tile[]> {
  const first = Math.floor(start / TILE_WIDTH)
  const end = start + fresh.length
  const last = Math.floor(end / TILE_WIDTH)
  if (last === first) return []
  const before = await readEntries(log, level, first * TILE_WIDTH, start)
  const entries = [...before, ...fresh]
  return Array.from({ length: last - first }, (_, n) => {
    const hashes = entries.slice(n * TILE_WIDTH, (n + 1) * TILE_WIDTH)
    return { level, index: first + n, hashes: Buffer.concat(hashes), root: rootIn(batch, level, first + n) }
  })
}

/** The tree found it when the last leaf of the tile was appended. */
function rootIn({ orgId, tileRoots }: Batch, level: number, index: number): Uint8Array {
  const height = TILE_HEIGHT * (level + 1)
  const found = tileRoots.find((one) => one.level === height && one.index === index)
  if (found === undefined)
    throw new Error(`tile ${index} at level ${level} of the log of ${orgId} has no root`)
  return found.root
}

/** Entries [from, to) of a level's row of hashes: leaf hashes, or the roots of full tiles one level down. */
export async function readEntries(log: Log, level: number, from: number, to: number): Promise<Uint8Array[]> {
  if (from === to) return []
  const entries = await (level === 0 ? readLeaves(log, from, to) : readRoots(log, level, from, to))
  if (entries.length !== to - from) {
    throw new Error(`the log of ${log.orgId} lacks hashes ${from} to ${to} at tile level ${level}`)
  }
  return entries
}

/** Of a tile that is not full yet: stored nowhere else, so hashed anew where no commit of this process left them. */
async function readLeaves({ client, cache, orgId }: Log, from: number, to: number): Promise<Uint8Array[]> {
  const kept = cache.leavesFrom(orgId, from, to)
  if (kept !== undefined) return kept
  const seqs = Array.from({ length: to - from }, (_, n) => from + n)
  const texts = await readTexts(client, cache, orgId, seqs)
  return seqs.flatMap((seq) => {
    const text = texts.get(seq)
    return text === undefined ? [] : leafHashOf(text)
  })
}

async function readRoots(
  { client, orgId }: Log,
  level: number,
  from: number,
  to: number,
): Promise<Uint8Array[]> {
  const found = await client.query<{ hash: Buffer }>({
    name: 'tile_roots',
    text: 'select root as hash from tiles where org_id = $1 and level = $2 and index >= $3 and index < $4 order by index',
    values: [orgId, level - 1, from, to],
  })
  return found.rows.map((row) => row.hash)
}
