// The org of the caller: its settings, and halting everything in it.
import { ORG_STATUSES } from '@countersign/terms'
import * as z from 'zod'
import type { ErrorTable } from '../wire/errors.ts'
import { ReasonBody, ReceiptRef, Title } from '../wire/fields.ts'
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

const orgMembers = {
  id: OrgId,
  name: z.string().meta({ description: 'Its name' }),
  status: z
    .enum(ORG_STATUSES)
    .meta({ description: 'Whether its agents may act: nothing is allowed while it is halted' }),
  logs: LogsVisibility,
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

/** Changes the org's settings. */
export const OrgUpdateRequest = orgChanges
  .refine((request) => Object.keys(request).length > 0, changesNothing(orgChanges))
  .meta({ id: 'OrgUpdateRequest' })

const sampleOrg: z.input<typeof Org> = {
  id: sample.org,
  name: 'Example',
  status: 'active',
  logs: 'public',
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
export const org = tableOf(orgGet, orgUpdate, orgHalt, orgResume)
