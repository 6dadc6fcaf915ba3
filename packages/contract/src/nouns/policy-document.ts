// The settings and tests of a policy document, described member by member for the OpenAPI document.
import { CONTENT_CATEGORIES, LEVELS, POLICY_MODES, VERDICTS } from '@countersign/terms'
import * as z from 'zod'
import { JsonObjectSchema } from '../wire/json.ts'
import { Declared, Target } from './decision-schemas.ts'

const AREA = /^[A-Za-z][A-Za-z0-9_.:-]{0,63}$/
const SOUGHT_NAME = /^[a-z][a-z0-9_]{0,63}$/
const AREAS_MAX = 64
const COUNT_MAX = 1_000_000_000
const COST_MAX = 1e12

const count = z.int().min(0).max(COUNT_MAX)
const names = z.array(z.string()).max(64)
const globs = z.array(z.string().min(1).max(256)).max(AREAS_MAX)

const settings = z.strictObject({
  time_zone: z
    .string()
    .optional()
    .meta({ description: 'IANA name, such as `Europe/Berlin`; UTC without', examples: ['Europe/Berlin'] }),
  zones: z
    .record(
      z.string().regex(AREA),
      z.strictObject({
        include: globs.min(1).meta({
          description:
            'Globs: `*` and `?` within a segment, `**` across segments, a slash at the end for all below',
        }),
        exclude: globs
          .optional()
          .meta({ description: 'What is not in the zone although `include` matches it' }),
      }),
    )
    .optional()
    .meta({
      description: 'Zones of paths by name, at most 64; see context.paths',
      examples: [{ secrets: { include: ['secrets/**'], exclude: ['secrets/public/**'] } }],
    }),
  hosts: z
    .record(z.string().regex(AREA), z.array(z.string().min(1).max(253)).min(1).max(AREAS_MAX))
    .optional()
    .meta({
      description:
        'Groups of hosts by name, at most 64: `api.example.com`, `*.example.com` for everything below it, or an address',
      examples: [{ own: ['example.com', '*.example.com'] }],
    }),
  patterns: z
    .record(
      z.string().regex(SOUGHT_NAME),
      z.strictObject({
        category: z
          .enum(CONTENT_CATEGORIES)
          .meta({ description: 'What it counts as; what it finds is of the kind `category.name`' }),
        pattern: z.string().min(1).max(512).meta({
          description: 'In the syntax of RE2, without flags: `(?i)` makes it take any case',
        }),
        severity: z.enum(LEVELS).optional().meta({ description: '`high` without' }),
      }),
    )
    .optional()
    .meta({
      description: 'What the detectors look for besides, by name, at most 64; see context.content',
      examples: [{ project_name: { category: 'secret', pattern: 'Project [A-Z][a-z]+-\\d{2}' } }],
    }),
  modes: z
    .record(z.string(), z.enum(POLICY_MODES))
    .optional()
    .meta({ description: 'Modes of policies by @id; what is not named is enforced' }),
})

const history = z.strictObject({
  calls: count.optional().meta({ description: 'Gates asked for' }),
  seconds: count.optional().meta({ description: 'Seconds since the first of them' }),
  cost_usd: z
    .number()
    .min(0)
    .max(COST_MAX)
    .optional()
    .meta({ description: 'What they were said to cost, in US dollars' }),
})

