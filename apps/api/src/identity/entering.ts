// What all ways in have in common.
import type { Context } from '../operations/context.ts'
import { ApiError } from '../operations/refusal.ts'
import type { AccountStore, Accounts, FirstKey, PasskeyCredential } from '../ports/accounts.ts'
import type { MemberPasskey } from '../ports/nouns.ts'
import type { FirstKeys } from './first-keys.ts'

export type Signup = 'open' | 'invite' | 'closed'

export type EntranceParts = {
  context: Context
  accounts: Accounts
  accountStore: AccountStore
  firstKeys: FirstKeys
  /** As an org knows them, of those that it can verify. */
  memberPasskeys: (credentials: readonly PasskeyCredential[]) => MemberPasskey[]
  signup: Signup
  /** Hears why a mail was not sent, for the log. */
  onMail: (code: string) => void
}

/** Somebody who is in: their org, and the cookies of their session. */
export type JoinedSession = { orgId: string; setCookies: readonly string[] }

/** With what somebody is in a moment after their account was made. */
export function methodOf(key: FirstKey): 'passkey' | 'password' {
  return 'passkey' in key ? 'passkey' : 'password'
}

export function passkeysOf(
  { memberPasskeys }: Pick<EntranceParts, 'memberPasskeys'>,
  key: FirstKey,
): MemberPasskey[] {
  return 'passkey' in key ? memberPasskeys([key.passkey]) : []
}

export const KNOWN = 'has an account already: sign in'

export function invalid(field: string, message: string): ApiError {
  return new ApiError('request.invalid', { errors: [{ code: 'refused', pointer: `/${field}`, message }] })
}

export function invalidChoice(key: FirstKey): ApiError {
  return 'passkey' in key
    ? new ApiError('request.invalid', { detail: 'the passkey is not the one that was made at sign-up' })
    : invalid('password', 'is not the one that was chosen at sign-up')
}
