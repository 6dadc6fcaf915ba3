// A daily quota of bytes for each key and org, so that no agent fills the disk. Each process counts its own.
import { boundedMap, PLAIN } from '../bounded.ts'

export type Quotas = {
  /** Bytes from one key, and from all keys of one org, between one midnight UTC and the next. */
  readonly keyBytes: number
  readonly orgBytes: number
}

type Caller = { orgId: string; actor: string }

export type Quota = {
  /** Milliseconds until the quota begins anew, when it is used up; undefined while there is some left. */
  spentForMs(caller: Caller): number | undefined
  /** Counts a body that was accepted, and the record that it leads to. */
  charge(caller: Caller, bytes: number): void
  /** Counts what is stored with a record that was counted before. */
  keep(caller: Caller, bytes: number): void
}

const DAY_MS = 86_400_000
const ENTRIES_MAX = 100_000
/** What a receipt, its index entries and its share of the tree take besides what the caller sent. */
export const recordBytes = 2048

/** `clock` answers milliseconds since the epoch. */
export function createQuota({ keyBytes, orgBytes }: Quotas, clock: () => number): Quota {
  const used = boundedMap<string, { day: number; bytes: number }>(ENTRIES_MAX)
  function dayOf(at: number) {
    return Math.floor(at / DAY_MS)
  }
  // A clock that is set back to yesterday gives nobody a second quota for today.
  function bytesOf(name: string, day: number): number {
    const found = used.get(name, PLAIN)
    return found !== undefined && found.day >= day ? found.bytes : 0
  }
  function add(name: string, today: number, bytes: number): void {
    const found = used.get(name, PLAIN)
    if (found === undefined) used.set(name, { day: today, bytes })
    else if (found.day >= today) found.bytes += bytes
    else {
      found.day = today
      found.bytes = bytes
    }
  }
  function count({ orgId, actor }: Caller, bytes: number): void {
    const today = dayOf(clock())
    add(actor, today, bytes)
    add(orgId, today, bytes)
  }
  return {
    spentForMs({ orgId, actor }) {
      const at = clock()
      const day = dayOf(at)
      const isSpent = bytesOf(actor, day) >= keyBytes || bytesOf(orgId, day) >= orgBytes
      return isSpent ? (day + 1) * DAY_MS - at : undefined
    },
    charge: (caller, bytes) => count(caller, bytes + recordBytes),
    keep: count,
  }
}
