// Resets how a member signs in who has lost what they had: every way in ends, and a link sets a new password.
import { encodeBase64url } from '@countersign/json'
import type { Entry } from '../../ports/ledger.ts'
import type { Member } from '../../ports/nouns.ts'
import type { Call, Handler } from '../call.ts'
import type { Context } from '../context.ts'
import { currentConfig } from '../current.ts'
import { receiptRef } from '../recorded.ts'
import { ApiError } from '../refusal.ts'
import { requireWithin } from '../standing.ts'
import { memberIn, requireItsScopes } from './answer.ts'
import { changeOther } from './others.ts'
import { unlinked } from './slack.ts'

const LASTS_MS = 24 * 3_600_000
const TOO_OFTEN = 'the member was reset too often, and gets a mail each time: wait an hour'

export function resetMember(context: Context): Handler<'members.reset'> {
  return async (call, request) => {
    const { member_id: id } = request
    const accountId = await accountOf(context, call, id)
    const mayReset = await context.mayReset(call.caller.orgId, id)
    const made = await changeOther(context, call, request, 'member.changed', (member) => {
      // Under the lock, because a repeat of what was done before is answered all the same.
      if (!mayReset) throw new ApiError('rate.limited', { detail: TOO_OFTEN })
      const { role, groups, substitute } = member
      const ended = { passkeys: [], slack: null }
      return {
        changes: [{ kind: 'member.change', id, role, groups, substitute, ...ended }],
        also: [...removed(member, call), ...unlinked(member, call.caller.actor)],
      }
    })
    const receipt = receiptRef(made)
    // Who repeats it has had the link, and the member may have set a password since.
    if (made.repeated) return { id, mailed: false, receipt }
    return { id, ...(await newWayIn(context, call, accountId)), receipt }
  }
}

/** Other orgs may depend on how the same account is entered, so only an account of this org alone is reset. */
async function accountOf(context: Context, call: Call, id: string): Promise<string> {
  const { caller } = call
  requireWithin(caller, null)
  if (caller.kind === 'member' && caller.memberId === id)
    throw new ApiError('member.reset', {
      detail: 'nobody resets themselves: ask another member who may do as much',
    })
  const { accountId, role } = memberIn(await currentConfig(context, call, { memberId: id }), id)
  requireItsScopes(caller, role)
  if (accountId === null)
    throw new ApiError('member.reset', {
      detail: 'the member has no account: invite them, and they make one',
    })
  if (!(await context.access.isOnlyIn(accountId, caller.orgId))) throw elsewhere()
  return accountId
}

function elsewhere(): ApiError {
  return new ApiError('member.reset', {
    detail:
      'the account is a member of another org, too, which depends on it: have it leave that one, or remove the member and invite them at another address',
  })
}

/** A receipt of each passkey that the org asks for no more. */
function removed({ id, passkeys }: Pick<Member, 'id' | 'passkeys'>, { caller }: Call): Entry[] {
  return passkeys.map(({ thumbprint, relying_party }) => ({
    draft: {
      type: 'member.passkey_removed',
      actor: caller.actor,
      member: { id },
      passkey: { thumbprint, relying_party },
    },
    disclosures: [],
    changes: [],
  }))
}

/** To the member's own mailbox, where it is known to be theirs; else to whoever resets, who knows the member. */
async function newWayIn(
  { access, mailer, clock, random, publicUrl }: Context,
  { caller }: Call,
  accountId: string,
): Promise<{ mailed: boolean; link?: string }> {
  const closed = await access.resetAccess(accountId, caller.orgId)
  if (closed === undefined) throw elsewhere()
  const { account, mark } = closed
  const token = encodeBase64url(random(32))
  const proves = mailer !== undefined && account.isProven
  const content = { account: accountId, mark, proves }
  await access.issue(token, { kind: 'reset', content, expiresAt: clock() + LASTS_MS })
  const link = `${publicUrl()}/reset/${token}`
  if (!proves) return { mailed: false, link }
  const sent = await mailer.send({
    // Not of the token: mail servers write down the ids of mails.
    id: encodeBase64url(random(16)),
    to: account.email,
    subject: 'Set a new password for Countersign',
    text: `Somebody who manages the members of your org has reset how you sign in. Set a new password:\n\n${link}\n\nThe link works once, for a day. Add a passkey in your settings afterwards, if you had one.\n`,
  })
  return { mailed: sent.status === 'sent' }
}
