import { ApiError } from '@countersign/contract'

/** Requests per minute. */
export interface RateLimits {
  /** With one API key. */
  readonly perKey: number
  /** Without a valid key, from one address. */
  readonly perAddress: number
}

/** Where a caller stands after a request. */
export interface Standing {
  readonly headers: Readonly<Record<string, string>>
  readonly isExceeded: boolean
}

/** Counts requests in windows of one minute. */
export interface RateLimiter {
  /** Counts a request of an authenticated key. */
  key(keyId: string): Standing
  /** Counts a request without a valid key, or the size of one that is large; `cost` is how many it counts for. */
  address(address: string, cost?: number): Standing
  /** Whether the address used up its share; counts nothing. */
  isAddressSpent(address: string): boolean
}

const WINDOW_SECONDS = 60
const ENTRIES_MAX = 50_000

interface Window {
  count: number
  endsAt: number
}

/** A limiter in memory; `now` answers milliseconds of a clock that never goes back. */
export function createRateLimiter(limits: RateLimits, now: () => number): RateLimiter {
  const keys = new Map<string, Window>()
  const addresses = new Map<string, Window>()
  return {
    key: (keyId) => standing('key', limits.perKey, count(keys, keyId, now()), now()),
    address: (address, cost) =>
      standing('address', limits.perAddress, count(addresses, address, now(), cost), now()),
    isAddressSpent(address) {
      const window = addresses.get(address)
      return window !== undefined && window.endsAt > now() && window.count >= limits.perAddress
    },
  }
}

function count(windows: Map<string, Window>, name: string, at: number, cost = 1): Window {
  let window = windows.get(name)
  if (window === undefined || window.endsAt <= at) {
    if (window === undefined && windows.size >= ENTRIES_MAX) forget(windows, at)
    window = { count: 0, endsAt: at + WINDOW_SECONDS * 1000 }
    windows.set(name, window)
  }
  window.count += cost
  return window
}

/** Makes room: windows that are over, or else the oldest half. */
function forget(windows: Map<string, Window>, at: number): void {
  for (const [name, window] of windows) if (window.endsAt <= at) windows.delete(name)
  if (windows.size < ENTRIES_MAX) return
  let left = ENTRIES_MAX / 2
  for (const name of windows.keys()) {
    if (left-- === 0) return
    windows.delete(name)
  }
}

function standing(policy: string, quota: number, window: Window, at: number): Standing {
  const resetSeconds = Math.max(1, Math.ceil((window.endsAt - at) / 1000))
  const remaining = Math.max(0, quota - window.count)
  return {
    isExceeded: window.count > quota,
    headers: {
      'ratelimit-policy': `"${policy}";q=${quota};w=${WINDOW_SECONDS}`,
      ratelimit: `"${policy}";r=${remaining};t=${resetSeconds}`,
      ...(window.count > quota ? { 'retry-after': String(resetSeconds) } : {}),
    },
  }
}

/** The refusal for a caller that exceeded its limit. */
export function limited(standing: Standing): ApiError {
  return new ApiError('rate.limited', { headers: standing.headers })
}
