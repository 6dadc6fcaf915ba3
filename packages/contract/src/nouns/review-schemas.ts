// What a person sees of an approval besides the call: agent, rules, what was approved before.
import { AGENT_STATUSES, DECIDED_VIA } from '@countersign/terms'
import * as z from 'zod'
import { Digest, ReceiptRef } from '../wire/fields.ts'
import { AgentId, ApprovalId, MemberId } from '../wire/ids.ts'
import { JsonObjectSchema, JsonValueSchema } from '../wire/json.ts'
import { Time } from '../wire/time.ts'
import { Declared, PolicyEffect } from './decision-schemas.ts'

const Count = z.int().min(0)

/** What an agent did lately, from the log. */
const AgentRecord = z
  .object({
    since: Time.meta({
      description: 'Nothing older is counted: 30 days, or the last 1,000 receipts',
    }),
    gates: z
      .object({
        allowed: Count.meta({ description: 'Allowed' }),
        denied: Count.meta({ description: 'Denied' }),
        pending: Count.meta({ description: 'Held for a human' }),
      })
      .meta({ description: 'How its gates were decided' }),
    approvals: z
      .object({
        granted: Count.meta({ description: 'Granted' }),
        rejected: Count.meta({ description: 'Rejected' }),
        expired: Count.meta({ description: 'Not decided in time' }),
      })
      .meta({ description: 'What became of its approvals' }),
    actions: z
      .object({
        completed: Count.meta({ description: 'Reported as done' }),
        failed: Count.meta({ description: 'Reported as failed' }),
      })
      .meta({ description: 'What it reported of its calls' }),
  })
  .meta({ id: 'AgentRecord', description: 'What the agent did lately, from the log' })

/** A policy that asks for the approval. */
const ReviewRule = z
  .object({
    policy_id: z.string().meta({ description: 'The `@id` of the policy' }),
    effect: PolicyEffect.optional().meta({ description: 'Whether it permits or forbids' }),
    reason: z.string().optional().meta({ description: 'The `@reason` of the policy' }),
    why: z.string().optional().meta({ description: 'What it makes of this call, in one sentence' }),
    text: z.string().optional().meta({ description: 'The policy as it was published' }),
  })
  .meta({ id: 'ReviewRule', description: 'A policy that asks for the approval' })

/** What the call does to the world, as far as its names and the method of its target show. */
const ReviewEffect = z
  .object({
    effect: z.string().meta({ description: 'The strictest of `effects`' }),
    effects: z.array(z.string()).meta({ description: 'Everything that it does' }),
    reversibility: z
      .enum(['nothing_changes', 'may_be_undone', 'cannot_be_undone', 'unknown'])
      .meta({ description: 'Whether it can be undone' }),
    tool_registered: z.boolean().meta({ description: 'Whether the org has said anything about the tool' }),
  })
  .meta({ id: 'ReviewEffect', description: 'What the call does, as far as its names and its method tell' })

/** The call of the same tool and action that was approved and used last, in the same environment. */
const PreviousCall = z
  .object({
    approval_id: ApprovalId,
    agent_id: AgentId,
    arguments: JsonObjectSchema.optional().meta({ description: 'Its arguments' }),
    granted_by: z.array(MemberId).meta({ description: 'The members who granted it' }),
    granted_at: Time.optional().meta({ description: 'When' }),
    receipt: ReceiptRef,
  })
  .meta({
    id: 'PreviousCall',
    description: 'The last call of the same tool and action that was approved and used',
  })

/** One place where the arguments differ. */
const ArgumentDifference = z
  .object({
    path: z.string().meta({ description: 'A JSON pointer; empty for the arguments as a whole' }),
    was: JsonValueSchema.optional().meta({ description: 'In the previous call' }),
    now: JsonValueSchema.optional().meta({ description: 'In this one' }),
  })
  .meta({ id: 'ArgumentDifference' })

/** The members of the receipt that a decision signs. */
const SignedReceipt = z
  .object({
    type: z.string().meta({ description: 'The type of the receipt' }),
    approval: z
      .object({
        id: ApprovalId,
        digest: Digest.meta({ description: 'What the approval is bound to' }),
        given: Count.meta({ description: 'How many grants count with this one' }),
      })
      .meta({ description: 'The approval' }),
    decision: z
      .object({
        by: MemberId.optional(),
        for: MemberId.optional().meta({
          description: 'The member for whom they stand in, where they may not decide it for themselves',
        }),
        via: z.enum(DECIDED_VIA).meta({ description: 'How it is decided' }),
        role: z.string().optional().meta({ description: 'The role of the member' }),
        groups: z.array(z.string()).optional().meta({ description: 'The groups that count' }),
      })
      .meta({ description: 'The decision' }),
  })
  .meta({ id: 'SignedReceipt', description: 'What the receipt of a decision would say' })

export const Refusal = z
  .string()
  .meta({ description: 'Why the signed-in member may not decide it; absent where they may' })

/** The members that a review has besides those of the approval. */
export const reviewMembers = {
  canonical: z
    .string()
    .optional()
    .meta({ description: 'The arguments in the form of RFC 8785, which is what the digest is over' }),
  declared: Declared.optional(),
  agent: z
    .object({
      id: AgentId,
      name: z.string().optional().meta({ description: 'Its name' }),
      owner: z.string().optional().meta({ description: 'Who is responsible for it' }),
      status: z.enum(AGENT_STATUSES).optional().meta({ description: 'Whether it may act' }),
    })
    .meta({ description: 'The agent that asks' }),
  record: AgentRecord,
  rules: z.array(ReviewRule).meta({ description: 'The policies that ask for the approval' }),
  effect: ReviewEffect,
  previous: PreviousCall.optional(),
  differences: z.array(ArgumentDifference).optional().meta({
    description: 'How the arguments differ from the previous ones; where many places do, as a whole',
  }),
  will_sign: z
    .object({ grant: SignedReceipt, reject: SignedReceipt })
    .meta({ description: 'What a decision that is made now signs' }),
  refusal: Refusal.optional(),
  stands_in_for: z
    .array(MemberId)
    .optional()
    .meta({ description: 'Absent members for whom the signed-in member may decide it' }),
  members: z
    .array(z.object({ id: MemberId, name: z.string().meta({ description: 'Their name' }) }))
    .meta({ description: 'The names of the members that this names' }),
  now: Time.meta({ description: 'The time of the log at this answer' }),
}
