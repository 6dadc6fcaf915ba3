// Environments: where agents act and policies apply. An org lists its own; nothing is decided in any other.
import * as z from 'zod'
import type { ErrorTable } from '../wire/errors.ts'
import { Name, ReasonBody, ReceiptRef } from '../wire/fields.ts'
import { defineOperation, tableOf } from '../wire/operation.ts'
import { wholeList } from '../wire/pages.ts'
import { receiptRef, timeAt } from '../wire/samples.ts'
import { Time } from '../wire/time.ts'

/** Errors of environments. */
export const environmentErrors = {
  'environment.exists': {
    status: 409,
    title: 'The org already has an environment with this name, in these or other capitals',
    remedy: 'Use the environment that `detail` names, or choose another name.',
  },
  'environment.in_use': {
    status: 409,
    title: 'The environment is still in use',
    remedy:
      'First revoke the agents and keys that are bound to it, and choose another environment for its policies; `production` always stays.',
  },
  'environment.limit': {
    status: 409,
    title: 'The org has as many environments as it can have',
    remedy: 'Remove one that is no longer used with POST /v1/environments/{environment}/remove.',
  },
  'environment.unknown': {
    status: 422,
    title: 'The org has no such environment',
    remedy: 'Name one that GET /v1/environments lists, or add it with POST /v1/environments.',
  },
} as const satisfies ErrorTable

const environmentMembers = {
  name: z.string().meta({ description: 'Its name' }),
  created_at: Time.meta({ description: 'When it was added' }),
}

/** An environment of the org. */
export const Environment = z.object(environmentMembers).meta({ id: 'Environment' })

/** An environment that was added, and the receipt of that. */
export const EnvironmentAdded = z
  .object({ ...environmentMembers, receipt: ReceiptRef })
  .meta({ id: 'EnvironmentAdded' })

/** The name of an environment that was removed, and the receipt of that. */
export const EnvironmentRemoved = z
  .object({ name: z.string().meta({ description: 'The name that was removed' }), receipt: ReceiptRef })
  .meta({ id: 'EnvironmentRemoved' })

/** Adds an environment. */
export const EnvironmentAddRequest = z
  .strictObject({ name: Name.meta({ description: 'Its name' }) })
  .meta({ id: 'EnvironmentAddRequest' })

const sampleEnvironment: z.input<typeof Environment> = { name: 'sandbox', created_at: timeAt(3) }

/** GET /v1/environments */
const environmentsList = defineOperation({
  name: 'environments.list',
  method: 'GET',
  path: '/v1/environments',
  scope: 'org:read',
  input: {},
  output: wholeList(Environment).meta({ id: 'EnvironmentList' }),
  errors: [],
  summary: 'List environments',
  description:
    'The environments of the org, sorted by name; at most 64. Requests that name any other environment are denied.',
  examples: [
    {
      title: 'every environment',
      request: {},
      answer: {
        data: [
          { name: 'development', created_at: timeAt(0) },
          { name: 'production', created_at: timeAt(0) },
          sampleEnvironment,
          { name: 'staging', created_at: timeAt(0) },
          { name: 'test', created_at: timeAt(0) },
        ],
        has_more: false,
      },
    },
  ],
})

/** POST /v1/environments */
const environmentsAdd = defineOperation({
  name: 'environments.add',
  method: 'POST',
  path: '/v1/environments',
  scope: 'org:write',
  input: { body: EnvironmentAddRequest },
  output: EnvironmentAdded,
  status: 201,
  errors: ['environment.exists', 'environment.limit'],
  summary: 'Add an environment',
  description: 'Until it has its own policies, those that are live for every environment apply to it.',
  examples: [
    {
      title: 'an environment for trying things out',
      request: { name: 'sandbox' },
      answer: { ...sampleEnvironment, receipt: receiptRef('environment.added', 3) },
    },
  ],
  refusals: {
    'environment.exists': { detail: 'the org has `sandbox`' },
    'environment.limit': { detail: 'the org has 64 environments' },
  },
})

/** POST /v1/environments/{environment}/remove */
const environmentsRemove = defineOperation({
  name: 'environments.remove',
  method: 'POST',
  path: '/v1/environments/{environment}/remove',
  scope: 'org:write',
  input: {
    params: z.strictObject({ environment: Name.meta({ description: 'The name of the environment' }) }),
    body: ReasonBody,
  },
  output: EnvironmentRemoved,
  errors: ['environment.in_use'],
  summary: 'Remove an environment',
  description:
    'Refused for `production`, the default for calls that name no environment, and while agents, keys or live policies belong to the environment.',
  examples: [
    {
      title: 'an environment that is no longer used',
      request: { environment: 'sandbox', reason: 'merged into production' },
      answer: { name: 'sandbox', receipt: receiptRef('environment.removed', 17) },
    },
  ],
  refusals: { 'environment.in_use': { detail: 'agents or keys are bound to `sandbox`' } },
})

/** The operations on environments. */
export const environments = tableOf(environmentsList, environmentsAdd, environmentsRemove)
