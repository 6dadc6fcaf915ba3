// Payloads of lately written or read segments, by org and place: what was committed never changes.
import { LRUCache } from 'lru-cache'
import { PLAIN } from '../../bounded.ts'

/** Consecutive receipts of one commit, as their texts, and the hashes of these as leaves where they are at hand. */
export type Texts = { begin: number; texts: readonly string[]; leaves?: readonly Uint8Array[] }

export type SegmentCache = {
  /** The text of the receipt at `seq`, if it is here. */
  at(orgId: string, seq: number): string | undefined
  /** The texts of the whole segment that begins at `begin`, if they are here. */
  textsFrom(orgId: string, begin: number): readonly string[] | undefined
  /** The leaf hashes of the receipts [from, to), if all of them are here. */
  leavesFrom(orgId: string, from: number, to: number): Uint8Array[] | undefined
  keep(orgId: string, segment: Texts): void
}

/**
 * The texts as bytes outside the heap, which the collector neither moves nor counts, and where each of them ends; the
 * leaf hashes follow them.
 */
type Kept = { orgId: string; begin: number; bytes: Buffer; ends: Uint32Array; hasLeaves: boolean }

const HASH_BYTES = 32

/** Over all orgs. */
const BYTES_MAX = 16 * 1024 * 1024

export function createSegmentCache(bytesMax = BYTES_MAX): SegmentCache {
  /** Where the kept segments of each org begin, in order. */
  const begins = new Map<string, number[]>()
  const kept = new LRUCache<string, Kept>({
    maxSize: bytesMax,
    sizeCalculation: ({ bytes, ends }) => bytes.length + ends.byteLength,
    dispose: ({ orgId, begin }, _, reason) => {
      if (reason !== 'set') forget(orgId, begin)
    },
  })

  function forget(orgId: string, begin: number): void {
    const list = begins.get(orgId)
    const at = list?.indexOf(begin) ?? -1
    if (at >= 0) list?.splice(at, 1)
    if (list?.length === 0) begins.delete(orgId)
  }

  function holding(orgId: string, seq: number): Kept | undefined {
    const begin = lastUpTo(begins.get(orgId) ?? [], seq)
    return begin === undefined ? undefined : kept.get(`${orgId}/${begin}`, PLAIN)
  }

  return {
    at(orgId, seq) {
      const found = holding(orgId, seq)
      return found === undefined ? undefined : textAt(found, seq - found.begin)
    },
    leavesFrom(orgId, from, to) {
      const leaves: Uint8Array[] = []
      while (leaves.length < to - from) {
        const seq = from + leaves.length
        const found = holding(orgId, seq)
        if (found === undefined || !found.hasLeaves || seq >= found.begin + found.ends.length)
          return undefined
        const end = Math.min(found.ends.length, to - found.begin)
        for (let n = seq - found.begin; n < end; n++) leaves.push(leafAt(found, n))
      }
      return leaves
    },
    textsFrom(orgId, begin) {
      const found = kept.get(`${orgId}/${begin}`)
      return found && Array.from(found.ends, (_, n) => textAt(found, n) ?? '')
    },
    keep(orgId, segment) {
      const { begin } = segment
      const key = `${orgId}/${begin}`
      if (!kept.has(key)) {
        const list = begins.get(orgId) ?? []
        begins.set(orgId, list)
        list.splice(list.findLastIndex((other) => other < begin) + 1, 0, begin)
      }
      kept.set(key, keptOf(orgId, segment))
      // One that is larger than all there is room for was not kept.
      if (!kept.has(key)) forget(orgId, begin)
    },
  }
}

function keptOf(orgId: string, { begin, texts, leaves = [] }: Texts): Kept {
  const length = texts.reduce((sum, text) => sum + Buffer.byteLength(text), HASH_BYTES * leaves.length)
  // Of its own: a piece of the pool that small buffers share would keep all of the pool.
  const bytes = Buffer.allocUnsafeSlow(length)
  const ends = new Uint32Array(texts.length)
  let end = 0
  texts.forEach((text, n) => {
    end += bytes.write(text, end)
    ends[n] = end
  })
  for (const leaf of leaves) {
    bytes.set(leaf, end)
    end += HASH_BYTES
  }
  return { orgId, begin, bytes, ends, hasLeaves: leaves.length === texts.length }
}

function leafAt({ bytes, ends }: Kept, n: number): Buffer {
  const from = (ends.at(-1) ?? 0) + HASH_BYTES * n
  return bytes.subarray(from, from + HASH_BYTES)
}

function textAt({ bytes, ends }: Kept, n: number): string | undefined {
  const end = ends[n]
  return end === undefined ? undefined : bytes.toString('utf8', ends[n - 1] ?? 0, end)
}

/** The greatest that is not above `seq`, of numbers in order. */
function lastUpTo(numbers: readonly number[], seq: number): number | undefined {
  let [low, high] = [0, numbers.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((numbers[middle] as number) <= seq) low = middle + 1
    else high = middle
  }
  return numbers[low - 1]
}
