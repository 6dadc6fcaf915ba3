// Webhooks: where the service sends its events, signed, or as a message for Teams or Slack.
import * as z from 'zod'
import type { ErrorTable } from '../wire/errors.ts'
import { ReasonBody } from '../wire/fields.ts'
import { ReceiptId, WebhookId } from '../wire/ids.ts'
import { defineOperation, tableOf } from '../wire/operation.ts'
import { page, pageQuery, wholeList } from '../wire/pages.ts'
import { receiptAt, receiptRef, sample, timeAt } from '../wire/samples.ts'
import {
  Webhook,
  WebhookAttempt,
  WebhookChanged,
  WebhookCreateRequest,
  WebhookRemoved,
  WebhookRotateRequest,
  WebhookSecret,
  WebhookTested,
  WebhookTestRequest,
  WebhookUpdateRequest,
} from './webhook-schemas.ts'

/** Errors of webhooks. */
export const webhookErrors = {
  'webhook.address': {
    status: 422,
    title: 'Nothing may be sent to this address',
    remedy:
      'Use an https URL of a public host. Who runs the service can allow others with COUNTERSIGN_WEBHOOK_ALLOW.',
  },
  'webhook.limit': {
    status: 409,
    title: 'The org has as many webhooks as it can have',
    remedy: 'Remove one that is no longer used with POST /v1/webhooks/{webhook_id}/remove.',
  },
  'webhook.event': {
    status: 422,
    title: 'The receipt tells of nothing that is sent to webhooks',
    remedy: 'Name a receipt of a type that is among the events of the webhook.',
  },
} as const satisfies ErrorTable

const params = z.strictObject({ webhook_id: WebhookId })

const sampleWebhook = {
  id: sample.webhook,
  name: 'Approvals to the backend',
  url: 'https://hooks.countersign.example/approvals',
  format: 'standard',
  events: ['approval.requested', 'approval.granted'],
  status: 'active',
  created_at: timeAt(18),
} satisfies z.input<typeof Webhook>

const refusedAddress = { 'webhook.address': { detail: '`10.0.0.7` is an internal address' } }

/** POST /v1/webhooks */
const webhooksCreate = defineOperation({
  name: 'webhooks.create',
  method: 'POST',
  path: '/v1/webhooks',
  scope: 'webhooks:write',
  input: { body: WebhookCreateRequest },
  output: WebhookSecret,
  status: 201,
  errors: ['webhook.address', 'webhook.limit'],
  summary: 'Add a webhook',
  description:
    'What happens is sent there within seconds, signed, at least once and with the same `webhook-id` each time, for a day if need be. The secret is shown once. No redirect is followed.',
  examples: [
    {
      title: 'a backend that follows approvals',
      request: { name: sampleWebhook.name, url: sampleWebhook.url, events: sampleWebhook.events },
      answer: { ...sampleWebhook, secret: 'whsec_…', receipt: receiptRef('webhook.added', 18) },
    },
    {
      title: 'a Slack channel in which one member may decide',
      request: {
        name: 'Approvals in Slack',
        url: 'https://slack.com/api',
        format: 'slack',
        events: sampleWebhook.events,
        slack: {
          channel: 'C024BE91L',
          bot_token: 'xoxb-…'.replace('…', '17653672481-19874698323'),
          signing_secret: '8f742231b10e8888abcd99yyyzzz85a5'.replaceAll(/[^0-9a-f]/g, '0'),
          users: [{ slack_user: 'U061F7AUR', member_id: sample.member }],
        },
      },
      answer: {
        ...sampleWebhook,
        name: 'Approvals in Slack',
        url: 'https://slack.com/api',
        format: 'slack',
        slack: {
          channel: 'C024BE91L',
          users: [{ slack_user: 'U061F7AUR', member_id: sample.member }],
          set_by: [sample.key],
        },
        receipt: receiptRef('webhook.added', 19),
      },
    },
  ],
  refusals: { ...refusedAddress, 'webhook.limit': { detail: 'the org has 20 webhooks' } },
})

/** GET /v1/webhooks */
const webhooksList = defineOperation({
  name: 'webhooks.list',
  method: 'GET',
  path: '/v1/webhooks',
  scope: 'webhooks:read',
  input: {},
  output: wholeList(Webhook).meta({ id: 'WebhookList' }),
  errors: [],
  summary: 'List webhooks',
  description: 'All of the org, oldest first, at most 20; never their secrets.',
  examples: [{ title: 'every webhook', request: {}, answer: { data: [sampleWebhook], has_more: false } }],
})

/** GET /v1/webhooks/{webhook_id} */
const webhooksGet = defineOperation({
  name: 'webhooks.get',
  method: 'GET',
  path: '/v1/webhooks/{webhook_id}',
  scope: 'webhooks:read',
  input: { params },
  output: Webhook,
  errors: [],
  summary: 'Read a webhook',
  description: 'Never its secret.',
  examples: [{ title: 'a webhook', request: { webhook_id: sample.webhook }, answer: sampleWebhook }],
})

