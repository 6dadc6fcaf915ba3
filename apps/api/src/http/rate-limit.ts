// Counts requests in windows of a minute: by key, by address without a key, and large bodies by org.
import type { LRUCache } from 'lru-cache'
import { boundedMap, PLAIN } from '../bounded.ts'
import { Refusal } from './refusal.ts'

/** Requests per minute. */
export type RateLimits = {
  /** With one API key. */
  readonly perKey: number
  /** Without a valid key, from one address; also what the large bodies of one org may count for. */
  readonly perAddress: number
}

/** What is left of a caller's limit after a request. */
export type Standing = {
  readonly headers: Readonly<Record<string, string>>
  readonly isExceeded: boolean
}

export type RateLimiter = {
  /** Counts a request of an authenticated key. */
  key(keyId: string): Standing
  /** Counts a request without a valid key; `cost` is how many it counts for. */
  address(share: string, cost?: number): Standing
  /** Counts the size of a large body that came with a key. */
  org(orgId: string, cost: number): Standing
  /** Whether the address used up its share; counts nothing. */
  isAddressSpent(share: string): boolean
}

const WINDOW_SECONDS = 60
const ENTRIES_MAX = 50_000

type Window = { count: number; endsAt: number }
type Windows = LRUCache<string, Window>

/** A limiter in memory; `now` answers milliseconds of a clock that never goes back. */
export function createRateLimiter(limits: RateLimits, now: () => number): RateLimiter {
  const keys: Windows = boundedMap(ENTRIES_MAX)
  const addresses: Windows = boundedMap(ENTRIES_MAX)
  const orgs: Windows = boundedMap(ENTRIES_MAX)
  const ofKey = standings('key', limits.perKey)
  const ofAddress = standings('address', limits.perAddress)
  const ofOrg = standings('org', limits.perAddress)
  return {
    key: (keyId) => ofKey(count(keys, keyId, now()), now()),
    address: (share, cost) => ofAddress(count(addresses, share, now(), cost), now()),
    org: (orgId, cost) => ofOrg(count(orgs, orgId, now(), cost), now()),
    isAddressSpent(share) {
      const window = addresses.get(share)
      return window !== undefined && window.endsAt > now() && window.count >= limits.perAddress
    },
  }
}

function count(windows: Windows, name: string, at: number, cost = 1): Window {
  let window = windows.get(name, PLAIN)
  if (window === undefined || window.endsAt <= at) {
    window = { count: 0, endsAt: at + WINDOW_SECONDS * 1000 }
    windows.set(name, window)
  }
  window.count += cost
  return window
}

function standings(policy: string, quota: number): (window: Window, at: number) => Standing {
  const declared = `"${policy}";q=${quota};w=${WINDOW_SECONDS}`
  return ({ count: counted, endsAt }, at) => {
    const resetSeconds = Math.max(1, Math.ceil((endsAt - at) / 1000))
    const headers = {
      'ratelimit-policy': declared,
      ratelimit: `"${policy}";r=${Math.max(0, quota - counted)};t=${resetSeconds}`,
    }
    return counted > quota
      ? { isExceeded: true, headers: { ...headers, 'retry-after': String(resetSeconds) } }
      : { isExceeded: false, headers }
  }
}

/** Refuses a caller that exceeded its limit. */
export function enforce({ isExceeded, headers }: Standing): void {
  if (isExceeded) throw new Refusal('rate.limited', headers)
}
