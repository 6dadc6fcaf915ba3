// The org of the caller: its settings, and halting everything in it.
import { ORG_STATUSES } from '@countersign/terms'
import * as z from 'zod'
import type { ErrorTable } from '../wire/errors.ts'
import { Reason, ReasonBody, ReceiptRef, Title } from '../wire/fields.ts'
import { OrgId } from '../wire/ids.ts'
import { changesNothing } from '../wire/messages.ts'
import { defineOperation, tableOf } from '../wire/operation.ts'
import { receiptRef, sample, timeAt } from '../wire/samples.ts'
import { Time } from '../wire/time.ts'

/** Errors of the org. */
export const orgErrors = {
  'org.state': {
    status: 409,
    title: 'The org is in a state that does not allow this',
    remedy: 'Read the org with GET /v1/org; resume it with POST /v1/org/resume if it is halted.',
  },
} as const satisfies ErrorTable

const LogsVisibility = z.enum(['public', 'private']).meta({
  description: 'Whether keys, checkpoints and consistency proofs of the log can be read without a key',
})

/** The shortest time for which disclosed values are kept: longer than a gate may be open. */
const RETENTION_DAYS_MIN = 30
const RETENTION_DAYS_MAX = 36_500

const RetentionDays = z.int().min(RETENTION_DAYS_MIN).max(RETENTION_DAYS_MAX).nullable()

const Retention = z
  .object({
    days: RetentionDays.meta({ description: 'For how many days values are kept now; null: for ever' }),
    next: z
      .object({
        days: RetentionDays.unwrap().meta({ description: 'For how many days then' }),
        at: Time.meta({ description: 'From when on' }),
      })
      .optional()
      .meta({ description: 'The shorter time that will hold, where one was set lately' }),
  })
  .meta({
    id: 'Retention',
    description:
      'How long the log discloses the values behind its commitments. Older ones are erased; receipts and proofs stay',
  })

const orgMembers = {
  id: OrgId,
  name: z.string().meta({ description: 'Its name' }),
  status: z
    .enum(ORG_STATUSES)
    .meta({ description: 'Whether its agents may act: nothing is allowed while it is halted' }),
  logs: LogsVisibility,
  retention: Retention,
  created_at: Time.meta({ description: 'When it was made' }),
}

/** The tenant of the key. */
export const Org = z.object(orgMembers).meta({ id: 'Org' })

/** The org after a change, and the receipt of that change. */
export const OrgChanged = z.object({ ...orgMembers, receipt: ReceiptRef }).meta({ id: 'OrgChanged' })

const orgChanges = z.strictObject({
  name: Title.optional().meta({ description: 'Its name' }),
  logs: LogsVisibility.optional(),
})

/** For how long disclosed values are kept. */
export const RetentionRequest = z
  .strictObject({
    days: RetentionDays.meta({
      description: `For how many days disclosed values are kept, at least ${RETENTION_DAYS_MIN}; null: for ever`,
    }),
    reason: Reason.optional(),
  })
  .meta({ id: 'RetentionRequest' })

/** Changes the org's settings. */
export const OrgUpdateRequest = orgChanges
  .refine((request) => Object.keys(request).length > 0, changesNothing(orgChanges))
  .meta({ id: 'OrgUpdateRequest' })

const sampleOrg: z.input<typeof Org> = {
  id: sample.org,
  name: 'Example',
  status: 'active',
  logs: 'public',
  retention: { days: null },
  created_at: timeAt(0),
}

/** GET /v1/org */
const orgGet = defineOperation({
  name: 'org.get',
  method: 'GET',
  path: '/v1/org',
  scope: 'org:read',
  input: {},
  output: Org,
  errors: [],
  summary: 'Read the org',
  description: 'The org that the API key belongs to.',
  examples: [{ title: 'the org', request: {}, answer: sampleOrg }],
})

/** PATCH /v1/org */
const orgUpdate = defineOperation({
  name: 'org.update',
  method: 'PATCH',
  path: '/v1/org',
  scope: 'org:write',
  input: { body: OrgUpdateRequest },
  output: OrgChanged,
  errors: [],
  summary: 'Change the org',
  description: 'Changes the members that are given and leaves the others as they are.',
  examples: [
    {
      title: 'make the log private',
      request: { logs: 'private' },
      answer: { ...sampleOrg, logs: 'private', receipt: receiptRef('org.changed', 17) },
    },
  ],
})

/** POST /v1/org/retention */
const orgRetention = defineOperation({
  name: 'org.retention',
  method: 'POST',
  path: '/v1/org/retention',
  scope: 'org:write',
  input: { body: RetentionRequest },
  output: OrgChanged,
  errors: ['auth.sign_in'],
  summary: 'Set how long values are kept',
  description:
    'After so many days the values and salts behind commitments are erased, with receipts that say so; receipts, their proofs and what is in force stay. A shorter time holds from seven days after it was set, so that a mistake can be taken back; a longer one, or none, holds at once. A member must have signed in within the last ten minutes.',
  examples: [
    {
      title: 'keep values for ever',
      request: { days: null, reason: 'an audit goes on' },
      answer: { ...sampleOrg, receipt: receiptRef('org.changed', 20) },
    },
    {
      title: 'a year, which holds in seven days',
      request: { days: 365 },
      answer: {
        ...sampleOrg,
        retention: { days: null, next: { days: 365, at: timeAt(604_820) } },
        receipt: receiptRef('org.changed', 20),
      },
    },
  ],
  refusals: { 'auth.sign_in': {} },
})

const change = { method: 'POST', scope: 'org:halt', input: { body: ReasonBody }, output: OrgChanged } as const

/** POST /v1/org/halt */
const orgHalt = defineOperation({
  ...change,
  name: 'org.halt',
  path: '/v1/org/halt',
  urgent: true,
  errors: ['org.state'],
  summary: 'Stop every agent',
  description:
    'Once its receipt is in the log, no agent of the org is allowed anything until the org is resumed.',
  examples: [
    {
      title: 'stop everything',
      request: { reason: 'an agent deletes backups' },
      answer: { ...sampleOrg, status: 'halted', receipt: receiptRef('org.halted', 18) },
    },
  ],
  refusals: { 'org.state': { detail: 'the org is halted already' } },
})

/** POST /v1/org/resume */
const orgResume = defineOperation({
  ...change,
  name: 'org.resume',
  path: '/v1/org/resume',
  errors: ['org.state'],
  summary: 'Let agents act again',
  description: 'Ends a halt. Gates that were denied in the meantime stay denied.',
  examples: [
    {
      title: 'the danger is over',
      request: { reason: 'the agent is revoked' },
      answer: { ...sampleOrg, receipt: receiptRef('org.resumed', 19) },
    },
  ],
  refusals: { 'org.state': { detail: 'the org is not halted' } },
})

/** The operations on the caller's org. */
export const org = tableOf(orgGet, orgUpdate, orgRetention, orgHalt, orgResume)
