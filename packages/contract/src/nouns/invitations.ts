// Invitations: what a person may become a member with, by a link that is opened once.
import { MEMBER_ROLES } from '@countersign/terms'
import * as z from 'zod'
import type { ErrorTable } from '../wire/errors.ts'
import { EmailAddress, Groups, ReasonBody, ReceiptRef } from '../wire/fields.ts'
import { MemberId } from '../wire/ids.ts'
import { defineOperation, tableOf } from '../wire/operation.ts'
import { wholeList } from '../wire/pages.ts'
import { receiptRef, sample, timeAt } from '../wire/samples.ts'
import { Time } from '../wire/time.ts'

/** Errors of invitations. */
export const invitationErrors = {
  'invitation.limit': {
    status: 409,
    title: 'The org has as many open invitations as it can have',
    remedy: 'Revoke some with POST /v1/invitations/{member_id}/revoke.',
  },
} as const satisfies ErrorTable

const Role = z.enum(MEMBER_ROLES)

const invitationMembers = {
  id: MemberId.meta({ description: 'The id that the member will have' }),
  email: z.string().optional().meta({ description: 'The address that it is for' }),
  role: Role.meta({ description: 'The role that the member will have' }),
  groups: z.array(z.string()).meta({ description: 'The groups that the member will be in' }),
  created_at: Time.meta({ description: 'When it was made' }),
  expires_at: Time.meta({ description: 'Until when its link works' }),
}

/** Somebody who may become a member. */
export const Invitation = z.object(invitationMembers).meta({ id: 'Invitation' })

/** An invitation that was made, and its link unless that was mailed. */
export const InvitationCreated = z
  .object({
    ...invitationMembers,
    mailed: z.boolean().meta({
      description:
        'Whether the link goes to the address, and to nobody else; without it, too many were mailed lately',
    }),
    link: z.string().optional().meta({
      description: 'Whoever opens it first becomes the member. Shown once, and only where it was not mailed.',
      'x-secret': true,
    }),
    receipt: ReceiptRef,
  })
  .meta({ id: 'InvitationCreated' })

/** The id of an invitation that was revoked, and the receipt of that. */
export const InvitationRevoked = z
  .object({ id: MemberId, receipt: ReceiptRef })
  .meta({ id: 'InvitationRevoked' })

/** Invites somebody. */
export const InvitationCreateRequest = z
  .strictObject({
    email: EmailAddress.optional().meta({
      description: 'The address that it is for; without one, the link works for anybody who has it',
    }),
    role: Role.meta({ description: 'The role that the member will have' }),
    groups: Groups.optional(),
  })
  .meta({ id: 'InvitationCreateRequest' })

const sampleInvitation: z.input<typeof Invitation> = {
  id: sample.member,
  email: 'ada@countersign.example',
  role: 'approver',
  groups: ['sre'],
  created_at: timeAt(6),
  expires_at: timeAt(604_806),
}

/** GET /v1/invitations */
const invitationsList = defineOperation({
  name: 'invitations.list',
  method: 'GET',
  path: '/v1/invitations',
  scope: 'members:read',
  input: {},
  output: wholeList(Invitation).meta({ id: 'InvitationList' }),
  errors: [],
  summary: 'List open invitations',
  description: 'Those that may still be accepted, in the order of their ids; at most 200.',
  examples: [{ title: 'one that waits', request: {}, answer: { data: [sampleInvitation], has_more: false } }],
})

/** POST /v1/invitations */
const invitationsCreate = defineOperation({
  name: 'invitations.create',
  method: 'POST',
  path: '/v1/invitations',
  scope: 'members:write',
  input: { body: InvitationCreateRequest },
  output: InvitationCreated,
  status: 201,
  errors: ['invitation.limit', 'member.exists', 'member.limit'],
  summary: 'Invite somebody',
  description:
    'Makes a link that its opener becomes a member with, for seven days. Where the service sends mail and an address is given, the link goes there and nowhere else; otherwise it is answered, this once. Role and groups are fixed. Whoever invites holds every scope of the role.',
  examples: [
    {
      title: 'an approver of a group',
      request: { email: 'ada@countersign.example', role: 'approver', groups: ['sre'] },
      answer: { ...sampleInvitation, mailed: true, receipt: receiptRef('member.invited', 6) },
    },
  ],
  refusals: {
    'invitation.limit': { detail: 'the org has 200 open invitations' },
    'member.exists': {},
    'member.limit': { detail: 'the org has 1000 members' },
  },
})

/** POST /v1/invitations/{member_id}/revoke */
const invitationsRevoke = defineOperation({
  name: 'invitations.revoke',
  method: 'POST',
  path: '/v1/invitations/{member_id}/revoke',
  scope: 'members:write',
  input: { params: z.strictObject({ member_id: MemberId }), body: ReasonBody },
  output: InvitationRevoked,
  errors: [],
  urgent: true,
  summary: 'Revoke an invitation',
  description: 'Once its receipt is in the log, the link opens nothing.',
  examples: [
    {
      title: 'an invitation to the wrong address',
      request: { member_id: sample.member, reason: 'wrong address' },
      answer: { id: sample.member, receipt: receiptRef('member.removed', 19) },
    },
  ],
})

/** The operations on invitations. */
export const invitations = tableOf(invitationsList, invitationsCreate, invitationsRevoke)
