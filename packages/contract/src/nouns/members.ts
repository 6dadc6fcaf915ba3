// Members: the people of an org, who decide approvals. What they may do follows from their role.
import { MEMBER_ROLES } from '@countersign/terms'
import * as z from 'zod'
import type { ErrorTable } from '../wire/errors.ts'
import { EmailAddress, Groups, ReasonBody, ReceiptRef, Title } from '../wire/fields.ts'
import { MemberId } from '../wire/ids.ts'
import { changesNothing } from '../wire/messages.ts'
import { defineOperation, tableOf } from '../wire/operation.ts'
import { page, pageQuery } from '../wire/pages.ts'
import { receiptRef, sample, timeAt } from '../wire/samples.ts'
import { Time } from '../wire/time.ts'

/** Errors of members. */
export const memberErrors = {
  'member.exists': {
    status: 409,
    title: 'The org already has a member with this e-mail address',
    remedy: 'GET /v1/members lists the members of the org.',
  },
  'member.limit': {
    status: 409,
    title: 'The org has as many members as it can have',
    remedy: 'Remove one that has left with POST /v1/members/{member_id}/remove.',
  },
  'member.substitute': {
    status: 409,
    title: 'This cannot be the substitute of the member',
    remedy: 'Name another member with the role owner, admin or approver, for up to 90 days.',
  },
  'member.reset': {
    status: 409,
    title: 'How this member signs in cannot be reset from here',
    remedy:
      'Remove a member who cannot be reset with POST /v1/members/{member_id}/remove, and invite them again at another address.',
  },
  'member.last_owner': {
    status: 409,
    title: 'An org that has an owner keeps one',
    remedy: 'First make another member an owner with PATCH /v1/members/{member_id}.',
  },
} as const satisfies ErrorTable

const Role = z.enum(MEMBER_ROLES).meta({
  id: 'MemberRole',
  description: 'Owners, admins and approvers may decide approvals; auditors and members may not',
})

const memberMembers = {
  id: MemberId,
  name: z.string().meta({ description: 'Their name' }),
  email: z.string().optional().meta({ description: 'Their address' }),
  role: Role,
  groups: z.array(z.string()).meta({ description: 'Groups that policies name in `@approvers`' }),
  substitute: z
    .object({
      member: MemberId,
      from: Time.meta({ description: 'When it begins' }),
      until: Time.meta({ description: 'When it ends' }),
    })
    .optional()
    .meta({ description: 'Who decides approvals for them, from when and until when; it may be over' }),
  created_at: Time.meta({ description: 'When they joined' }),
}

/** A person in the org. */
export const Member = z.object(memberMembers).meta({ id: 'Member' })

/** A member after a change, and the receipt of that change. */
export const MemberChanged = z.object({ ...memberMembers, receipt: ReceiptRef }).meta({ id: 'MemberChanged' })

/** The id of a member who was removed, and the receipt of that. */
export const MemberRemoved = z.object({ id: MemberId, receipt: ReceiptRef }).meta({ id: 'MemberRemoved' })

/** A member whose ways to sign in have ended, and the link with which they set a new password. */
export const MemberReset = z
  .object({
    id: MemberId,
    mailed: z.boolean().meta({ description: 'Whether the link went to the address of the member' }),
    link: z.string().optional().meta({
      description:
        'Sets their new password, once, within a day. Shown once, and only where no mail is sent or nobody has shown that the address is theirs.',
      'x-secret': true,
    }),
    receipt: ReceiptRef,
  })
  .meta({ id: 'MemberReset' })

/** Adds a member. */
export const MemberCreateRequest = z
  .strictObject({
    name: Title.meta({ description: 'Their name' }),
    email: EmailAddress.optional().meta({ description: 'Their address' }),
    role: Role,
    groups: Groups.optional(),
  })
  .meta({ id: 'MemberCreateRequest' })

const memberChanges = z.strictObject({
  role: Role.optional(),
  groups: Groups.optional(),
  substitute: z
    .strictObject({
      member: MemberId,
      from: Time.optional().meta({ description: 'When it begins; now, if absent' }),
      until: Time.meta({ description: 'When it ends' }),
    })
    .nullable()
    .optional()
    .meta({
      description:
        'Who decides approvals for them meanwhile, of the same groups but in their own role; from now on without `from`. null ends it',
    }),
})

/** Changes what a member may do; what is left out stays. */
export const MemberUpdateRequest = memberChanges
  .refine(
    ({ role, groups, substitute }) => role !== undefined || groups !== undefined || substitute !== undefined,
    changesNothing(memberChanges),
  )
  .meta({ id: 'MemberUpdateRequest' })

