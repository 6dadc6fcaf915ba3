// What scans take and answer.
import { DEFINITION_STATES, DEFINITION_VERDICTS, LEVELS } from '@countersign/terms'
import * as z from 'zod'
import { Digest, Name, ReceiptRef, SessionId } from '../wire/fields.ts'
import { AgentId, ApprovalId, GateId } from '../wire/ids.ts'
import { GivenJsonValue, JsonObjectSchema, JsonValueSchema } from '../wire/json.ts'
import { ApprovalRef, Declared, decisionMembers, Verdict } from './decision-schemas.ts'
import { scanMembers } from './definition-schemas.ts'
import { GateRef } from './gate-schemas.ts'

/** Definitions in one request. */
export const DEFINITIONS_MAX = 100

/** One place where a definition is not as it was pinned. */
export const DefinitionDifference = z
  .object({
    path: z.string().meta({ description: 'A JSON pointer into the definition' }),
    was: JsonValueSchema.optional().meta({
      description: 'As it was pinned; of a long text the part around the first place that differs',
    }),
    now: JsonValueSchema.optional().meta({ description: 'As it is' }),
  })
  .meta({ id: 'DefinitionDifference' })

/** How a definition compares with the one that is pinned for its tool. */
export const DefinitionPin = z
  .object({
    status: z.enum(DEFINITION_STATES).meta({
      description:
        '`none` where no definition is pinned for a tool of this name, `changed` where it is another',
    }),
    digest: Digest.optional().meta({ description: 'Of the pinned definition' }),
    differences: z
      .array(DefinitionDifference)
      .optional()
      .meta({ description: 'Only if it changed; the first 20 places' }),
    more: z
      .int()
      .min(1)
      .optional()
      .meta({ description: 'How many places that differ are not among the differences' }),
  })
  .meta({ id: 'DefinitionPin', description: 'How the definition compares with the one that is pinned' })

const scanned = {
  tool: z.string().meta({ description: 'The name that the org knows the tool by' }),
  digest: Digest.meta({
    description: 'SHA-256 over the RFC 8785 form of the definition; gates take it as `tool_definition`',
  }),
  ...scanMembers,
  pin: DefinitionPin,
}

/** What was found in one definition. */
export const ToolScanned = z.object({ ...scanned, receipt: ReceiptRef }).meta({ id: 'ToolScanned' })

/** What was found in several definitions. */
export const ToolsScanned = z
  .object({
    verdict: z.enum(DEFINITION_VERDICTS).meta({ description: 'The worst of them' }),
    counts: z
      .object({
        clean: z.int().min(0).meta({ description: 'How many raise no doubt' }),
        warning: z.int().min(0).meta({ description: 'How many should be looked at' }),
        dangerous: z.int().min(0).meta({ description: 'How many should not be used' }),
        changed: z.int().min(0).meta({ description: 'How many are not as they were pinned' }),
      })
      .meta({ description: 'How many of each' }),
    results: z.array(z.object(scanned)).meta({ description: 'Each of them' }),
    receipt: ReceiptRef.optional().meta({
      description: 'Of the first; each definition leaves one of its own, and they follow each other',
    }),
    next_after: Name.optional().meta({ description: 'Send it as `after` for the next registered tools' }),
  })
  .meta({ id: 'ToolsScanned' })

/** A definition in whatever form. */
export const Definition = JsonObjectSchema.meta({
  description: 'As the server of the tool shows it: name, description, input schema, annotations',
})

const HEADERS_MAX = 64

function areHeaders(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const entries = Object.entries(value)
  return (
    entries.length <= HEADERS_MAX &&
    entries.every(([name, text]) => name.length <= 128 && typeof text === 'string' && text.length <= 8192)
  )
}

/** An HTTP call as it would be sent. */
export const ScanActionRequest = z
  .strictObject({
    agent_id: AgentId.optional().meta({
      description: "Who wants to act; can be omitted with an agent's own key",
    }),
    tool: Name.optional().meta({
      description:
        'What is called; without it, the service and its operation, such as `github:issues.create`',
    }),
    url: z.string().min(1).max(2048).meta({ description: 'The URL, with its query' }),
    method: z
      .string()
      .regex(/^[A-Za-z]{1,16}$/, 'must be an HTTP method')
      .meta({ description: 'The HTTP method' }),
    headers: z
      .custom<Record<string, string>>(areHeaders, {
        message: `must hold at most ${HEADERS_MAX} names, each with a text of at most 8192 characters`,
      })
      .meta({
        type: 'object',
        maxProperties: HEADERS_MAX,
        additionalProperties: { type: 'string', maxLength: 8192 },
        description: 'Those that carry credentials are dropped before anything is read or stored',
      })
      .optional(),
    body: GivenJsonValue.optional().meta({ description: 'JSON, or a text' }),
    declared: Declared.optional(),
    session_id: SessionId.optional().meta({ description: 'The session of the agent, named by the caller' }),
    run_id: SessionId.optional().meta({
      description: 'The run of the agent, named by the caller; policies count what is done under it, too',
    }),
    environment: Name.optional().meta({
      description: 'Only if the key is not bound to an environment; `production` where nothing names one',
    }),
    approval_id: ApprovalId.optional().meta({ description: 'Use this granted approval' }),
  })
  .meta({ id: 'ScanActionRequest' })

