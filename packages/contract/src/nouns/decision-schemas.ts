// What requests for a verdict and their answers have in common.
import { APPROVAL_STATUSES, LEVELS, POLICY_MODES, SEVERITIES, VERDICTS } from '@countersign/terms'
import * as z from 'zod'
import { Commitment, Digest, Name, SessionId } from '../wire/fields.ts'
import { AgentId, ApprovalId } from '../wire/ids.ts'
import { GivenJsonObject, JsonObjectSchema } from '../wire/json.ts'
import { Time } from '../wire/time.ts'

const TEXTS_MAX = 200

/** One line of text that an agent declares. */
const DeclaredText = z.string().max(2000)
const DeclaredTexts = z.array(DeclaredText).max(TEXTS_MAX)

/** What the agent says about itself; it can only make a verdict stricter. */
export const Declared = z
  .strictObject({
    goal: z.string().max(8000).optional(),
    side_effects: DeclaredTexts.optional(),
    success_criteria: DeclaredTexts.optional(),
    constraints: DeclaredTexts.optional(),
    tools: DeclaredTexts.optional(),
    actor_role: z.string().max(128).optional(),
    approval_status: z.string().max(128).optional(),
    retry_count: z.int().min(0).max(1_000_000).optional(),
    elapsed_seconds: z.number().min(0).max(1e9).optional(),
    cost_usd: z.number().min(0).max(1e12).optional(),
    risk_context: z.string().max(8000).optional(),
  })
  .meta({
    id: 'Declared',
    description: 'What the agent says about itself. It is not trusted: it can only make a verdict stricter.',
  })

/** Where the action goes. */
export const Target = z
  .strictObject({
    url: z.string().min(1).max(2048).optional(),
    method: z
      .string()
      .regex(/^[A-Z]{1,16}$/, 'must be an HTTP method in capitals')
      .optional(),
    path: z.string().min(1).max(2048).optional(),
  })
  .meta({ id: 'Target', description: 'Where the action goes' })

/** The members that check and gate share. */
export const requestMembers = {
  agent_id: AgentId.optional().meta({
    description: "Who wants to act; can be omitted with an agent's own key",
  }),
  action: Name.optional().meta({
    description: "What is attempted; defaults to the tool's name",
  }),
  tool: Name.optional().meta({ description: 'What is called; without it, the action counts as the tool' }),
  arguments: GivenJsonObject.optional().meta({ description: 'The exact arguments that will be executed' }),
  arguments_commitment: Commitment.optional().meta({
    description: 'Instead of `arguments`, in hash-only mode: the caller keeps the value and the salt',
  }),
  target: Target.optional(),
  tool_definition: Digest.optional().meta({
    description:
      'The digest of the definition that the caller was shown: where another is pinned for the tool, it counts as changed',
  }),
  declared: Declared.optional(),
  session_id: SessionId.optional(),
  run_id: SessionId.optional(),
  environment: Name.optional().meta({ description: 'Only if the key is not bound to an environment' }),
}

type Named = {
  action?: string | undefined
  tool?: string | undefined
}

type Argued = {
  arguments?: unknown
  arguments_commitment?: unknown
}

/** Whether a request names an action, a tool, or both. */
export function namesSomething(request: Named): boolean {
  return request.action !== undefined || request.tool !== undefined
}

/** Whether a request gives its arguments in the clear or as a commitment, but not both. */
export function arguesOnce(request: Argued): boolean {
  return request.arguments === undefined || request.arguments_commitment === undefined
}

/** The message for `namesSomething`. */
export const namesSomethingMessage = { message: 'give an `action`, a `tool`, or both', path: ['action'] }
/** The message for `arguesOnce`. */
export const arguesOnceMessage = {
  message: 'give `arguments` or `arguments_commitment`, not both',
  path: ['arguments_commitment'],
}

/** What Countersign says: in order of precedence deny, require_approval, defer, sanitize, allow. */
export const Verdict = z
  .enum(VERDICTS)
  .meta({ id: 'Verdict', description: 'Act only on `allow`, or on `sanitize` with the changed arguments' })

/** How risky the action is. */
export const Risk = z
  .object({
    score: z.int().min(0).max(100),
    band: z.enum(LEVELS),
    contributions: z
      .array(z.object({ source: z.string(), points: z.int().min(0).max(100) }))
      .optional()
      .meta({ description: 'The parts that add up to the score, which is at most 100' }),
  })
  .meta({ id: 'Risk' })

/** Why the verdict is what it is. */
export const ReasonItem = z
  .object({
    code: z.string(),
    severity: z.enum(SEVERITIES),
    message: z.string(),
    policy_id: z.string().optional(),
  })
  .meta({ id: 'Reason' })

/** The heads that a policy can have. */
export const PolicyEffect = z.enum(['permit', 'forbid'])

/** What one policy had to do with a decision. */
export const PolicyExplanation = z
  .object({
    policy_id: z.string(),
    effect: PolicyEffect,
    mode: z.enum(POLICY_MODES),
    applies: z.boolean().meta({ description: 'Whether it is among the policies that decided' }),
    text: z.string().meta({ description: 'The same in one sentence' }),
    failed: z
      .object({ condition: z.string(), saw: z.string() })
      .optional()
      .meta({ description: 'The condition that kept it from matching, and what that saw' }),
  })
  .meta({ id: 'PolicyExplanation' })

/** What policies in shadow mode, beside those that are enforced, would have made of a request. */
export const ShadowDecision = z
  .object({
    verdict: Verdict,
    determining: z.array(z.string()).meta({ description: 'The policies in shadow mode that matched' }),
  })
  .meta({ id: 'ShadowDecision' })

/** Why each policy did or did not decide. */
export const Explanation = z
  .object({
    policies: z.array(PolicyExplanation),
    shadow: ShadowDecision.optional().meta({ description: 'Only where policies are in shadow mode' }),
  })
  .meta({ id: 'Explanation' })

/** Which policy version decided. */
export const PolicyRef = z.object({ version: z.int().min(0), digest: Digest }).meta({ id: 'PolicyRef' })

/** An approval a gate is waiting for. */
export const ApprovalRef = z
  .object({
    id: ApprovalId,
    status: z.enum(APPROVAL_STATUSES),
    url: z.string(),
    required: z.int().min(1).meta({ description: 'How many people must agree' }),
    given: z.int().min(0).meta({ description: 'How many have agreed so far' }),
    expires_at: Time,
  })
  .meta({ id: 'ApprovalRef', description: 'The human decision that the gate is waiting for' })

/** What may be executed on `sanitize`. */
export const SanitizedArguments = JsonObjectSchema.meta({
  description: 'With `sanitize`: execute these, not the ones that were sent',
})

/** The members that every decision answer has besides its verdict and its receipt. */
export const decisionMembers = {
  risk: Risk,
  reasons: z.array(ReasonItem),
  sanitized_arguments: SanitizedArguments.optional(),
  clarifying_questions: z.array(z.string()).optional(),
  explanation: Explanation.optional().meta({ description: 'Only if `explain` asked for it' }),
  policy: PolicyRef,
  request_id: z.string(),
}