/** PATCH /v1/webhooks/{webhook_id} */
const webhooksUpdate = defineOperation({
  name: 'webhooks.update',
  method: 'PATCH',
  path: '/v1/webhooks/{webhook_id}',
  scope: 'webhooks:write',
  input: { params, body: WebhookUpdateRequest },
  output: WebhookChanged,
  errors: ['webhook.address'],
  summary: 'Change a webhook',
  description: 'What is left out stays. One that was disabled is sent again what happens from then on.',
  examples: [
    {
      title: 'one that is repaired',
      request: { webhook_id: sample.webhook, status: 'active' },
      answer: { ...sampleWebhook, receipt: receiptRef('webhook.changed', 19) },
    },
  ],
  refusals: refusedAddress,
})

/** POST /v1/webhooks/{webhook_id}/rotate */
const webhooksRotate = defineOperation({
  name: 'webhooks.rotate',
  method: 'POST',
  path: '/v1/webhooks/{webhook_id}/rotate',
  scope: 'webhooks:write',
  input: { params, body: WebhookRotateRequest },
  output: WebhookSecret,
  errors: [],
  summary: 'Make a new secret',
  description: 'For as long as `overlap_hours` says, deliveries are signed with both, the new one first.',
  examples: [
    {
      title: 'at once, since the old one is known',
      request: { webhook_id: sample.webhook, overlap_hours: 0 },
      answer: { ...sampleWebhook, secret: 'whsec_…', receipt: receiptRef('webhook.changed', 20) },
    },
  ],
})

/** POST /v1/webhooks/{webhook_id}/remove */
const webhooksRemove = defineOperation({
  name: 'webhooks.remove',
  method: 'POST',
  path: '/v1/webhooks/{webhook_id}/remove',
  scope: 'webhooks:write',
  input: { params, body: ReasonBody },
  output: WebhookRemoved,
  errors: [],
  summary: 'Remove a webhook',
  description: 'What waits to be sent there is dropped, and its attempts are forgotten.',
  examples: [
    {
      title: 'one that is no longer used',
      request: { webhook_id: sample.webhook },
      answer: { id: sample.webhook, receipt: receiptRef('webhook.removed', 21) },
    },
  ],
})

/** POST /v1/webhooks/{webhook_id}/test */
const webhooksTest = defineOperation({
  name: 'webhooks.test',
  method: 'POST',
  path: '/v1/webhooks/{webhook_id}/test',
  scope: 'webhooks:write',
  input: { params, body: WebhookTestRequest },
  output: WebhookTested,
  errors: [],
  perOrgMax: 2,
  summary: 'Send a test',
  description:
    'Sends an event of the type `ping` at once, signed like any other, and answers what came of it.',
  examples: [
    {
      title: 'it arrived',
      request: { webhook_id: sample.webhook },
      answer: { delivered: true, response_status: 204, duration_ms: 83 },
    },
    {
      title: 'it did not',
      request: { webhook_id: sample.webhook },
      answer: { delivered: false, response_status: 500, duration_ms: 41 },
    },
  ],
})

/** GET /v1/webhooks/{webhook_id}/attempts */
const webhooksAttempts = defineOperation({
  name: 'webhooks.attempts',
  method: 'GET',
  path: '/v1/webhooks/{webhook_id}/attempts',
  scope: 'webhooks:read',
  input: { params, query: z.strictObject(pageQuery) },
  output: page(WebhookAttempt).meta({ id: 'WebhookAttemptPage' }),
  errors: [],
  summary: 'List attempts to deliver',
  description: 'Newest first; the last 500 of each webhook are kept.',
  examples: [
    {
      title: 'one that failed and is tried again',
      request: { webhook_id: sample.webhook },
      answer: {
        data: [
          {
            id: sample.attempt,
            event_id: receiptAt(10).replace('rcp', 'evt'),
            event: 'approval.requested',
            receipt_id: receiptAt(10),
            attempt: 1,
            status: 'failed',
            response_status: 503,
            duration_ms: 41,
            at: timeAt(11),
            next_at: timeAt(16),
          },
        ],
        has_more: false,
      },
    },
  ],
})

/** POST /v1/webhooks/{webhook_id}/replay */
const webhooksReplay = defineOperation({
  name: 'webhooks.replay',
  method: 'POST',
  path: '/v1/webhooks/{webhook_id}/replay',
  scope: 'webhooks:write',
  input: {
    params,
    body: z.strictObject({ receipt_id: ReceiptId }).meta({ id: 'WebhookReplayRequest' }),
  },
  output: z
    .object({ event_id: z.string().meta({ description: 'The `webhook-id` of the event' }) })
    .meta({ id: 'WebhookReplayed' }),
  errors: ['webhook.event'],
  summary: 'Send an event again',
  description: 'The event of this receipt, under the same `webhook-id`, whatever came of it before.',
  examples: [
    {
      title: 'an event that was lost',
      request: { webhook_id: sample.webhook, receipt_id: receiptAt(10) },
      answer: { event_id: receiptAt(10).replace('rcp', 'evt') },
    },
  ],
  refusals: { 'webhook.event': { detail: 'a receipt of the type `check`' } },
})

/** The operations on webhooks. */
export const webhooks = tableOf(
  webhooksCreate,
  webhooksList,
  webhooksGet,
  webhooksUpdate,
  webhooksRotate,
  webhooksRemove,
  webhooksTest,
  webhooksAttempts,
  webhooksReplay,
)
