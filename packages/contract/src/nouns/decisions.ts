// Decisions: asking for a verdict, opening a gate, and reporting what came of it.
import type * as z from 'zod'
import type { ErrorTable } from '../wire/errors.ts'
import { defineOperation, type Refusals, tableOf } from '../wire/operation.ts'
import { criticalRisk, gateAt, hashAt, receiptRef, sample, timeAt } from '../wire/samples.ts'
import type { Explanation } from './decision-schemas.ts'
import {
  CheckRequest,
  CheckResponse,
  CompleteRequest,
  CompleteResponse,
  GateRequest,
  GateResponse,
} from './gate-schemas.ts'

/** Errors of gates. */
export const gateErrors = {
  'gate.closed': {
    status: 409,
    title: 'The gate is already closed',
    remedy:
      'A gate can be completed only once. Read its receipts with GET /v1/receipts?gate_id=…; ask for a new gate to act again.',
  },
  'gate.pending': {
    status: 409,
    title: 'The gate is not open: it waits for an approval',
    remedy:
      'Do not act yet. Wait with GET /v1/gates/{gate_id}?wait=60; once the approval is granted, ask for a gate again with its `approval_id`, and complete that one.',
  },
  'gate.denied': {
    status: 409,
    title: 'The gate was never open: it was denied',
    remedy: 'Do not act, and do not report an outcome. The reasons are in the answer that denied it.',
  },
  'gate.expired': {
    status: 409,
    title: 'The gate has expired',
    remedy: 'Ask for a new gate before acting, and complete it before its `expires_at`.',
  },
} as const satisfies ErrorTable

const sampleRequest = {
  agent_id: sample.agent,
  action: 'read_file',
  arguments: { path: 'README.md' },
} as const

const sampleReason = {
  code: 'policy.permitted',
  severity: 'low',
  message: 'reading is allowed',
  policy_id: 'starter.read',
} as const

const sampleDecision = {
  risk: {
    score: 10,
    band: 'low',
    contributions: [
      { source: 'effect.read', points: 5 },
      { source: 'environment', points: 5 },
    ],
  },
  reasons: [sampleReason],
  policy: { version: 7, digest: `sha256:${hashAt(7)}` },
  request_id: sample.request,
} satisfies Partial<z.input<typeof GateResponse>>

const sampleExplanation: z.input<typeof Explanation> = {
  policies: [
    {
      policy_id: 'reads',
      effect: 'permit',
      mode: 'enforce',
      applies: true,
      text: '`reads` permits this: reading is allowed',
    },
    {
      policy_id: 'changes',
      effect: 'permit',
      mode: 'shadow',
      applies: false,
      text: 'in shadow: `changes` does not match: `context.effect == "change"` is false: context.effect is "read"',
      failed: { condition: 'context.effect == "change"', saw: 'context.effect is "read"' },
    },
  ],
  shadow: { verdict: 'allow', determining: [] },
}

const riskyRequest = {
  agent_id: sample.agent,
  tool: 'sql:execute',
  arguments: { statement: 'drop table customers' },
  declared: { goal: 'free some space' },
}

/** An agent's own key says which agent it is. */
const { agent_id: _, ...ownRequest } = sampleRequest

const agentMismatch: Refusals = {
  'auth.agent_mismatch': { detail: 'this key belongs to another agent' },
}

/** POST /v1/check */
const check = defineOperation({
  name: 'check',
  method: 'POST',
  path: '/v1/check',
  scope: 'check',
  input: { body: CheckRequest },
  output: CheckResponse,
  freshness: 'remembered',
  errors: ['auth.agent_mismatch'],
  summary: 'Ask for a verdict',
  description:
    'An advisory verdict with a signed receipt. It opens no permit: ask POST /v1/gate before acting. A verdict, also `deny`, is a 200; an error means that there is no verdict, and the caller must not act.',
  agent: {
    title: 'Check an action',
    text: 'Ask whether an action would be allowed, without asking for permission to do it. Use it while planning. You must still call gate before you act. If the call fails there is no verdict: do not act.',
    readOnly: false,
    destructive: false,
    idempotent: false,
  },
  examples: [
    {
      title: 'a read that is allowed',
      request: sampleRequest,
      answer: { verdict: 'allow', ...sampleDecision, receipt: receiptRef('check', 8) },
    },
    {
      title: 'a rehearsal, which records nothing, with its explanation',
      request: { ...sampleRequest, dry_run: true, explain: true },
      answer: {
        would: 'allow',
        ...sampleDecision,
        reasons: [{ ...sampleReason, policy_id: 'reads' }],
        explanation: sampleExplanation,
      },
    },
    {
      title: 'asked with the key of an agent',
      request: ownRequest,
      answer: { verdict: 'allow', ...sampleDecision, receipt: receiptRef('check', 8) },
    },
  ],
  refusals: agentMismatch,
})

