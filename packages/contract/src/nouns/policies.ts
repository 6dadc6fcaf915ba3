// Policy versions: checking, publishing, reading and comparing them.
import * as z from 'zod'
import type { ErrorTable } from '../wire/errors.ts'
import { Name, Reason } from '../wire/fields.ts'
import { defineOperation, type Refusals, tableOf } from '../wire/operation.ts'
import { page, pageQuery } from '../wire/pages.ts'
import { receiptAt, sample, timeAt, unknownEnvironment } from '../wire/samples.ts'
import { Time } from '../wire/time.ts'
import {
  documentMembers,
  PolicyChecked,
  PolicyPublished,
  PolicyVersion,
  PolicyVersionFull,
  sampleDocument,
  sampleFindings,
  samplePublished,
  sampleSummary,
  sampleVersion,
} from './policy-schemas.ts'

/** Errors of policies. */
export const policyErrors = {
  'policy.conflict': {
    status: 409,
    title: 'The policies or the tools have changed in the meantime',
    remedy: 'Read the live version with GET /v1/policies/live, apply your change to it, and send it again.',
  },
  'policy.no_shadow': {
    status: 409,
    title: 'No such policy is in shadow mode',
    remedy: 'GET /v1/policies/live shows the mode of every policy.',
  },
  'policy.invalid': {
    status: 422,
    title: 'The policies cannot be published',
    remedy: 'Correct what `errors` names; POST /v1/policies checks a document without publishing it.',
  },
  'policy.busy': {
    status: 503,
    title: 'Too many policies are being checked',
    remedy:
      'Wait for the number of seconds in `Retry-After`, or check them offline with `countersign policy lint`.',
    retryable: true,
  },
} as const satisfies ErrorTable

/** The greatest policy document: 512 KiB, half of them for its text. */
export const policyBodyBytesMax = 512 * 1024

const VERSION_MAX = 1_000_000
/** How many recorded decisions one comparison replays at most. */
export const comparedReceiptsMax = 100_000

const where = {
  environment: Name.optional().meta({
    description: 'Where it becomes live; by default, in every environment without a live version of its own',
  }),
  based_on: z.int().min(1).max(VERSION_MAX).optional().meta({
    description: 'The version you started from; if another one is live by now, the answer is a 409',
  }),
  reason: Reason.optional(),
}

const params = z.strictObject({
  version: z
    .string()
    .regex(/^([1-9][0-9]{0,5}|live)$/, 'must be a version number, or `live`')
    .meta({ description: 'A version number, or `live`' }),
})

const invalid: Refusals = {
  'policy.invalid': {
    detail: 'the document has an error',
    errors: [
      { code: 'policy.type', message: 'no such member `limit`', policy_id: 'reads', line: 3, column: 8 },
    ],
  },
}

const busy: Refusals = { 'policy.busy': {} }
const conflict: Refusals = { 'policy.conflict': { detail: 'version 8 is live by now, not version 7' } }

/** POST /v1/policies */
const policiesCheck = defineOperation({
  name: 'policies.check',
  method: 'POST',
  path: '/v1/policies',
  scope: 'policies:read',
  input: { body: z.strictObject({ ...documentMembers, environment: where.environment }) },
  output: PolicyChecked,
  bodyBytesMax: policyBodyBytesMax,
  metered: false,
  errors: ['policy.busy'],
  summary: 'Validate policies',
  description:
    'Parses, validates strictly against the schema with the registered tools, lints, runs the tests and compares with the live version. Stores nothing.',
  examples: [
    {
      title: 'a valid document',
      request: sampleDocument,
      answer: {
        ok: true,
        digest: sampleVersion.digest,
        policies: [sampleSummary],
        ...sampleFindings,
      },
    },
  ],
  refusals: busy,
})

/** POST /v1/policies/publish */
const policiesPublish = defineOperation({
  name: 'policies.publish',
  method: 'POST',
  path: '/v1/policies/publish',
  scope: 'policies:write',
  input: { body: z.strictObject({ ...documentMembers, ...where }) },
  output: PolicyPublished,
  status: 201,
  bodyBytesMax: policyBodyBytesMax,
  errors: ['policy.invalid', 'policy.busy', 'policy.conflict', 'environment.unknown'],
  summary: 'Publish policies',
  description:
    'Checks the document as POST /v1/policies does and, if nothing is wrong, makes it the live version. Once its receipt is in the log, every decision uses it. Versions can be live in at most 64 environments, with at most 1 Mi characters of text in total; a key bound to an environment publishes only for that environment.',
  examples: [{ title: 'a new version', request: sampleDocument, answer: samplePublished }],
  refusals: {
    ...invalid,
    ...busy,
    ...conflict,
    ...unknownEnvironment,
  },
})

/** GET /v1/policies */
const policiesList = defineOperation({
  name: 'policies.list',
  method: 'GET',
  path: '/v1/policies',
  scope: 'policies:read',
  input: { query: z.strictObject(pageQuery) },
  output: page(PolicyVersion).meta({ id: 'PolicyVersionPage' }),
  errors: [],
  summary: 'List policy versions',
  description: 'Every version that was published, newest first, and where it is live.',
  examples: [{ title: 'every version', request: {}, answer: { data: [sampleVersion], has_more: false } }],
})

