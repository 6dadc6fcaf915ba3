// Payloads of lately written or read segments, by org and place: what was committed never changes.
import { LRUCache } from 'lru-cache'

/** Consecutive receipts of one commit, as their texts. */
export type Texts = { begin: number; texts: readonly string[] }

export type SegmentCache = {
  /** The text of the receipt at `seq`, if it is here. */
  at(orgId: string, seq: number): string | undefined
  /** The texts of the whole segment that begins at `begin`, if they are here. */
  textsFrom(orgId: string, begin: number): readonly string[] | undefined
  keep(orgId: string, segment: Texts): void
}

/** Characters, over all orgs. */
const CHARACTERS_MAX = 16 * 1024 * 1024

export function createSegmentCache(charactersMax = CHARACTERS_MAX): SegmentCache {
  /** Where the kept segments of each org begin, in order. */
  const begins = new Map<string, number[]>()
  const kept = new LRUCache<string, Texts & { orgId: string }>({
    maxSize: charactersMax,
    sizeCalculation: ({ texts }) => texts.reduce((sum, text) => sum + text.length, 1),
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

  return {
    at(orgId, seq) {
      const begin = lastUpTo(begins.get(orgId) ?? [], seq)
      return begin === undefined ? undefined : kept.get(`${orgId}/${begin}`)?.texts[seq - begin]
    },
    textsFrom: (orgId, begin) => kept.get(`${orgId}/${begin}`)?.texts,
    keep(orgId, { begin, texts }) {
      const key = `${orgId}/${begin}`
      if (!kept.has(key)) {
        const list = begins.get(orgId) ?? []
        begins.set(orgId, list)
        list.splice(list.findLastIndex((other) => other < begin) + 1, 0, begin)
      }
      kept.set(key, { orgId, begin, texts })
      // One that is larger than all there is room for was not kept.
      if (!kept.has(key)) forget(orgId, begin)
    },
  }
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