/** POST /v1/gate */
const gate = defineOperation({
  name: 'gate',
  method: 'POST',
  path: '/v1/gate',
  scope: 'gate',
  input: { body: GateRequest },
  output: GateResponse,
  freshness: 'remembered',
  errors: ['auth.agent_mismatch'],
  summary: 'Ask before acting',
  description:
    'Decides, and on `allow` or `sanitize` opens a single-use gate bound to these exact arguments. The receipt is durable before the answer leaves. A verdict, also `deny`, is a 200; an error means that there is no verdict, and the caller must not act.',
  agent: {
    title: 'Ask before acting',
    text: 'Ask before you do anything that changes something or contacts an outside system. Send the exact arguments you will execute. Act only if verdict is allow, or if it is sanitize, and then with sanitized_arguments. On require_approval wait for the human and ask again with approval_id; on defer answer the clarifying_questions; on deny do not act and do not look for a way around it. Afterwards call complete with the gate id. If the call fails there is no verdict: do not act.',
    readOnly: false,
    destructive: false,
    idempotent: false,
    permits: true,
  },
  examples: [
    {
      title: 'a read that is allowed',
      request: sampleRequest,
      answer: {
        verdict: 'allow',
        ...sampleDecision,
        receipt: receiptRef('gate.allowed', 9),
        gate: { id: gateAt(9), status: 'open', expires_at: timeAt(309) },
      },
    },
    {
      title: 'a deletion that waits for a human',
      request: riskyRequest,
      answer: {
        verdict: 'require_approval',
        risk: criticalRisk,
        reasons: [
          {
            code: 'policy.approval_required',
            severity: 'medium',
            message: 'what cannot be undone needs approval',
            policy_id: 'starter.destructive',
          },
        ],
        policy: sampleDecision.policy,
        request_id: sample.request,
        receipt: receiptRef('gate.pending', 10),
        gate: { id: gateAt(10), status: 'pending', expires_at: timeAt(3610) },
        approval: {
          id: sample.approval,
          status: 'pending',
          url: `https://countersign.example/o/${sample.org}/approvals/${sample.approval}`,
          required: 1,
          given: 0,
          expires_at: timeAt(3610),
        },
      },
    },
    {
      title: 'asked with the key of an agent',
      request: ownRequest,
      answer: {
        verdict: 'allow',
        ...sampleDecision,
        receipt: receiptRef('gate.allowed', 9),
        gate: { id: gateAt(9), status: 'open', expires_at: timeAt(309) },
      },
    },
  ],
  refusals: agentMismatch,
})

/** POST /v1/complete */
const complete = defineOperation({
  name: 'complete',
  method: 'POST',
  path: '/v1/complete',
  scope: 'complete',
  input: { body: CompleteRequest },
  output: CompleteResponse,
  freshness: 'remembered',
  // It reports on a gate that was counted, once; of the output only a digest is stored.
  metered: false,
  keeps: ['error'],
  errors: ['auth.agent_mismatch', 'not_found', 'gate.closed', 'gate.pending', 'gate.denied', 'gate.expired'],
  summary: 'Report the outcome of a gate',
  description:
    'Closes a gate exactly once. `output_digest` is SHA-256 over the UTF-8 text when `output` is a string, over its RFC 8785 form otherwise. A gate that is never completed ends in a signed `gate.expired` receipt. A revoked agent no longer has a key; a key that is not bound to an agent can report for it.',
  agent: {
    title: 'Report the outcome',
    text: 'After acting on a gate, report what happened, once: succeeded, failed, or unknown if you cannot tell. Report failures too. A gate that is never reported is recorded as expired.',
    readOnly: false,
    destructive: false,
    idempotent: true,
  },
  examples: [
    {
      title: 'it worked, with its output',
      request: { gate_id: gateAt(9), outcome: 'succeeded', output: { lines: 219 } },
      answer: {
        gate_id: gateAt(9),
        status: 'completed',
        output_digest: `sha256:${hashAt(500)}`,
        receipt: receiptRef('action.completed', 22),
      },
    },
    {
      title: 'it failed',
      request: { gate_id: gateAt(9), outcome: 'failed', error: 'no such file' },
      answer: { gate_id: gateAt(9), status: 'completed', receipt: receiptRef('action.failed', 22) },
    },
  ],
  refusals: {
    ...agentMismatch,
    not_found: {},
    'gate.closed': { detail: 'the gate is completed' },
    'gate.pending': {},
    'gate.denied': {},
    'gate.expired': {},
  },
})

/** The operations that an agent calls around each action. */
export const decisions = tableOf(check, gate, complete)
