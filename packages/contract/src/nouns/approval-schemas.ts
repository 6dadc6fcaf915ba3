// What approvals look like in answers, and how a decision on one is sent.
import { APPROVAL_DECISIONS, APPROVAL_STATUSES, DECIDED_VIA } from '@countersign/terms'
import * as z from 'zod'
import { Digest, Reason, ReceiptRef, RetryAfter } from '../wire/fields.ts'
import { AgentId, ApprovalId, GateId, MemberId } from '../wire/ids.ts'
import { JsonObjectSchema } from '../wire/json.ts'
import { Time } from '../wire/time.ts'
import { PolicyRef, ReasonItem, Risk, Target } from './decision-schemas.ts'
import { Refusal, reviewMembers } from './review-schemas.ts'

const Required = z.int().min(1).meta({ description: 'How many members must grant it' })
const Group = z.string().meta({ description: 'The group that they must be of' })
const Escalation = z
  .object({ at: Time.meta({ description: 'When that begins' }), required: Required, group: Group })
  .meta({ description: 'From `at` on so many members of this group are enough, too' })
const demand = { required: Required, group: Group.optional(), escalation: Escalation.optional() }

const USES_MAX = 100
const MINUTES_MAX = 1440

/** How often an approved call may be made, and for how long. */
export const GrantLimits = z
  .strictObject({
    uses: z.int().min(1).max(USES_MAX).meta({ description: 'How often the call may be made' }),
    minutes: z.int().min(1).max(MINUTES_MAX).meta({ description: 'For how long' }),
  })
  .meta({
    id: 'GrantLimits',
    description:
      'This exact call up to `uses` times within `minutes`, from when enough members have granted it',
  })

/** What one member decided. */
export const ApprovalDecision = z
  .object({
    member: MemberId,
    for: MemberId.optional().meta({ description: 'The member for whom they stood in' }),
    decision: z.enum(APPROVAL_DECISIONS).meta({ description: 'What they decided' }),
    role: z.string().meta({ description: 'The role of the member at that time' }),
    groups: z.array(z.string()).meta({
      description:
        'The groups that counted at that time: of the member, or of the one for whom they stood in',
    }),
    via: z
      .enum(DECIDED_VIA)
      .meta({ description: 'How they decided: signed in, with a passkey, in Slack, or through a backend' }),
    at: Time.meta({ description: 'When' }),
    grant: GrantLimits.optional(),
    hurried: z.literal(true).optional().meta({
      description: 'It was granted within two seconds of being shown',
    }),
    lapsed: z.literal(true).optional().meta({
      description:
        'It no longer counts: who granted it has left the org, decides no approvals now, or is no longer of a group that was asked for',
    }),
    reason: z
      .string()
      .optional()
      .meta({ description: 'Only where a single approval is read; the log holds a commitment to it' }),
    receipt: ReceiptRef,
  })
  .meta({ id: 'ApprovalDecision' })

const approvalMembers = {
  id: ApprovalId,
  status: z.enum(APPROVAL_STATUSES).meta({ description: 'Where the decision stands' }),
  digest: Digest.meta({ description: 'What the approval is bound to; send it with the decision' }),
  ...demand,
  also: z.array(z.object(demand)).optional().meta({ description: 'What must be met besides' }),
  grant: GrantLimits.optional().meta({
    description: 'The most that a member may grant; without it the approval is for one use',
  }),
  given: z.int().min(0).meta({ description: 'How many grants count so far' }),
  decisions: z.array(ApprovalDecision).meta({ description: 'What was decided so far, in order' }),
  agent_id: AgentId,
  action: z.string().meta({ description: 'What is attempted' }),
  tool: z.string().optional().meta({ description: 'What is called' }),
  environment: z.string().meta({ description: 'Where' }),
  risk: Risk,
  session_id: z.string().optional().meta({ description: 'The session of the agent' }),
  gate_id: GateId,
  created_at: Time.meta({ description: 'When it was asked for' }),
  expires_at: Time.meta({
    description: 'Decided before this, and once it is granted, used before it',
  }),
  uses: z
    .object({
      max: z.int().min(1).meta({ description: 'How often it may be made' }),
      used: z.int().min(0).meta({ description: 'How often it was' }),
      until: Time.meta({ description: 'Until when' }),
    })
    .optional()
    .meta({
      description: 'Once it is granted: how often the call may be made, how often it was, and until when',
    }),
}

/** An approval. */
export const Approval = z.object(approvalMembers).meta({ id: 'Approval' })

/** An approval in a list. */
export const ApprovalListed = Approval.extend({ refusal: Refusal.optional() }).meta({ id: 'ApprovalListed' })

/** An approval with everything that a member must see before deciding. */
export const ApprovalDetails = z
  .object({
    ...approvalMembers,
    arguments: JsonObjectSchema.optional().meta({
      description: 'What would be executed',
    }),
    arguments_absent: z.enum(['none', 'kept', 'erased']).optional().meta({
      description:
        'Why there are no `arguments`: the call has `none`, its caller `kept` them, or they were `erased`',
    }),
    target: Target.optional(),
    reasons: z.array(ReasonItem.omit({ message: true })).meta({ description: 'Why it needs a human' }),
    policy: PolicyRef.optional(),
    receipt: ReceiptRef,
    retry_after: RetryAfter,
  })
  .meta({ id: 'ApprovalDetails' })

/** An approval with everything that a person should see before deciding. */
export const ApprovalReview = ApprovalDetails.extend(reviewMembers).meta({ id: 'ApprovalReview' })

/** An approval after a change, and the receipt of that change. */
export const ApprovalChanged = z
  .object({ ...approvalMembers, receipt: ReceiptRef })
  .meta({ id: 'ApprovalChanged' })

const Base64url = z.string().regex(/^[A-Za-z0-9_-]+$/, 'must be base64url without padding')

/** What a passkey answered. */
export const PasskeyAnswer = z
  .strictObject({
    credential_id: Base64url.max(1400).meta({ description: 'Which passkey answered' }),
    client_data: Base64url.max(4096).meta({ description: 'The client data, as the browser signed them' }),
    authenticator_data: Base64url.max(2048).meta({ description: 'The data of the authenticator' }),
    signature: Base64url.max(1024).meta({ description: 'The signature over both' }),
  })
  .meta({
    id: 'PasskeyAnswer',
    description:
      'Of a signed-in member: the answer of their passkey to the WebAuthn challenge of this decision, as the page of the receipt format says',
  })

/** Decides an approval for a member. */
export const ApprovalDecideRequest = z
  .strictObject({
    decision: z.enum(APPROVAL_DECISIONS).meta({ description: 'Grant or reject' }),
    member_id: MemberId.optional().meta({
      description:
        'Who decided: a backend names them; a signed-in member decides in person and leaves it out',
    }),
    for: MemberId.optional().meta({
      description: 'The member for whom they stand in as the substitute: the groups of that one count',
    }),
    digest: Digest.meta({ description: 'The digest that the member was shown' }),
    grant: GrantLimits.optional().meta({
      description:
        'With `grant`: more than one use, within `grant` of the approval. The smallest that any member gave counts',
    }),
    shown_at: Time.optional().meta({
      description: 'When the member was shown the approval: a grant within two seconds of it is `hurried`',
    }),
    reason: Reason.optional(),
    passkey: PasskeyAnswer.optional(),
  })
  .refine(({ decision, grant }) => decision === 'grant' || grant === undefined, {
    message: 'is for the decision `grant`',
    path: ['grant'],
  })
  .meta({ id: 'ApprovalDecideRequest' })
