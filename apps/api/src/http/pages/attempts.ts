// How often something may be tried: passwords, mails to one address. Each process counts its own.
import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'

export type Attempts = {
  /** Counts a password to be tried for the address from there, before it is looked at: many may come at once. */
  mayTry(email: string, share: string): boolean
  /** It was right. Whoever has signed in from there may go on, whatever strangers try elsewhere. */
  succeeded(email: string, share: string): void
  /** Counts a mail to the address that somebody asks for; false when there were enough. */
  mayMail(email: string, share: string): boolean
}

const MINUTE = 60_000
const ENTRIES_MAX = 100_000

/** Wrong passwords for one account from one place, from one place in all, and for one account from everywhere. */
const WRONG = {
  pair: { most: 5, windowMs: 15 * MINUTE },
  place: { most: 40, windowMs: 15 * MINUTE },
  account: { most: 60, windowMs: 5 * MINUTE },
} as const
const MAILS = {
  address: { most: 4, windowMs: 60 * MINUTE },
  place: { most: 20, windowMs: 60 * MINUTE },
} as const

type Limit = { most: number; windowMs: number }

/** `now` answers milliseconds of a clock that never goes back. */
export function createAttempts(now: () => number): Attempts {
  const windows = new LRUCache<string, { count: number; endsAt: number }>({ max: ENTRIES_MAX })
  const familiar = new LRUCache<string, true>({ max: ENTRIES_MAX })
  function isSpent(name: string, { most }: Limit): boolean {
    const window = windows.get(name)
    return window !== undefined && window.endsAt > now() && window.count >= most
  }
  function count(name: string, { windowMs }: Limit): void {
    const window = windows.get(name)
    if (window !== undefined && window.endsAt > now()) window.count += 1
    else windows.set(name, { count: 1, endsAt: now() + windowMs })
  }
  function uncount(name: string): void {
    const window = windows.get(name)
    if (window !== undefined && window.count > 0) window.count -= 1
  }
  function names(email: string, share: string) {
    const account = markOf(email)
    return { pair: `pair ${account} ${share}`, place: `place ${share}`, account: `account ${account}` }
  }
  return {
    mayTry(email, share) {
      const { pair, place, account } = names(email, share)
      if (isSpent(pair, WRONG.pair) || isSpent(place, WRONG.place)) return false
      // A stranger who tries an account from many places keeps only unfamiliar places out, for minutes.
      if (!familiar.has(pair) && isSpent(account, WRONG.account)) return false
      count(pair, WRONG.pair)
      count(place, WRONG.place)
      count(account, WRONG.account)
      return true
    },
    succeeded(email, share) {
      const { pair, place, account } = names(email, share)
      windows.delete(pair)
      uncount(place)
      uncount(account)
      familiar.set(pair, true)
    },
    mayMail(email, share) {
      const [to, from] = [`mail ${markOf(email)}`, `mails ${share}`]
      if (isSpent(to, MAILS.address) || isSpent(from, MAILS.place)) return false
      count(to, MAILS.address)
      count(from, MAILS.place)
      return true
    },
  }
}

/** Of one length, whatever was typed: strangers fill no more memory than that. */
function markOf(email: string): string {
  return createHash('sha256').update(email.toLowerCase()).digest('base64url')
}
