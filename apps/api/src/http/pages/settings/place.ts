// Where the settings are, what is said after a change, and how lately somebody must have proved who they are.
import type { Passkeys } from '../../../identity/passkeys.ts'
import type { AccountStore } from '../../../ports/accounts.ts'
import type { Attempt, OrgVisit } from '../kit.ts'
import type { Page } from '../layout.ts'
import { signInPath } from '../next.ts'

export const PATH = '/o/:org_id/settings'

export const DONE = {
  password_added: 'The password is set.',
  password: 'The password is changed, and every other session has ended.',
  totp: 'From now on, signing in with your password asks for a code.',
  totp_off: 'Signing in with your password asks for no code now.',
  passkey: 'The passkey is added.',
  passkey_off: 'The passkey is removed.',
  session: 'The session has ended.',
  mailed: 'A mail with a link is on its way to you. Open it in this browser.',
  address: 'Your address is confirmed.',
  slack: 'Your Slack user is linked. Press the button in Slack again.',
  slack_off: 'The link with your Slack user has ended.',
  substitute: 'They may decide for you from now on.',
  substitute_off: 'Nobody decides for you.',
}

export type Show = (visit: OrgVisit, attempt: Attempt) => Promise<Page>

export function settingsOf({ org }: OrgVisit, done?: keyof typeof DONE): string {
  return `/o/${org.id}/settings${done === undefined ? '' : `?done=${done}`}`
}

const FRESH_MS = 10 * 60_000

export function isFresh({ who }: OrgVisit): boolean {
  return Date.now() - who.session.signedInAt < FRESH_MS
}

export type AgainParts = { accountStore: Pick<AccountStore, 'passkeys'>; passkeys: Pick<Passkeys, 'isKnown'> }

/**
 * Where somebody must sign in again before they change how the account is entered; undefined where they need not.
 * What they have beside the password must be shown as well: else whoever knows the password, or reads the mails with
 * which one is set, could do without it. That counts of a passkey that only an org still knows, too.
 */
export async function againFor(
  { accountStore, passkeys }: AgainParts,
  visit: OrgVisit,
  back = settingsOf(visit),
): Promise<string | undefined> {
  const { account, session } = visit.who
  const hasMore =
    account.hasSecondFactor ||
    (await accountStore.passkeys(account.id)).length > 0 ||
    (await passkeys.isKnown(account.id))
  if (isFresh(visit) && !(hasMore && session.method === 'password')) return undefined
  return signInPath(back, hasMore ? 'second' : 'again')
}