/** What a call is to the services that it reaches. */
export const ServiceFact = z
  .object({
    names: z.array(z.string()).meta({ description: 'Such as `github`; `generic` for every other host' }),
    operations: z.array(z.string()).meta({ description: 'Such as `github:collaborators.add`' }),
    resources: z.array(z.string()).meta({ description: 'What it is about, such as a repository' }),
    access: z
      .enum(['none', 'read', 'write', 'admin'])
      .meta({ description: 'The strongest access that it needs' }),
    unclear: z.boolean().meta({ description: 'Servers may read the URL differently' }),
  })
  .meta({ id: 'ServiceFact', description: 'What the call is to the service that it reaches' })

/** The verdict on an HTTP call, with what it is to its service. */
export const ActionScanned = z
  .object({
    verdict: Verdict,
    reason_codes: z.array(z.string()).meta({ description: 'The codes of `reasons`, each once' }),
    ...decisionMembers,
    sanitized_body: JsonValueSchema.optional().meta({
      description: 'With `sanitize`: send this body, not the one that was sent here',
    }),
    service: ServiceFact,
    receipt: ReceiptRef,
    gate: GateRef.optional(),
    approval: ApprovalRef.optional(),
  })
  .meta({ id: 'ActionScanned' })

/** What came back from a call. */
export const ScanResponseRequest = z
  .strictObject({
    gate_id: GateId.optional().meta({
      description: 'Of the call that it answers: tells agent, session, run and tool',
    }),
    agent_id: AgentId.optional(),
    tool: Name.optional().meta({ description: 'What answered; needed without a gate' }),
    session_id: SessionId.optional().meta({ description: 'The session of the agent' }),
    run_id: SessionId.optional().meta({
      description: 'The run of the agent, named by the caller; policies count what is done under it, too',
    }),
    environment: Name.optional().meta({
      description: 'Only if the key is not bound to an environment; `production` where nothing names one',
    }),
    response: GivenJsonValue.meta({ description: 'JSON, or a text; it is not stored' }),
    status: z.int().min(100).max(599).optional().meta({ description: 'Of HTTP' }),
  })
  .refine(({ gate_id, tool }) => (gate_id === undefined) !== (tool === undefined), {
    message: 'give exactly one: the `gate_id` of the call, or the `tool` that answered',
    path: ['gate_id'],
  })
  .meta({ id: 'ScanResponseRequest' })

/** Something found in a response; what it says is never repeated. */
export const ResponseFinding = z
  .object({
    kind: z.string().meta({ description: 'Such as `secret.github_token`' }),
    category: z.string().meta({ description: 'What it begins with: secret, personal, instruction, …' }),
    severity: z.enum(LEVELS).meta({ description: 'How much it weighs' }),
    path: z.string().meta({ description: 'A JSON pointer into the response' }),
    count: z.int().min(1).meta({ description: 'How often it stands there' }),
    signs: z
      .array(z.string())
      .optional()
      .meta({ description: 'Of `instruction.weighed`, which weak signs added up where it stands first' }),
  })
  .meta({ id: 'ResponseFinding' })

/** What came back, and what it leaves on agent, session and run. */
export const ResponseScanned = z
  .object({
    data_classes: z.array(z.string()).meta({ description: 'The categories that were found' }),
    findings: z.array(ResponseFinding).meta({ description: 'At most 100, the gravest first' }),
    complete: z.boolean().meta({ description: 'False where there was more than is read' }),
    labels: z.array(z.string()).meta({
      description:
        'Put on agent, session and run: `sensitive`, `secret`, `orders`; later decisions see them in `context.taints`',
    }),
    digest: Digest.meta({
      description:
        'SHA-256 over the UTF-8 text of a text, over the RFC 8785 form of other JSON; the receipt commits to it',
    }),
    receipt: ReceiptRef,
  })
  .meta({ id: 'ResponseScanned' })
