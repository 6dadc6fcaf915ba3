// Proofs from stored tiles: never more than a few rows per level of tiles.
import { foldPath, type NodeId, planConsistency, planInclusion, planRange, rootOf } from '@countersign/merkle'
import { sha256 } from '@countersign/native'
import { TILE_HEIGHT } from './ledger/batch.ts'
import { type Log, readEntries, TILE_WIDTH } from './ledger/tiles.ts'

export async function inclusionPath(log: Log, index: number, size: number): Promise<Uint8Array[]> {
  return fold(log, planInclusion(index, size))
}

export async function consistencyPath(log: Log, from: number, to: number): Promise<Uint8Array[]> {
  return fold(log, planConsistency(from, to))
}

/** The hashes of the compact range [begin, end). */
export async function rangeHashes(log: Log, begin: number, end: number): Promise<Uint8Array[]> {
  return fold(
    log,
    planRange(begin, end).map((id) => [id]),
  )
}

async function fold(log: Log, plan: NodeId[][]): Promise<Uint8Array[]> {
  const nodes = new Map<string, Uint8Array>()
  for (const tile of groupByTile(plan.flat())) await loadTile(log, tile, nodes)
  return foldPath(sha256, plan, (level, index) => {
    const node = nodes.get(`${level}/${index}`)
    if (node === undefined) throw new Error(`node ${level}/${index} was not loaded`)
    return node
  })
}

type TilePart = { level: number; index: number; ids: NodeId[] }

function groupByTile(ids: NodeId[]): Iterable<TilePart> {
  const parts = new Map<string, TilePart>()
  for (const id of ids) {
    const level = Math.floor(id.level / TILE_HEIGHT)
    const index = Math.floor((id.index * 2 ** (id.level % TILE_HEIGHT)) / TILE_WIDTH)
    const key = `${level}/${index}`
    const part = parts.get(key) ?? { level, index, ids: [] }
    part.ids.push(id)
    parts.set(key, part)
  }
  return parts.values()
}

async function loadTile(log: Log, part: TilePart, nodes: Map<string, Uint8Array>): Promise<void> {
  const base = part.index * TILE_WIDTH
  const spans = part.ids.map((id) => {
    const width = 2 ** (id.level % TILE_HEIGHT)
    return { id, from: id.index * width - base, to: (id.index + 1) * width - base }
  })
  const first = Math.min(...spans.map((span) => span.from))
  const last = Math.max(...spans.map((span) => span.to))
  const full = await readTile(log, part)
  const entries = full?.slice(first, last) ?? (await readEntries(log, part.level, base + first, base + last))
  for (const { id, from, to } of spans) {
    const hashes = entries.slice(from - first, to - first)
    nodes.set(`${id.level}/${id.index}`, rootOf(sha256, hashes))
  }
}

async function readTile({ client, orgId }: Log, part: TilePart): Promise<Uint8Array[] | undefined> {
  const found = await client.query<{ hashes: Buffer }>({
    name: 'tree_tile',
    text: 'select hashes from tiles where org_id = $1 and level = $2 and index = $3',
    values: [orgId, part.level, part.index],
  })
  const hashes = found.rows[0]?.hashes
  return hashes && Array.from({ length: TILE_WIDTH }, (_, n) => hashes.subarray(n * 32, n * 32 + 32))
}
