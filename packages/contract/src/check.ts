import * as z from 'zod'
import {
  arguesOnce,
  arguesOnceMessage,
  decisionMembers,
  namesSomething,
  namesSomethingMessage,
  requestMembers,
  Verdict,
} from './decisions.ts'
import { ReceiptRef } from './fields.ts'
import { defineOperation } from './operation.ts'

/** Asks for a verdict without opening anything. */
export const CheckRequest = z
  .strictObject({
    ...requestMembers,
    dry_run: z.boolean().optional().meta({
      description: "Record nothing and answer `would` in place of `verdict`; not for an agent's key",
    }),
    explain: z.boolean().optional().meta({ description: "Add an explanation; not for an agent's key" }),
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

/** POST /v1/check */
export const check = defineOperation({
  name: 'check',
  method: 'POST',
  path: '/v1/check',
  scope: 'check',
  input: { body: CheckRequest },
  output: CheckResponse,
  errors: ['auth.agent_mismatch'],
  summary: 'Ask for a verdict',
  description:
    'An advisory verdict with a signed receipt. It opens no permit: ask POST /v1/gate before acting. A verdict, also `deny`, is a 200; an error means that there is no verdict, and the caller must not act.',
  agent: {
    title: 'Check an action',
    text: 'Ask whether an action would be allowed, without asking for permission to do it. Use it while planning. Before you act you still need gate. If the call fails there is no verdict: do not act.',
    readOnly: false,
    destructive: false,
    idempotent: false,
  },
})