const params = z.strictObject({ member_id: MemberId })

const sampleMember: z.input<typeof Member> = {
  id: sample.member,
  name: 'Ada Lovelace',
  email: 'ada@countersign.example',
  role: 'approver',
  groups: ['sre'],
  created_at: timeAt(6),
}

/** GET /v1/members */
const membersList = defineOperation({
  name: 'members.list',
  method: 'GET',
  path: '/v1/members',
  scope: 'members:read',
  input: { query: z.strictObject(pageQuery) },
  output: page(Member).meta({ id: 'MemberPage' }),
  errors: [],
  summary: 'List members',
  description: 'The people of the org, in the order of their ids; at most 1,000.',
  examples: [{ title: 'every member', request: {}, answer: { data: [sampleMember], has_more: false } }],
})

/** POST /v1/members */
const membersCreate = defineOperation({
  name: 'members.create',
  method: 'POST',
  path: '/v1/members',
  scope: 'members:write',
  input: { body: MemberCreateRequest },
  output: MemberChanged,
  status: 201,
  errors: ['member.exists', 'member.limit'],
  summary: 'Add a member',
  description:
    'Whoever adds a member holds every scope of the role. Receipts name the member by id only; the log holds commitments to name and e-mail address. An agent whose `owner` is the id or the e-mail address of a member is one that this member never decides for.',
  examples: [
    {
      title: 'an approver of a group',
      request: {
        name: 'Ada Lovelace',
        email: 'ada@countersign.example',
        role: 'approver',
        groups: ['sre'],
      },
      answer: { ...sampleMember, receipt: receiptRef('member.added', 6) },
    },
  ],
  refusals: { 'member.exists': {}, 'member.limit': { detail: 'the org has 1000 members' } },
})

/** PATCH /v1/members/{member_id} */
const membersUpdate = defineOperation({
  name: 'members.update',
  method: 'PATCH',
  path: '/v1/members/{member_id}',
  scope: 'members:write',
  input: { params, body: MemberUpdateRequest },
  output: MemberChanged,
  errors: ['member.last_owner', 'member.substitute'],
  summary: 'Change the role, the groups or the substitute of a member',
  description:
    'Counts for every decision from its receipt on, also for approvals that were asked for before.',
  examples: [
    {
      title: 'a member who no longer approves',
      request: { member_id: sample.member, role: 'member' },
      answer: { ...sampleMember, role: 'member', receipt: receiptRef('member.changed', 18) },
    },
  ],
  refusals: {
    'member.last_owner': {},
    'member.substitute': { detail: 'members cannot be their own substitute' },
  },
})

/** POST /v1/members/{member_id}/remove */
const membersRemove = defineOperation({
  name: 'members.remove',
  method: 'POST',
  path: '/v1/members/{member_id}/remove',
  scope: 'members:write',
  input: { params, body: ReasonBody },
  output: MemberRemoved,
  errors: ['member.last_owner'],
  urgent: true,
  summary: 'Remove a member',
  description:
    'Once its receipt is in the log, the member decides nothing more. What they decided before stays decided.',
  examples: [
    {
      title: 'a member who has left',
      request: { member_id: sample.member, reason: 'left the company' },
      answer: { id: sample.member, receipt: receiptRef('member.removed', 19) },
    },
  ],
  refusals: { 'member.last_owner': {} },
})

/** POST /v1/members/{member_id}/reset */
const membersReset = defineOperation({
  name: 'members.reset',
  method: 'POST',
  path: '/v1/members/{member_id}/reset',
  scope: 'members:write',
  input: { params, body: ReasonBody },
  output: MemberReset,
  errors: ['member.reset'],
  summary: 'Reset how a member signs in',
  description:
    'For a member who has lost their passkey, their authenticator app or their password: all of them and every session end, and a link sets a new password. Whoever resets holds every scope of the role, and is not the member. Be sure that it is the member who asks.',
  examples: [
    {
      title: 'a member who has lost their passkey',
      request: { member_id: sample.member, reason: 'lost the laptop, asked by phone' },
      answer: { id: sample.member, mailed: true, receipt: receiptRef('member.changed', 20) },
    },
  ],
  refusals: { 'member.reset': { detail: 'the member has no account: invite them, and they make one' } },
})

/** The operations on members. */
export const members = tableOf(membersList, membersCreate, membersUpdate, membersRemove, membersReset)
