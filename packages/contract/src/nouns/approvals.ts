// Approvals: the human decisions that pending gates wait for. Reading, deciding and withdrawing them.
import { APPROVAL_STATUSES } from '@countersign/terms'
import * as z from 'zod'
import type { ErrorTable } from '../wire/errors.ts'
import { Name, ReasonBody, Wait } from '../wire/fields.ts'
import { AgentId, ApprovalId } from '../wire/ids.ts'
import { defineOperation, tableOf } from '../wire/operation.ts'
import { page, pageQuery } from '../wire/pages.ts'
import { criticalRisk, gateAt, hashAt, receiptRef, sample, timeAt } from '../wire/samples.ts'
import {
  type Approval,
  ApprovalChanged,
  ApprovalDecideRequest,
  type ApprovalDecision,
  ApprovalDetails,
  ApprovalListed,
  ApprovalReview,
} from './approval-schemas.ts'

/** Errors of approvals. */
export const approvalErrors = {
  'approval.closed': {
    status: 409,
    title: 'The approval is no longer open for this',
    remedy:
      'Read it with GET /v1/approvals/{approval_id}; the agent can ask for a new one with POST /v1/gate.',
  },
  'approval.digest': {
    status: 409,
    title: 'The digest is not that of the approval',
    remedy:
      'Show the approval again as GET /v1/approvals/{approval_id} answers it, and send the `digest` that was shown.',
  },
  'approval.approver': {
    status: 403,
    title: 'The member may not decide this approval',
    remedy:
      'Ask a member with the role owner, admin or approver who is in a group that the approval names and does not own the agent.',
  },
  'approval.decided': {
    status: 409,
    title: 'The member has decided this approval already',
    remedy: 'A member counts once; ask another member.',
  },
  'approval.grant': {
    status: 409,
    title: 'The approval cannot be granted for so much',
    remedy:
      'Keep within `grant` as GET /v1/approvals/{approval_id} answers it, or leave `grant` out to approve one use.',
  },
  'approval.passkey': {
    status: 403,
    title: 'A member who has a passkey approves a call of high or critical risk with it',
    remedy: 'Approve it on its page, which asks for the passkey. Rejecting needs none.',
  },
  'approval.reason': {
    status: 422,
    title: 'A call of high or critical risk is approved with a reason',
    remedy: 'Send the decision again with a `reason`; rejecting needs none.',
  },
  'approval.sign_in': {
    status: 403,
    title:
      'A call of high or critical risk is approved by a member who has signed in within the last ten minutes',
    remedy: 'Sign in again, then approve; rejecting needs no new sign-in.',
  },
  'approval.stopped': {
    status: 409,
    title: 'Nothing can be granted to this agent now',
    remedy: 'Resume the org or the agent first, or reject the approval.',
  },
} as const satisfies ErrorTable

const params = z.strictObject({ approval_id: ApprovalId })
const digest = `sha256:${hashAt(10)}`

const sampleApproval = {
  id: sample.approval,
  status: 'pending',
  digest,
  required: 1,
  given: 0,
  decisions: [],
  agent_id: sample.agent,
  action: 'sql:execute',
  tool: 'sql:execute',
  environment: 'production',
  risk: criticalRisk,
  gate_id: gateAt(10),
  created_at: timeAt(10),
  expires_at: timeAt(3610),
} satisfies z.input<typeof Approval>

const sampleUses = { max: 1, used: 0, until: timeAt(3610) }

const sampleGrant = {
  member: sample.member,
  decision: 'grant',
  role: 'approver',
  groups: ['sre'],
  via: 'backend',
  at: timeAt(11),
  receipt: receiptRef('approval.granted', 11),
} satisfies z.input<typeof ApprovalDecision>

