// Gates as they are now: reading one, at once or when a person has decided about it.
import { GATE_STATUSES } from '@countersign/terms'
import * as z from 'zod'
import { Digest, ReceiptRef, RetryAfter, Wait } from '../wire/fields.ts'
import { AgentId, GateId } from '../wire/ids.ts'
import { defineOperation, tableOf } from '../wire/operation.ts'
import { gateAt, receiptRef, sample, timeAt } from '../wire/samples.ts'
import { Time } from '../wire/time.ts'
import { ApprovalRef } from './decision-schemas.ts'

/** A gate, and the approval that it waits for or waited for. */
export const Gate = z
  .object({
    id: GateId,
    status: z.enum(GATE_STATUSES).meta({ description: 'What has become of it' }),
    agent_id: AgentId.optional(),
    action: z.string().meta({ description: 'What was attempted' }),
    tool: z.string().optional().meta({ description: 'What was called' }),
    environment: z.string().optional().meta({ description: 'Where' }),
    session_id: z.string().optional().meta({ description: 'The session of the agent' }),
    run_id: z.string().optional().meta({ description: 'The run of the agent' }),
    created_at: Time.meta({ description: 'When it was asked for' }),
    expires_at: Time.optional().meta({ description: 'Until when it can be used and completed' }),
    approval: ApprovalRef.optional(),
    output_digest: Digest.optional().meta({ description: 'Of what was reported, once it is completed' }),
    receipt: ReceiptRef,
    retry_after: RetryAfter,
  })
  .meta({ id: 'Gate' })

/** GET /v1/gates/{gate_id} */
const gatesGet = defineOperation({
  name: 'gates.get',
  method: 'GET',
  path: '/v1/gates/{gate_id}',
  scope: 'approvals:read',
  input: { params: z.strictObject({ gate_id: GateId }), query: z.strictObject({ wait: Wait }) },
  output: Gate,
  errors: [],
  summary: 'Read a gate',
  description:
    "Its status now. An agent's key reads those of its own agent. With `wait`, one that is pending is answered within a second of the decision about its approval, or as it is after that time. Granted, it stays `pending` until the agent asks again with the approval, and is then `superseded`.",
  examples: [
    {
      title: 'one whose approval was granted while the caller waited',
      request: { gate_id: gateAt(10), wait: 30 },
      answer: {
        id: gateAt(10),
        status: 'pending',
        agent_id: sample.agent,
        action: 'sql:execute',
        tool: 'sql:execute',
        environment: 'production',
        created_at: timeAt(10),
        expires_at: timeAt(3610),
        approval: {
          id: sample.approval,
          status: 'granted',
          url: `https://countersign.example/o/${sample.org}/approvals/${sample.approval}`,
          required: 1,
          given: 1,
          expires_at: timeAt(3610),
        },
        receipt: receiptRef('gate.pending', 10),
      },
    },
  ],
})

/** The operations on gates besides asking and reporting. */
export const gates = tableOf(gatesGet)
