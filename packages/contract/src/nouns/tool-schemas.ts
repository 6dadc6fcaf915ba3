// What registered tools look like in answers, and how they are registered and changed.
import { DEFINITION_CHANGES, LEVELS } from '@countersign/terms'
import * as z from 'zod'
import { Digest, Name, ReceiptRef } from '../wire/fields.ts'
import { GivenJsonObject, JsonObjectSchema } from '../wire/json.ts'
import { changesNothing } from '../wire/messages.ts'
import { Time } from '../wire/time.ts'
import { DefinitionScan } from './definition-schemas.ts'

/** How risky a tool is. */
export const ToolRiskLevel = z
  .enum(LEVELS)
  .meta({ id: 'ToolRisk', description: 'How risky a tool is by itself' })

const EFFECTS = [
  'read',
  'change',
  'execute',
  'outward',
  'destructive',
  'pay',
  'rights',
  'control',
  'later',
  'secrets',
] as const

/** What a tool does, as policies see it. */
export const ToolEffect = z.enum(EFFECTS).meta({ id: 'ToolEffect' })

const settings = {
  effects: z.array(ToolEffect).min(1).max(EFFECTS.length).meta({
    description:
      'What the tool does: stands in place of what the words of its name tell; its arguments count all the same',
  }),
  description: z.string().max(4000).meta({ description: 'What it does, for people' }),
  risk: ToolRiskLevel,
  require_approval: z.boolean().meta({ description: 'Every call needs human approval' }),
  calls_per_minute: z
    .int()
    .min(1)
    .max(1_000_000)
    .meta({ description: 'At most this many gates are opened per agent and minute' }),
  blocked: z.boolean().meta({ description: 'No call is allowed' }),
  hidden: z.boolean().meta({
    description: 'No call is allowed, and the caller gets the same answer as for an unknown tool',
  }),
  endpoint: z
    .string()
    .regex(/^https?:\/\/[^\s]{1,2040}$/, 'must be an http or https URL')
    .meta({ description: 'Where calls are forwarded; callers can never choose it' }),
  input_schema: GivenJsonObject.meta({
    description:
      'JSON Schema that the arguments of a call must satisfy; policies for the action named after the tool can then use them',
  }),
  definition: GivenJsonObject.meta({
    description:
      'The definition as the server of the tool shows it (name, description, schemas, annotations). It is scanned and pinned: another one that is seen later counts as changed until it is pinned in its turn',
  }),
  on_definition_change: z.enum(DEFINITION_CHANGES).meta({
    description:
      'Once a definition other than the pinned one is seen: `report` records it, with `hold` every call needs approval until the new one is pinned',
  }),
}

const toolMembers = {
  name: Name.meta({ description: 'Its name' }),
  description: settings.description.optional(),
  risk: ToolRiskLevel,
  effects: settings.effects.optional(),
  proposed_effects: z.array(z.string()).meta({
    description: 'What its name and its definition tell, for an admin to confirm or correct with `effects`',
  }),
  require_approval: z.boolean().meta({ description: 'Whether every call needs human approval' }),
  calls_per_minute: z
    .int()
    .optional()
    .meta({ description: 'At most this many gates are opened per agent and minute' }),
  blocked: z.boolean().meta({ description: 'Whether no call is allowed' }),
  hidden: z.boolean().meta({ description: 'Whether callers get the same answer as for an unknown tool' }),
  endpoint: z.string().optional().meta({ description: 'Where calls are forwarded' }),
  input_schema: JsonObjectSchema.optional().meta({
    description: 'The JSON Schema that the arguments of a call must satisfy',
  }),
  definition: z
    .object({
      digest: Digest.meta({ description: 'Of the pinned definition: SHA-256 over its RFC 8785 form' }),
      changed_to: Digest.optional().meta({ description: 'Of the other definition that was seen last' }),
    })
    .optional()
    .meta({ description: 'The definition that is pinned for it' }),
  on_definition_change: z
    .enum(DEFINITION_CHANGES)
    .meta({ description: 'What happens once another definition is seen' }),
  cedar: z.string().meta({ description: 'These settings, written as Cedar policies' }),
  untyped: z.array(z.string()).meta({
    description:
      'Arguments by name, with dots between levels, that policies cannot use because Cedar has no type for them',
  }),
  schema_not_enforced: z.array(z.string()).meta({
    description:
      'Keywords of the input schema that are not enforced on calls, such as `pattern at /properties/name`; at most 100',
  }),
  created_at: Time.meta({ description: 'When it was registered' }),
  changed_at: Time.meta({ description: 'When it was changed last' }),
}

/** A registered tool, and its settings as Cedar. */
export const Tool = z.object(toolMembers).meta({ id: 'Tool' })

/** A tool after a change, and the receipt of that change. */
export const ToolChanged = z
  .object({
    ...toolMembers,
    scan: DefinitionScan.optional().meta({
      description:
        'What was found in the definition, or without one in name, description and schema; only if one of them was given',
    }),
    receipt: ReceiptRef,
  })
  .meta({ id: 'ToolChanged' })

/** A tool with the definition that is pinned for it. */
export const ToolRead = z
  .object({
    ...toolMembers,
    pinned_definition: JsonObjectSchema.optional().meta({ description: 'As it was approved' }),
  })
  .meta({ id: 'ToolRead' })

/** Registers a tool; what is left out is medium risk, no approval, no limit, not blocked, not hidden. */
export const ToolCreateRequest = z
  .strictObject({
    name: Name.meta({ description: 'Its name, which calls give as `tool`' }),
    description: settings.description.optional(),
    risk: settings.risk.optional(),
    effects: settings.effects.optional(),
    require_approval: settings.require_approval.optional(),
    calls_per_minute: settings.calls_per_minute.optional(),
    blocked: settings.blocked.optional(),
    hidden: settings.hidden.optional(),
    endpoint: settings.endpoint.optional(),
    input_schema: settings.input_schema.optional(),
    definition: settings.definition.optional(),
    on_definition_change: settings.on_definition_change.optional(),
  })
  .meta({ id: 'ToolCreateRequest' })

const toolChanges = z.strictObject({
  description: settings.description.nullable().optional(),
  risk: settings.risk.optional(),
  effects: settings.effects.nullable().optional(),
  require_approval: settings.require_approval.optional(),
  calls_per_minute: settings.calls_per_minute.nullable().optional(),
  blocked: settings.blocked.optional(),
  hidden: settings.hidden.optional(),
  endpoint: settings.endpoint.nullable().optional(),
  input_schema: settings.input_schema.nullable().optional(),
  definition: settings.definition.nullable().optional(),
  on_definition_change: settings.on_definition_change.optional(),
})

/** Changes a tool; null takes an optional setting away. */
export const ToolUpdateRequest = toolChanges
  .refine((request) => Object.keys(request).length > 0, changesNothing(toolChanges))
  .meta({ id: 'ToolUpdateRequest' })