/** GET /v1/approvals */
const approvalsList = defineOperation({
  name: 'approvals.list',
  method: 'GET',
  path: '/v1/approvals',
  scope: 'approvals:read',
  input: {
    query: z.strictObject({
      status: z.enum(APPROVAL_STATUSES).optional().meta({ description: 'Only approvals with this status' }),
      agent_id: AgentId.optional(),
      environment: Name.optional().meta({ description: 'Only approvals of this environment' }),
      ...pageQuery,
    }),
  },
  output: page(ApprovalListed).meta({ id: 'ApprovalPage' }),
  errors: [],
  summary: 'List approvals',
  description:
    "Newest first. An agent's key sees those of its own agent only. By environment a page may hold fewer than `limit`, and none at all, and still have a next one.",
  examples: [
    {
      title: 'what waits for a decision',
      request: { status: 'pending' },
      answer: { data: [sampleApproval], has_more: false },
    },
  ],
})

const sampleDetails = {
  ...sampleApproval,
  arguments: { statement: 'drop table customers' },
  reasons: [{ code: 'policy.approval_required', severity: 'medium', policy_id: 'starter.destructive' }],
  policy: { version: 7, digest: `sha256:${hashAt(7)}` },
  receipt: receiptRef('gate.pending', 10),
} satisfies z.input<typeof ApprovalDetails>

/** GET /v1/approvals/{approval_id} */
const approvalsGet = defineOperation({
  name: 'approvals.get',
  method: 'GET',
  path: '/v1/approvals/{approval_id}',
  scope: 'approvals:read',
  input: { params, query: z.strictObject({ wait: Wait }) },
  output: ApprovalDetails,
  errors: [],
  summary: 'Read an approval',
  description:
    "What is to be decided, with the exact arguments, and what was decided so far. An agent's key reads those of its own agent. With `wait`, a pending one is answered within a second of its decision, or as it is after that time.",
  agent: {
    title: 'Read an approval',
    text: 'Read the approval that a gate of yours waits for, by the id in its answer. With wait_seconds (up to 60) it answers as soon as a human has decided. On status granted call gate again with the very same arguments and approval_id, as often as uses allows; on pending ask again; on rejected, expired or withdrawn do not act.',
    readOnly: true,
    destructive: false,
    idempotent: true,
    names: { wait: 'wait_seconds' },
  },
  examples: [
    {
      title: 'a deletion that one member has granted',
      request: { approval_id: sample.approval, wait: 30 },
      answer: {
        ...sampleDetails,
        status: 'granted',
        given: 1,
        decisions: [{ ...sampleGrant, reason: 'the table is empty' }],
        uses: sampleUses,
      },
    },
  ],
})

const signed = { id: sample.approval, digest, given: 0 }

/** GET /v1/approvals/{approval_id}/review */
const approvalsReview = defineOperation({
  name: 'approvals.review',
  method: 'GET',
  path: '/v1/approvals/{approval_id}/review',
  scope: 'approvals:read',
  input: { params },
  output: ApprovalReview,
  errors: [],
  summary: 'Read what a person should see before deciding',
  description:
    "The approval as GET /v1/approvals/{approval_id} answers it, with the exact text of its arguments, its agent and what that did lately, the rules that ask for it and why, what was approved before and how this differs, and what a decision will sign. For pages of your own. Not for an agent's key: it would tell how the policies decide.",
  examples: [
    {
      title: 'a deletion like one of last week',
      request: { approval_id: sample.approval },
      answer: {
        ...sampleDetails,
        canonical: '{"statement":"drop table customers"}',
        declared: { goal: 'free some space' },
        agent: { id: sample.agent, name: 'Deploy bot', owner: 'platform-team', status: 'active' },
        record: {
          since: timeAt(0),
          gates: { allowed: 1, denied: 0, pending: 2 },
          approvals: { granted: 1, rejected: 0, expired: 0 },
          actions: { completed: 0, failed: 0 },
        },
        rules: [
          {
            policy_id: 'starter.destructive',
            effect: 'permit',
            reason: 'what cannot be undone needs approval',
            why: '`starter.destructive` permits this once it is approved: what cannot be undone needs approval',
            text: '@id("starter.destructive")\n@reason("what cannot be undone needs approval")\npermit (principal, action in Action::"call", resource)\nwhen { context.effect == "destructive" && context.approved };',
          },
        ],
        effect: {
          effect: 'execute',
          effects: ['execute'],
          reversibility: 'unknown',
          tool_registered: false,
        },
        previous: {
          approval_id: sample.approval,
          agent_id: sample.agent,
          arguments: { statement: 'drop table customers_old' },
          granted_by: [sample.member],
          granted_at: timeAt(2),
          receipt: receiptRef('gate.pending', 1),
        },
        differences: [{ path: '/statement', was: 'drop table customers_old', now: 'drop table customers' }],
        will_sign: {
          grant: {
            type: 'approval.granted',
            approval: { ...signed, given: 1 },
            decision: { via: 'backend' },
          },
          reject: {
            type: 'approval.rejected',
            approval: signed,
            decision: { via: 'backend' },
          },
        },
        members: [{ id: sample.member, name: 'Ada Lovelace' }],
        now: timeAt(12),
      },
    },
  ],
})

