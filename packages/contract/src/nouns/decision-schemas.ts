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
    goal: z.string().max(8000).optional().meta({ description: 'What it wants to achieve' }),
    side_effects: DeclaredTexts.optional().meta({ description: 'What else it expects to happen' }),
    success_criteria: DeclaredTexts.optional().meta({ description: 'How it will know that it is done' }),
    constraints: DeclaredTexts.optional().meta({ description: 'What it means to keep to' }),
    tools: DeclaredTexts.optional().meta({ description: 'The tools that it means to use' }),
    actor_role: z.string().max(128).optional().meta({ description: 'The role in which it acts' }),
    approval_status: z
      .string()
      .max(128)
      .optional()
      .meta({ description: 'What it says about an approval; this never replaces one' }),
    retry_count: z
      .int()
      .min(0)
      .max(1_000_000)
      .optional()
      .meta({ description: 'How often it has tried before' }),
    elapsed_seconds: z
      .number()
      .min(0)
      .max(1e9)
      .optional()
      .meta({ description: 'How long it has been at it' }),
    cost_usd: z
      .number()
      .min(0)
      .max(1e12)
      .optional()
      .meta({ description: 'What it has cost so far, in US dollars' }),
    risk_context: z.string().max(8000).optional().meta({ description: 'What it says about the risk' }),
  })
  .meta({
    id: 'Declared',
    description: 'What the agent says about itself. It is not trusted: it can only make a verdict stricter.',
  })

/** Where the action goes. */
export const Target = z
  .strictObject({
    url: z.string().min(1).max(2048).optional().meta({ description: 'The URL that is called' }),
    method: z
      .string()
      .regex(/^[A-Z]{1,16}$/, 'must be an HTTP method in capitals')
      .optional()
      .meta({ description: 'The HTTP method' }),
    path: z.string().min(1).max(2048).optional().meta({ description: 'A path on a file system or a host' }),
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
  session_id: SessionId.optional().meta({
    description: 'The session of the agent, named by the caller; policies count what is done under it',
  }),
  run_id: SessionId.optional().meta({
    description: 'The run of the agent, named by the caller; policies count what is done under it, too',
  }),
  environment: Name.optional().meta({
    description: 'Only if the key is not bound to an environment; `production` where nothing names one',
  }),
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
    score: z.int().min(0).max(100).meta({ description: 'From 0, harmless, to 100' }),
    band: z.enum(LEVELS).meta({ description: 'The score in a word' }),
    contributions: z
      .array(
        z.object({
          source: z.string().meta({ description: 'What adds to the score' }),
          points: z.int().min(0).max(100).meta({ description: 'How much it adds' }),
        }),
      )
      .optional()
      .meta({ description: 'The parts that add up to the score, which is at most 100' }),
  })
  .meta({ id: 'Risk', description: 'How risky the call is' })

/** Why the verdict is what it is. */
export const ReasonItem = z
  .object({
    code: z.string().meta({ description: 'The reason as a stable code, such as `policy.permitted`' }),
    severity: z.enum(SEVERITIES).meta({ description: 'How much it weighs' }),
    message: z.string().meta({ description: 'The reason in words' }),
    policy_id: z.string().optional().meta({ description: 'The `@id` of the policy that gives it' }),
  })
  .meta({ id: 'Reason', description: 'One reason for a verdict' })

/** The heads that a policy can have. */
export const PolicyEffect = z.enum(['permit', 'forbid'])

/** What one policy had to do with a decision. */
export const PolicyExplanation = z
  .object({
    policy_id: z.string().meta({ description: 'The `@id` of the policy' }),
    effect: PolicyEffect.meta({ description: 'Whether it permits or forbids' }),
    mode: z.enum(POLICY_MODES).meta({ description: 'Whether it is enforced, in shadow mode or off' }),
    applies: z.boolean().meta({ description: 'Whether it is among the policies that decided' }),
    text: z.string().meta({ description: 'The same in one sentence' }),
    failed: z
      .object({
        condition: z.string().meta({ description: 'The condition, in Cedar' }),
        saw: z.string().meta({ description: 'What it was compared with' }),
      })
      .optional()
      .meta({ description: 'The condition that kept it from matching, and what that saw' }),
  })
  .meta({ id: 'PolicyExplanation', description: 'What one policy had to do with a decision' })

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
    policies: z.array(PolicyExplanation).meta({ description: 'Every policy that was asked' }),
    shadow: ShadowDecision.optional().meta({ description: 'Only where policies are in shadow mode' }),
  })
  .meta({ id: 'Explanation' })

/** Which policy version decided. */
export const PolicyRef = z
  .object({
    version: z.int().min(0).meta({ description: 'Its number' }),
    digest: Digest.meta({ description: 'Its digest' }),
  })
  .meta({ id: 'PolicyRef', description: 'The version of the policies that decided' })

/** An approval a gate is waiting for. */
export const ApprovalRef = z
  .object({
    id: ApprovalId,
    status: z.enum(APPROVAL_STATUSES).meta({ description: 'Where the decision stands' }),
    url: z.string().meta({ description: 'The page on which a member decides' }),
    required: z.int().min(1).meta({ description: 'How many people must agree' }),
    given: z.int().min(0).meta({ description: 'How many have agreed so far' }),
    expires_at: Time.meta({ description: 'Until when it can be decided' }),
  })
  .meta({ id: 'ApprovalRef', description: 'The human decision that the gate is waiting for' })

/** What may be executed on `sanitize`. */
export const SanitizedArguments = JsonObjectSchema.meta({
  description: 'With `sanitize`: execute these, not the ones that were sent',
})

/** The members that every decision answer has besides its verdict and its receipt. */
export const decisionMembers = {
  risk: Risk,
  reasons: z.array(ReasonItem).meta({ description: 'Why the verdict is what it is' }),
  sanitized_arguments: SanitizedArguments.optional(),
  clarifying_questions: z
    .array(z.string())
    .optional()
    .meta({ description: 'With `defer`: what to answer before asking again' }),
  explanation: Explanation.optional().meta({ description: 'Only if `explain` asked for it' }),
  policy: PolicyRef,
  request_id: z.string().meta({ description: 'The id of this request, for questions about it' }),
}
