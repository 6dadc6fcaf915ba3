// Invites somebody: a link that makes its first opener a member, mailed where that is possible.
import type { Input } from '@countersign/contract'
import { encodeBase64url } from '@countersign/json'
import { newId } from '@countersign/terms'
import type { Invitation, OrgConfig } from '../../ports/nouns.ts'
import type { Call, Handler } from '../call.ts'
import { type ChangeResult, change } from '../change.ts'
import { committed } from '../commitment.ts'
import type { Context } from '../context.ts'
import { currentConfig } from '../current.ts'
import { requireItsScopes } from '../members/answer.ts'
import { emailsOf, requireRoomFor } from '../members/create.ts'
import { receiptRef } from '../recorded.ts'
import { ApiError } from '../refusal.ts'
import { invitationAnswer, openInvitations } from './answer.ts'

const OPEN_MAX = 200
const LASTS_MS = 7 * 86_400_000

export function createInvitation(context: Context): Handler<'invitations.create'> {
  return async (call, request) => {
    requireItsScopes(call.caller, request.role)
    const { orgId } = call.caller
    const secret = encodeBase64url(context.random(32))
    const invitation = newInvitation(context, call.caller.actor, secret, request)
    const { id, role, groups, email } = invitation
    const address = email === null ? undefined : committed(context, 'member.email', email)
    const made = await change(context, call, {
      environment: null,
      emails: emailsOf(invitation),
      make({ config }) {
        requireRoom(config, invitation)
        return {
          draft: {
            type: 'member.invited',
            member: { id, role, groups, ...(address && { email: address.commitment }) },
          },
          committed: [address],
          changes: [{ kind: 'invitation.add', invitation }],
        }
      },
    })
    // A repeated request cannot show the link again: only its hash is stored.
    if (made.repeated) return { ...(await madeBefore(context, call, made)), receipt: receiptRef(made) }
    const link = `${context.publicUrl()}/join/${orgId.slice(4)}.${secret}`
    const mailed = invitation.mailed && (await isSent(context, orgId, invitation, link))
    const answer = { ...invitationAnswer(invitation), mailed, receipt: receiptRef(made) }
    return invitation.mailed ? answer : { ...answer, link }
  }
}

function newInvitation(
  { clock, random, store, mailer }: Context,
  invitedBy: string,
  secret: string,
  { email, role, groups }: Input<'invitations.create'>,
): Invitation {
  const createdAt = clock()
  return {
    id: newId('mem', createdAt, random(10)),
    hash: store.keys.hashOf(secret),
    email: email ?? null,
    mailed: email !== undefined && mailer !== undefined,
    role,
    groups: groups ?? [],
    invitedBy,
    createdAt,
    expiresAt: createdAt + LASTS_MS,
  }
}

function requireRoom(config: OrgConfig, invitation: Invitation): void {
  requireRoomFor(config, invitation)
  if (openInvitations(config, invitation.createdAt).length >= OPEN_MAX)
    throw new ApiError('invitation.limit', { detail: `the org has ${OPEN_MAX} open invitations` })
}

/** As far as it is still there: somebody may have accepted it. */
async function madeBefore(context: Context, call: Call, { payload }: ChangeResult) {
  const id = 'member' in payload ? payload.member?.id : undefined
  const found = (await currentConfig(context, call)).invitations.get(id ?? '')
  if (found === undefined) throw new ApiError('not_found')
  return { ...invitationAnswer(found), mailed: found.mailed }
}

/** Invitations that are made and revoked again and again would fill the mailbox of somebody who asked for nothing. */
async function isSent(
  { mailer, mayInvite }: Context,
  orgId: string,
  { id, email, role }: Invitation,
  link: string,
): Promise<boolean> {
  if (!(await mayInvite(orgId, email ?? ''))) return false
  const outcome = await mailer?.send({
    id,
    to: email ?? '',
    subject: 'You are invited to an org on Countersign',
    text: `You are invited to become a member, with the role ${role}:\n\n${link}\n\nThe link works once, for seven days.\n`,
  })
  return outcome?.status === 'sent'
}