/** GET /v1/policies/{version} */
const policiesGet = defineOperation({
  name: 'policies.get',
  method: 'GET',
  path: '/v1/policies/{version}',
  scope: 'policies:read',
  input: {
    params,
    query: z.strictObject({
      environment: Name.optional().meta({ description: 'With `live`: of which environment' }),
    }),
  },
  output: PolicyVersionFull,
  errors: [],
  summary: 'Read a policy version',
  description: 'The document of a version; `live` is the one that is live, in `environment` if given.',
  examples: [
    {
      title: 'a version by its number',
      request: { version: '7' },
      answer: { ...sampleVersion, document: sampleDocument, policies: [sampleSummary] },
    },
  ],
})

/** POST /v1/policies/rollback */
const policiesRollback = defineOperation({
  name: 'policies.rollback',
  method: 'POST',
  path: '/v1/policies/rollback',
  scope: 'policies:write',
  input: {
    body: z.strictObject({
      version: z.int().min(1).max(VERSION_MAX).optional().meta({
        description:
          'Which version; by default, the newest one that was published for the same environment before the live one',
      }),
      ...where,
    }),
  },
  output: PolicyPublished,
  errors: ['policy.invalid', 'policy.busy', 'policy.conflict', 'not_found', 'environment.unknown'],
  summary: 'Go back to an earlier version',
  description: 'Makes an earlier version live again, after checking it against the current tools.',
  examples: [
    {
      title: 'back to an earlier version',
      request: { version: 6, reason: 'deployments are denied' },
      answer: { ...samplePublished, version: 6 },
    },
  ],
  refusals: {
    ...invalid,
    ...busy,
    ...conflict,
    not_found: {},
    ...unknownEnvironment,
  },
})

/** POST /v1/policies/promote */
const policiesPromote = defineOperation({
  name: 'policies.promote',
  method: 'POST',
  path: '/v1/policies/promote',
  scope: 'policies:write',
  input: {
    body: z.strictObject({
      policies: z.array(z.string().min(1).max(160)).min(1).max(1000).optional().meta({
        description: 'Ids of the policies; by default, every policy in shadow mode',
      }),
      ...where,
    }),
  },
  output: PolicyPublished,
  status: 201,
  errors: ['policy.invalid', 'policy.busy', 'policy.conflict', 'policy.no_shadow', 'environment.unknown'],
  summary: 'Enforce shadow policies',
  description: 'Publishes a new version in which the named policies are enforced, in one step.',
  examples: [
    {
      title: 'a policy that has proven itself in shadow mode',
      request: { policies: ['reads'] },
      answer: {
        ...samplePublished,
        diff: {
          same: false,
          comments_only: false,
          policies: [],
          settings: [{ name: '/modes/reads', change: 'removed', before: 'shadow' }],
          tests: [],
        },
      },
    },
  ],
  refusals: {
    ...invalid,
    ...busy,
    ...conflict,
    'policy.no_shadow': {},
    ...unknownEnvironment,
  },
})

/** POST /v1/policies/compare */
const policiesCompare = defineOperation({
  name: 'policies.compare',
  method: 'POST',
  path: '/v1/policies/compare',
  scope: 'policies:write',
  input: {
    body: z.strictObject({
      ...documentMembers,
      environment: where.environment,
      from: Time.optional().meta({ description: 'Only decisions since this time' }),
      to: Time.optional().meta({ description: 'Only decisions before this time' }),
    }),
  },
  output: z.object({}),
  produces: 'ndjson',
  metered: false,
  perOrgMax: 1,
  busy: 'export.busy',
  fileName: 'countersign-comparison.ndjson',
  bodyBytesMax: policyBodyBytesMax,
  errors: ['policy.invalid', 'policy.busy'],
  summary: 'Compare a candidate with past decisions',
  description:
    'Replays the recorded decisions, at most the latest 100,000, against a candidate that is not published; needs `receipts:read` as well. Lines of JSON: `progress`, a `change` for every verdict that would differ, and at the end a `summary`.',
  examples: [
    {
      title: 'one decision would differ',
      request: sampleDocument,
      answer: [
        JSON.stringify({
          change: {
            receipt_id: receiptAt(3),
            seq: 3,
            issued_at: timeAt(3),
            agent_id: sample.agent,
            action: 'update_page',
            environment: 'production',
            was: 'allow',
            would: 'deny',
            reasons: [{ code: 'policy.no_match', severity: 'high', message: 'no policy permits this' }],
          },
        }),
        JSON.stringify({ progress: { done: 5, total: 5 } }),
        JSON.stringify({
          summary: { from: 0, to: 5, compared: 2, changed: 1, skipped: 0, unreadable: 0 },
        }),
      ],
    },
  ],
  refusals: { ...invalid, ...busy },
})

/** The operations on policies. */
export const policies = tableOf(
  policiesCheck,
  policiesPublish,
  policiesList,
  policiesGet,
  policiesRollback,
  policiesPromote,
  policiesCompare,
)