const given = z.strictObject({
  agent: z
    .strictObject({
      roles: names.optional().meta({ description: 'Its roles' }),
      labels: z.record(z.string(), z.string().max(256)).optional().meta({ description: 'Its labels' }),
      owner: z.string().optional().meta({ description: 'Who is responsible for it' }),
    })
    .optional()
    .meta({ description: 'Who asks; without roles, labels and owner by default' }),
  tool: z
    .strictObject({
      risk: z.enum(LEVELS).meta({ description: 'The risk it is registered with' }),
      definition: z
        .enum(['pinned', 'changed'])
        .optional()
        .meta({ description: 'Whether its definition is the one that was pinned' }),
    })
    .optional()
    .meta({ description: 'The tool is registered like this' }),
  time: z
    .string()
    .optional()
    .meta({ description: 'An RFC 3339 time; 2026-01-05T12:00:00Z, a Monday, by default' }),
  calls: z
    .strictObject({
      minute: count
        .optional()
        .meta({ description: 'Gates opened for the agent and the tool in the last minute' }),
      agent_minute: count.optional().meta({ description: 'Gates opened for the agent in the last minute' }),
      repeated: count.optional().meta({ description: 'How often the agent asked for the same call lately' }),
      paid_minute: count.optional().meta({ description: 'Payments opened for the agent in the last minute' }),
      same_payment: count
        .optional()
        .meta({ description: 'How often the agent asked for the same payment lately' }),
    })
    .optional()
    .meta({ description: 'What context.calls holds; 0 by default' }),
  session: history.optional().meta({ description: 'What was done before under its session' }),
  run: history.optional().meta({ description: 'What was done before under its run' }),
  taints: z
    .array(z.string().min(1).max(128))
    .max(64)
    .optional()
    .meta({ description: 'What context.taints holds' }),
  exposure: z
    .strictObject({ seconds: count.meta({ description: 'Seconds since the last label was put' }) })
    .optional()
    .meta({ description: 'What context.exposure holds' }),
  approved: z.boolean().optional().meta({ description: 'A granted approval is being used' }),
  approved_by: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(200).optional().meta({ description: 'Who it is' }),
        groups: names.optional().meta({ description: 'The groups that they are in' }),
        after: z
          .string()
          .optional()
          .meta({ description: 'How long the call had waited by then, such as `15m`' }),
      }),
    )
    .max(32)
    .optional()
    .meta({
      description:
        'Who has approved: used as approved only if they are all that the policies want; not beside `approved`',
    }),
})

const request = z.strictObject({
  action: z.string().optional().meta({ description: 'What is attempted' }),
  tool: z.string().optional().meta({ description: 'What is called' }),
  arguments: z.record(z.string(), z.unknown()).optional().meta({ description: 'Its arguments' }),
  target: z.strictObject(Target.shape).optional().meta({ description: 'Where it goes' }),
  environment: z.string().optional().meta({ description: '`production` by default' }),
  declared: z
    .strictObject(Declared.shape)
    .optional()
    .meta({ description: 'What the agent says about itself' }),
})

const expectation = z.strictObject({
  verdict: z.enum(VERDICTS).meta({ description: 'This verdict' }),
  reasons: z
    .array(z.string().min(1).max(64))
    .max(100)
    .optional()
    .meta({ description: 'Exactly these reason codes, in any order' }),
  policies: z
    .array(z.string().min(1).max(160))
    .max(1000)
    .optional()
    .meta({ description: 'The @id of policies that are among those that decided' }),
  questions: z
    .array(z.string().max(2000))
    .max(100)
    .optional()
    .meta({ description: 'Exactly these clarifying questions, in any order' }),
  sanitized_arguments: z
    .record(z.string(), z.unknown())
    .optional()
    .meta({ description: 'What is left of the arguments' }),
})

const test = z.strictObject({
  name: z.string().min(1).max(200).meta({ description: 'Each test has another' }),
  given: given.optional().meta({ description: 'What is taken for granted besides the request' }),
  request: request.meta({ description: 'As sent to POST /v1/check: an `action`, a `tool` or both' }),
  expect: expectation.meta({ description: 'What must come of it' }),
})

/** An object with this description; the check of the document reports its faults, with pointers. */
function described(shape: z.ZodType, id: string, description: string): typeof JsonObjectSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, { io: 'input' })
  return JsonObjectSchema.meta({ ...schema, type: 'object', id, description })
}

/** The settings of a document. */
export const PolicySettings = described(
  settings,
  'PolicySettings',
  'Time zone, path zones, host groups, and the modes of policies',
)

/** One example of what the policies of a document decide. */
export const PolicyTest = described(test, 'PolicyTest', 'An example of what the policies decide')
