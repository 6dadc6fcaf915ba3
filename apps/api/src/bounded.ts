// Memories of at most so many entries, of which the one that was not used for longest goes first.
import { LRUCache } from 'lru-cache'

/** Takes memory for what it holds: with a `max` of its own, LRUCache takes it for all that it may hold, at once. */
export function boundedMap<K extends {}, V extends {}>(max: number): LRUCache<K, V> {
  return new LRUCache({ maxSize: max, sizeCalculation: () => 1 })
}

/** Options of a look-up that wants nothing special. LRUCache makes an object for each call that has none, and writes to it. */
export const PLAIN = {}

/** Of what all share, one owner may have half of what the others leave: a few who take all they may leave some to everybody. */
export function halfOfRest(max: number, ofOthers: number): number {
  return (max - ofOthers) / 2
}
