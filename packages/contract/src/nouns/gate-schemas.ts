// What is sent to check, gate and complete, and what they answer.
import { GATE_STATUSES, OUTCOMES } from '@countersign/terms'
import * as z from 'zod'
import { Digest, ReceiptRef } from '../wire/fields.ts'
import { ApprovalId, GateId } from '../wire/ids.ts'
import { GivenJsonValue } from '../wire/json.ts'
import { Time } from '../wire/time.ts'
import {
  ApprovalRef,
  arguesOnce,
  arguesOnceMessage,
  decisionMembers,
  namesSomething,
  namesSomethingMessage,
  requestMembers,
  SanitizedArguments,
  Verdict,
} from './decision-schemas.ts'

/** Asks for a verdict without opening anything. */
export const CheckRequest = z
  .strictObject({
    ...requestMembers,
    dry_run: z.boolean().optional().meta({
      description:
        "Record nothing, and answer with `would` instead of `verdict`; not available to an agent's key",
    }),
    explain: z
      .boolean()
      .optional()
      .meta({ description: "Add an explanation; not available to an agent's key" }),
  })
  .refine(namesSomething, namesSomethingMessage)
  .refine(arguesOnce, arguesOnceMessage)
  .meta({ id: 'CheckRequest' })

/** An advisory verdict; with `dry_run` it holds `would` instead of `verdict` and no receipt. */
export const CheckResponse = z
  .object({
    verdict: Verdict.optional(),
    would: Verdict.optional(),
    ...decisionMembers,
    receipt: ReceiptRef.optional(),
  })
  .meta({ id: 'CheckResponse' })

/** Asks for a verdict and, when it allows, a permit for exactly these arguments. */
export const GateRequest = z
  .strictObject({
    ...requestMembers,
    approval_id: ApprovalId.optional().meta({ description: 'Use this granted approval' }),
  })
  .refine(namesSomething, namesSomethingMessage)
  .refine(arguesOnce, arguesOnceMessage)
  .meta({ id: 'GateRequest' })

/** The state of a gate. */
export const GateStatus = z
  .enum(GATE_STATUSES)
  .meta({ id: 'GateStatus', description: 'What has become of a gate' })

/** A single-use permit bound to the exact arguments it was asked for. */
export const GateRef = z
  .object({
    id: GateId,
    status: GateStatus,
    expires_at: Time.optional().meta({ description: 'Until when it can be used and completed' }),
  })
  .meta({ id: 'GateRef', description: 'A single-use permit; act only while it is `open`' })

const gateMembers = {
  ...decisionMembers,
  receipt: ReceiptRef,
  gate: GateRef.optional(),
  approval: ApprovalRef.optional(),
}

/** A verdict, its receipt, and the gate it opened: a caller that may act has a gate, one that must wait an approval. */
export const GateResponse = z
  .discriminatedUnion('verdict', [
    z
      .object({ verdict: z.literal('allow').meta({ description: 'Act' }), ...gateMembers, gate: GateRef })
      .meta({
        id: 'GateAllowed',
        description: 'Act, exactly as you asked, while the gate is `open`',
      }),
    z
      .object({
        verdict: z.literal('sanitize').meta({ description: 'Act, with other arguments' }),
        ...gateMembers,
        sanitized_arguments: SanitizedArguments,
        gate: GateRef,
      })
      .meta({ id: 'GateSanitized', description: 'Act with `sanitized_arguments` while the gate is `open`' }),
    z
      .object({
        verdict: z.literal('require_approval').meta({ description: 'Wait for a human' }),
        ...gateMembers,
        gate: GateRef,
        approval: ApprovalRef,
      })
      .meta({ id: 'GatePending', description: 'Do not act: wait for the approval, and ask again with it' }),
    z
      .object({
        verdict: z.literal('defer').meta({ description: 'Answer the questions first' }),
        ...gateMembers,
      })
      .meta({
        id: 'GateDeferred',
        description: 'Do not act: answer `clarifying_questions`, and ask again',
      }),
    z
      .object({ verdict: z.literal('deny').meta({ description: 'Do not act' }), ...gateMembers })
      .meta({ id: 'GateDenied', description: 'Do not act' }),
  ])
  .meta({ id: 'GateResponse' })

/** Reports what came of a gate. */
export const CompleteRequest = z
  .strictObject({
    gate_id: GateId,
    outcome: z.enum(OUTCOMES).meta({ description: 'How it ended; `unknown` where that cannot be told' }),
    output: GivenJsonValue.optional().meta({ description: 'What the action returned; any JSON value' }),
    output_digest: Digest.optional().meta({
      description: 'Instead of `output`, when the output must not be sent',
    }),
    error: z.string().max(8000).optional().meta({ description: 'What went wrong, in words' }),
  })
  .refine((request) => request.output === undefined || request.output_digest === undefined, {
    message: 'give `output` or `output_digest`, not both',
    path: ['output_digest'],
  })
  .meta({ id: 'CompleteRequest' })

/** The closed gate. */
export const CompleteResponse = z
  .object({
    gate_id: GateId,
    status: GateStatus,
    output_digest: Digest.optional().meta({ description: 'SHA-256 over the output that was reported' }),
    receipt: ReceiptRef,
  })
  .meta({ id: 'CompleteResponse' })