/** POST /v1/approvals/{approval_id}/decide */
const approvalsDecide = defineOperation({
  name: 'approvals.decide',
  method: 'POST',
  path: '/v1/approvals/{approval_id}/decide',
  scope: 'approvals:decide',
  input: { params, body: ApprovalDecideRequest },
  output: ApprovalChanged,
  errors: [
    'approval.closed',
    'approval.digest',
    'approval.approver',
    'approval.decided',
    'approval.grant',
    'approval.passkey',
    'approval.reason',
    'approval.sign_in',
    'approval.stopped',
    'not_found',
  ],
  urgent: true,
  summary: 'Grant or reject an approval',
  description:
    "For a signed-in member, and for a backend that has asked one: it names the member. Both send the digest that was shown. A member counts once, and never for an agent that they own or a call that they asked for. One rejection rejects. A session grants a call of high or critical risk only with a reason, and within ten minutes of signing in; it rejects one without either. A member who has a passkey grants it with that. No agent's key may hold the scope.",
  examples: [
    {
      title: 'a grant',
      request: { approval_id: sample.approval, decision: 'grant', member_id: sample.member, digest },
      answer: {
        ...sampleApproval,
        status: 'granted',
        given: 1,
        decisions: [sampleGrant],
        uses: sampleUses,
        receipt: receiptRef('approval.granted', 11),
      },
    },
  ],
  refusals: {
    'approval.closed': { detail: 'the approval is expired' },
    'approval.digest': {},
    'approval.approver': { detail: 'the role `auditor` decides no approvals' },
    'approval.decided': {},
    'approval.grant': { detail: 'the approval may be granted for up to 10 uses and 60 minutes' },
    'approval.passkey': {},
    'approval.reason': {},
    'approval.sign_in': {},
    'approval.stopped': { detail: 'the agent is revoked' },
    not_found: {},
  },
})

/** POST /v1/approvals/{approval_id}/withdraw */
const approvalsWithdraw = defineOperation({
  name: 'approvals.withdraw',
  method: 'POST',
  path: '/v1/approvals/{approval_id}/withdraw',
  scope: 'gate',
  input: { params, body: ReasonBody },
  output: ApprovalChanged,
  errors: ['approval.closed'],
  summary: 'Withdraw what was asked for',
  description:
    'For the key that asked, a key of the same agent, or an admin. The approval can no longer be used.',
  agent: {
    title: 'Withdraw an approval',
    text: 'Withdraw a request for approval of yours that is no longer needed, so that nobody decides it in vain.',
    readOnly: false,
    destructive: false,
    idempotent: false,
  },
  examples: [
    {
      title: 'an agent that found another way',
      request: { approval_id: sample.approval, reason: 'no longer needed' },
      answer: { ...sampleApproval, status: 'withdrawn', receipt: receiptRef('approval.withdrawn', 12) },
    },
  ],
  refusals: { 'approval.closed': { detail: 'the approval is used' } },
})

/** The operations on approvals. */
export const approvals = tableOf(
  approvalsList,
  approvalsGet,
  approvalsReview,
  approvalsDecide,
  approvalsWithdraw,
)
