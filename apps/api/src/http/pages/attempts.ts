// How often something may be tried: passwords, mails to one address.
import type { Limits } from '../../ports/limits.ts'

export type Attempts = {
  /** Counts a password to be tried for the address from there, before it is looked at: many may come at once. */
  mayTry(email: string, share: string): Promise<boolean>
  /** It was right. People who have signed in from there may go on, whatever strangers try elsewhere. */
  succeeded(email: string, share: string): Promise<void>
  /** Counts a mail to the address that somebody asks for; false when there were enough. */
  mayMail(email: string, share: string): Promise<boolean>
}

const MINUTE = 60_000
const FAMILIAR_MS = 90 * 24 * 60 * MINUTE
const UNLIMITED = 2 ** 31 - 1

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

export function createAttempts(limits: Limits): Attempts {
  function names(email: string, share: string) {
    const account = email.toLowerCase()
    return { pair: `pair ${account} ${share}`, place: `place ${share}`, account: `account ${account}` }
  }
  function familiar(pair: string): string {
    return `familiar ${pair}`
  }
  return {
    async mayTry(email, share) {
      const { pair, place, account } = names(email, share)
      // A stranger who tries an account from many places keeps only unfamiliar places out, for minutes.
      const most = (await limits.has(familiar(pair))) ? UNLIMITED : WRONG.account.most
      return limits.take([
        { name: pair, ...WRONG.pair },
        { name: place, ...WRONG.place },
        { name: account, ...WRONG.account, most },
      ])
    },
    async succeeded(email, share) {
      const { pair, place, account } = names(email, share)
      await limits.forget(pair)
      await limits.giveBack([place, account])
      await limits.take([{ name: familiar(pair), most: UNLIMITED, windowMs: FAMILIAR_MS }])
    },
    mayMail: (email, share) =>
      limits.take([
        { name: `mail ${email.toLowerCase()}`, ...MAILS.address },
        { name: `mails ${share}`, ...MAILS.place },
      ]),
  }
}
