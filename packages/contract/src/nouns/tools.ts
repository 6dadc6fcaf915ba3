// Registered tools and their settings.
import * as z from 'zod'
import type { ErrorTable } from '../wire/errors.ts'
import { Name, Reason, ReceiptRef } from '../wire/fields.ts'
import { defineOperation, type Refusals, tableOf } from '../wire/operation.ts'
import { page, pageQuery } from '../wire/pages.ts'
import { hashAt, receiptRef, timeAt } from '../wire/samples.ts'
import type { DefinitionScan } from './definition-schemas.ts'
import { Tool, ToolChanged, ToolCreateRequest, ToolRead, ToolUpdateRequest } from './tool-schemas.ts'

/** Errors of tools. */
export const toolErrors = {
  'tool.exists': {
    status: 409,
    title: 'A tool with this name is already registered; names that differ only in case count as the same',
    remedy: 'Change it with PATCH /v1/tools/{tool}.',
  },
  'tool.limit': {
    status: 409,
    title: 'The org has as many tools as it can register',
    remedy: 'Remove tools that are no longer used with POST /v1/tools/{tool}/remove.',
  },
  'tool.schema': {
    status: 422,
    title: 'The input schema cannot be used',
    remedy: 'Send a JSON Schema of an object, within the limits that `detail` names.',
  },
  'tool.definition': {
    status: 422,
    title: 'The definition of the tool cannot be pinned',
    remedy: 'Send the definition as the server of the tool shows it, within the limits that `detail` names.',
  },
} as const satisfies ErrorTable

const params = z.strictObject({ tool: Name.meta({ description: 'The name of the tool' }) })

const APPROVAL_CEDAR =
  '@id("tool:sql:execute:approval")\n@reason("every call of this tool needs approval")\nforbid (principal, action in Action::"call", resource == Tool::"sql:execute")\nunless { context.approved };'
const RATE_CEDAR =
  '@id("tool:sql:execute:rate")\n@reason("an agent may call this tool 30 times in a minute")\nforbid (principal, action in Action::"call", resource == Tool::"sql:execute")\nwhen { context.calls.minute >= 30 };'

const sampleTool: z.input<typeof Tool> = {
  name: 'sql:execute',
  description: 'Runs a statement in the production database',
  risk: 'high',
  proposed_effects: ['execute'],
  require_approval: true,
  calls_per_minute: 30,
  blocked: false,
  hidden: false,
  on_definition_change: 'report',
  cedar: `${APPROVAL_CEDAR}\n\n${RATE_CEDAR}`,
  untyped: [],
  schema_not_enforced: [],
  created_at: timeAt(6),
  changed_at: timeAt(6),
}

const sampleScan: z.input<typeof DefinitionScan> = { verdict: 'clean', findings: [], complete: true }

const cannotPublish: Refusals = {
  'policy.invalid': {
    detail: 'a live version has an error',
    errors: [
      { code: 'policy.type', message: 'no such member `limit`', policy_id: 'sql.limit', line: 3, column: 8 },
    ],
  },
  'policy.busy': {},
  'policy.conflict': {},
}

/** POST /v1/tools */
const toolsCreate = defineOperation({
  name: 'tools.create',
  method: 'POST',
  path: '/v1/tools',
  scope: 'tools:write',
  input: { body: ToolCreateRequest },
  output: ToolChanged,
  status: 201,
  errors: [
    'tool.exists',
    'tool.limit',
    'tool.schema',
    'tool.definition',
    'policy.invalid',
    'policy.busy',
    'policy.conflict',
  ],
  summary: 'Register a tool',
  description: 'Its settings take effect with the receipt; `cedar` shows them as policies.',
  examples: [
    {
      title: 'a tool that waits for a human',
      request: {
        name: 'sql:execute',
        description: 'Runs a statement in the production database',
        risk: 'high',
        require_approval: true,
        calls_per_minute: 30,
      },
      answer: { ...sampleTool, scan: sampleScan, receipt: receiptRef('tool.changed', 6) },
    },
    {
      title: 'a tool whose definition is pinned',
      request: {
        name: 'search_docs',
        definition: { name: 'search_docs', description: 'Searches the documents by words' },
        on_definition_change: 'hold',
      },
      answer: {
        name: 'search_docs',
        risk: 'medium',
        proposed_effects: ['read'],
        require_approval: false,
        blocked: false,
        hidden: false,
        definition: { digest: `sha256:${hashAt(7)}` },
        on_definition_change: 'hold',
        cedar:
          '@id("tool:search_docs:definition")\n@reason("the definition of this tool is not the one that was pinned")\nforbid (principal, action in Action::"call", resource == Tool::"search_docs")\nwhen { context.tool_definition == "changed" }\nunless { context.approved };',
        untyped: [],
        schema_not_enforced: [],
        created_at: timeAt(7),
        changed_at: timeAt(7),
        scan: sampleScan,
        receipt: receiptRef('tool.changed', 7),
      },
    },
  ],
  refusals: {
    ...cannotPublish,
    'tool.exists': {},
    'tool.limit': {},
    'tool.schema': { detail: 'the schema nests more than 16 levels' },
    'tool.definition': { detail: 'a definition may be 65536 characters of JSON' },
  },
})

