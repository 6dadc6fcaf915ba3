// An invitation as it is answered, never with its secret.
import type { Output } from '@countersign/contract'
import type { Invitation, OrgConfig } from '../../ports/nouns.ts'

type InvitationAnswer = Output<'invitations.list'>['data'][number]

export function invitationAnswer(invitation: Invitation): InvitationAnswer {
  const { id, email, role, groups, createdAt, expiresAt } = invitation
  return {
    id,
    ...(email !== null && { email }),
    role,
    groups,
    created_at: createdAt,
    expires_at: expiresAt,
  }
}

/** Those that may still be accepted. */
export function openInvitations({ invitations }: OrgConfig, now: number): Invitation[] {
  return [...invitations.values()].filter(({ expiresAt }) => expiresAt > now)
}
