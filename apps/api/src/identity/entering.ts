// What all ways in have in common.
import type { Passwords } from '../adapters/passwords.ts'
import type { Context } from '../operations/context.ts'
import { ApiError } from '../operations/refusal.ts'
import type { AccountStore, Accounts } from '../ports/accounts.ts'

export type Signup = 'open' | 'invite' | 'closed'

export type EntranceParts = {
  context: Context
  accounts: Accounts
  accountStore: AccountStore
  passwords: Passwords
  signup: Signup
  /** Hears why a mail was not sent, for the log. */
  onMail: (code: string) => void
}

/** Somebody who is in: their org, and the cookies of their session. */
export type Came = { orgId: string; setCookies: readonly string[] }

export const KNOWN = 'has an account already: sign in'

export function invalid(field: string, message: string): ApiError {
  return new ApiError('request.invalid', { errors: [{ code: 'refused', pointer: `/${field}`, message }] })
}
