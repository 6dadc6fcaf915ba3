// How many mails a member, or somebody who is invited, gets in an hour: nobody may fill a mailbox through us.
import type { Limits } from './ports/limits.ts'

const HOUR_MS = 3_600_000
/** To one member, or to one account about itself. */
const TO_ONE = 30
/** Of every org together to one address, and of one org to everybody. */
const INVITATIONS = { toAddress: 5, ofOrg: 200 }
/** Of one member. */
const RESETS = 5

export function createMailLimits(limits: Limits) {
  return {
    mayMail: (orgId: string, memberId: string) =>
      limits.take([{ name: `told ${orgId} ${memberId}`, most: TO_ONE, windowMs: HOUR_MS }]),
    mayReset: (orgId: string, memberId: string) =>
      limits.take([{ name: `resets ${orgId} ${memberId}`, most: RESETS, windowMs: HOUR_MS }]),
    mayInvite: (orgId: string, email: string) =>
      limits.take([
        { name: `invites ${orgId}`, most: INVITATIONS.ofOrg, windowMs: HOUR_MS },
        { name: `invited ${email.toLowerCase()}`, most: INVITATIONS.toAddress, windowMs: HOUR_MS },
      ]),
  }
}
