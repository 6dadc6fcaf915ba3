// Invites somebody: a link that makes its first opener a member, mailed where that is possible.
import type { Input } from '@countersign/contract'
import { encodeBase64url } from '@countersign/json'
import { newId } from '@countersign/terms'
import type { Invitation, OrgConfig } from '../../ports/nouns.ts'
import type { Call, Caller, Handler } from '../call.ts'
import { type ChangeResult, change } from '../change.ts'
import { committed } from '../commitment.ts'
import type { Context } from '../context.ts'
import { currentConfig } from '../current.ts'
import { requireItsScopes } from '../members/answer.ts'
import { emailsOf, requireRoomFor } from '../members/create.ts'
import { linkOf, mailedSecret } from '../notifications/invite.ts'
import { receiptRef } from '../recorded.ts'
import { ApiError } from '../refusal.ts'
import { invitationAnswer, openInvitations } from './answer.ts'

const OPEN_MAX = 200
const LASTS_MS = 7 * 86_400_000

export function createInvitation(context: Context): Handler<'invitations.create'> {
  return async (call, request) => {
    requireItsScopes(call.caller, request.role)
    const { orgId } = call.caller
    const { invitation, secret, isForMail } = await newInvitation(context, call.caller, request)
    const { id, role, groups, email } = invitation
    const address = email === null ? undefined : committed(context, 'member.email', email)
    const made = await change(context, call, {
      environment: null,
      emails: emailsOf(invitation),
      make({ config, now }) {
        requireRoom(config, invitation, now)
        return {
          draft: {
            type: 'member.invited',
            member: { id, role, groups, ...(address && { email: address.commitment }) },
          },
          committed: [address],
          changes: [{ kind: 'invitation.add', invitation: { ...invitation, ...openFrom(now) } }],
        }
      },
    })
    // A repeated request cannot show the link again: only its hash is stored.
    if (made.repeated) return { ...(await madeBefore(context, call, made)), receipt: receiptRef(made) }
    const { mailed } = invitation
    const lasting = { ...invitation, ...openFrom(made.payload.issued_at) }
    const answer = { ...invitationAnswer(lasting), mailed, receipt: receiptRef(made) }
    return isForMail ? answer : { ...answer, link: linkOf(context, orgId, secret) }
  }
}

type Wanted = Omit<Invitation, 'createdAt' | 'expiresAt'>

type Made = { invitation: Wanted; secret: string; isForMail: boolean }

/** Invitations that are made and revoked again and again would fill the mailbox of somebody who asked for nothing. */
async function newInvitation(
  context: Context,
  { actor: invitedBy, orgId }: Caller,
  { email, role, groups }: Input<'invitations.create'>,
): Promise<Made> {
  const { clock, random, store, mailer, mayInvite } = context
  const id = newId('mem', clock(), random(10))
  const isForMail = email !== undefined && mailer !== undefined
  const secret = isForMail ? mailedSecret(context, orgId, id) : encodeBase64url(random(32))
  const invitation = {
    id,
    hash: store.keys.hashOf(secret),
    email: email ?? null,
    mailed: isForMail && (await mayInvite(orgId, email)),
    role,
    groups: groups ?? [],
    invitedBy,
  }
  return { invitation, secret, isForMail }
}

/** By the clock of the log, which decides when its time is over. */
function openFrom(createdAt: number): Pick<Invitation, 'createdAt' | 'expiresAt'> {
  return { createdAt, expiresAt: createdAt + LASTS_MS }
}

function requireRoom(config: OrgConfig, invitation: Wanted, now: number): void {
  requireRoomFor(config, invitation)
  if (openInvitations(config, now).length >= OPEN_MAX)
    throw new ApiError('invitation.limit', { detail: `the org has ${OPEN_MAX} open invitations` })
}

/** As far as it is still there: somebody may have accepted it. */
async function madeBefore(context: Context, call: Call, { payload }: ChangeResult) {
  const id = 'member' in payload ? payload.member?.id : undefined
  const found = (await currentConfig(context, call)).invitations.get(id ?? '')
  if (found === undefined) throw new ApiError('not_found')
  return { ...invitationAnswer(found), mailed: found.mailed }
}
