// What waits for its commit, by org: bounded by items and by bytes, and taken in portions.
import { halfOfRest } from '../../bounded.ts'
import type { Item } from './batch.ts'

export type WaitingLimits = {
  /** Items in one commit. */
  batchMax: number
  /** Items waiting for one org; one more is refused. */
  queueMax: number
  /** Bytes that wait or are being committed, of one org and of all; what would exceed them is refused. */
  orgBytesMax?: number
  bytesMax?: number
}

export type Waiting = {
  /** False when there is no room. */
  add(orgId: string, item: Item): boolean
  /** True while something of the org waits or is being committed. */
  has(orgId: string): boolean
  /** A portion in order, whose bytes count until it is `finished`. */
  take(orgId: string): Item[]
  /** `rest` was not committed and waits again, before all others. True when the org has more. */
  finished(orgId: string, items: readonly Item[], rest: readonly Item[]): boolean
  /** Removes what should have been taken by now. */
  takeLate(now: number): Item[]
  depth(): number
  bytes(): number
  /** The earliest time at which anything is refused; infinite while nothing waits. */
  firstUntil(): number
}

const WAITING_ALL_MAX = 50_000
const ORG_BYTES_MAX = 32 * 1024 * 1024
const BYTES_MAX = 96 * 1024 * 1024
/** Sealing and sending a batch is one turn of the event loop. */
const BATCH_BYTES_MAX = 2 * 1024 * 1024

type OrgQueue = { items: Item[]; bytes: number; isTaken: boolean }

export function createWaiting(limits: WaitingLimits): Waiting {
  const { queueMax, batchMax, orgBytesMax = ORG_BYTES_MAX, bytesMax = BYTES_MAX } = limits
  const orgs = new Map<string, OrgQueue>()
  let depth = 0
  let bytes = 0

  function release(org: OrgQueue, items: readonly Item[]): void {
    const freed = items.reduce((sum, { work }) => sum + work.bytes, 0)
    org.bytes -= freed
    bytes -= freed
  }

  function forgetIdle(orgId: string, org: OrgQueue): void {
    if (org.items.length === 0 && !org.isTaken) orgs.delete(orgId)
  }

  return {
    add(orgId, item) {
      const org = orgs.get(orgId) ?? { items: [], bytes: 0, isTaken: false }
      const more = item.work.bytes
      const itemsMax = Math.min(queueMax, halfOfRest(WAITING_ALL_MAX, depth - org.items.length))
      const room = Math.min(orgBytesMax, halfOfRest(bytesMax, bytes - org.bytes))
      if (org.items.length >= itemsMax || org.bytes + more > room) return false
      orgs.set(orgId, org)
      org.items.push(item)
      org.bytes += more
      depth += 1
      bytes += more
      return true
    },
    has: (orgId) => orgs.has(orgId),
    take(orgId) {
      const org = orgs.get(orgId)
      if (org === undefined) return []
      const items = org.items.splice(0, portionOf(org.items, batchMax))
      depth -= items.length
      org.isTaken = true
      return items
    },
    finished(orgId, items, rest) {
      const org = orgs.get(orgId)
      if (org === undefined) return false
      org.isTaken = false
      org.items.unshift(...rest)
      depth += rest.length
      release(org, items.slice(0, items.length - rest.length))
      forgetIdle(orgId, org)
      return org.items.length > 0
    },
    takeLate(now) {
      const late: Item[] = []
      for (const org of orgs.values()) {
        const inTime = org.items.findIndex((item) => item.until > now)
        const gone = org.items.splice(0, inTime === -1 ? org.items.length : inTime)
        depth -= gone.length
        release(org, gone)
        late.push(...gone)
      }
      return late
    },
    depth: () => depth,
    bytes: () => bytes,
    firstUntil: () =>
      [...orgs.values()].reduce(
        (first, { items }) => Math.min(first, items[0]?.until ?? first),
        Number.POSITIVE_INFINITY,
      ),
  }
}

/** How many go into one commit; one that changes the configuration is its last, so that the next one sees it. */
function portionOf(items: readonly Item[], max: number): number {
  let size = 0
  let end = 0
  for (const { work } of items) {
    size += work.bytes
    if (end >= max || (end > 0 && size > BATCH_BYTES_MAX)) break
    end += 1
    if (work.configures) break
  }
  return end
}