/** GET /v1/tools */
const toolsList = defineOperation({
  name: 'tools.list',
  method: 'GET',
  path: '/v1/tools',
  scope: 'tools:read',
  input: { query: z.strictObject(pageQuery) },
  output: page(Tool).meta({ id: 'ToolPage' }),
  errors: [],
  summary: 'List tools',
  description: 'Registered tools, sorted by name, including hidden ones.',
  examples: [{ title: 'every tool', request: {}, answer: { data: [sampleTool], has_more: false } }],
})

/** GET /v1/tools/{tool} */
const toolsGet = defineOperation({
  name: 'tools.get',
  method: 'GET',
  path: '/v1/tools/{tool}',
  scope: 'tools:read',
  input: { params },
  output: ToolRead,
  errors: [],
  summary: 'Read a tool',
  description: 'The tool and its settings, with the definition that is pinned for it.',
  examples: [{ title: 'a tool', request: { tool: 'sql:execute' }, answer: sampleTool }],
})

/** PATCH /v1/tools/{tool} */
const toolsUpdate = defineOperation({
  name: 'tools.update',
  method: 'PATCH',
  path: '/v1/tools/{tool}',
  scope: 'tools:write',
  input: { params, body: ToolUpdateRequest },
  output: ToolChanged,
  errors: ['tool.schema', 'tool.definition', 'policy.invalid', 'policy.busy', 'policy.conflict'],
  summary: 'Change a tool',
  description:
    'Changes the settings that are given and leaves the others as they are; null removes an optional one.',
  examples: [
    {
      title: 'a tool becomes riskier, and its limit goes',
      request: { tool: 'sql:execute', risk: 'critical', calls_per_minute: null },
      answer: {
        name: 'sql:execute',
        description: 'Runs a statement in the production database',
        risk: 'critical',
        proposed_effects: ['execute'],
        require_approval: true,
        blocked: false,
        hidden: false,
        on_definition_change: 'report',
        cedar: APPROVAL_CEDAR,
        untyped: [],
        schema_not_enforced: [],
        created_at: timeAt(6),
        changed_at: timeAt(20),
        receipt: receiptRef('tool.changed', 20),
      },
    },
  ],
  refusals: {
    ...cannotPublish,
    'tool.schema': { detail: 'the schema nests more than 16 levels' },
    'tool.definition': { detail: 'the definitions of all tools together may be 1048576 characters of JSON' },
  },
})

/** POST /v1/tools/{tool}/remove */
const toolsRemove = defineOperation({
  name: 'tools.remove',
  method: 'POST',
  path: '/v1/tools/{tool}/remove',
  scope: 'tools:write',
  input: { params, body: z.strictObject({ reason: Reason.optional() }) },
  output: z
    .object({ name: Name.meta({ description: 'The name that was removed' }), receipt: ReceiptRef })
    .meta({ id: 'ToolRemoved' }),
  errors: ['policy.invalid', 'policy.busy', 'policy.conflict'],
  summary: 'Remove a tool',
  description:
    'Once its receipt is in the log, the tool counts as unregistered and its settings no longer apply.',
  examples: [
    {
      title: 'a tool that is no longer used',
      request: { tool: 'sql:execute', reason: 'the database is gone' },
      answer: { name: 'sql:execute', receipt: receiptRef('tool.changed', 21) },
    },
  ],
  refusals: cannotPublish,
})

/** The operations on tools. */
export const tools = tableOf(toolsCreate, toolsList, toolsGet, toolsUpdate, toolsRemove)
