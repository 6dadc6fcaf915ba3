// What webhooks and their attempts look like in answers, and how they are made and changed.
import { ATTEMPT_STATUSES, WEBHOOK_FORMATS, WEBHOOK_STATUSES } from '@countersign/terms'
import * as z from 'zod'
import { EVENTS } from '../wire/events.ts'
import { ReceiptRef, Title } from '../wire/fields.ts'
import { AttemptId, MemberId, ReceiptId, WebhookId } from '../wire/ids.ts'
import { changesNothing } from '../wire/messages.ts'
import { Time } from '../wire/time.ts'

const Url = z
  .string()
  .max(2000)
  .regex(/^https?:\/\/[^\s\p{Cc}]+$/u, 'must be an http or https URL')

const Events = z
  .array(z.enum(EVENTS))
  .min(1)
  .max(EVENTS.length)
  .refine((events) => new Set(events).size === events.length, 'must name each event only once')
  .meta({ description: 'What is sent' })

const Format = z.enum(WEBHOOK_FORMATS).meta({
  description:
    '`standard`: Standard Webhooks, signed; `teams`: an adaptive card for an incoming webhook of Teams; `slack`: a message of your Slack app, with the URL https://slack.com/api',
})

const slackMembers = {
  channel: z
    .string()
    .regex(/^[CGD][A-Z0-9]{1,30}$/, 'must be the id of a channel, such as C024BE91L')
    .meta({ description: 'The channel that messages are posted to' }),
  users: z
    .array(
      z.strictObject({
        slack_user: z
          .string()
          .regex(/^[UW][A-Z0-9]{1,30}$/, 'must be the id of a user, such as U061F7AUR')
          .meta({ description: 'Their id in Slack' }),
        member_id: MemberId,
      }),
    )
    .max(200)
    .meta({
      description:
        'Who is which member. Nobody else can decide in Slack, and they only once they have confirmed it',
    }),
}

const slackAnswer = {
  ...slackMembers,
  set_by: z
    .array(z.string())
    .optional()
    .meta({ description: 'The members and keys that set its token and signing secret' }),
}

const slackSecrets = {
  bot_token: z
    .string()
    .regex(/^xoxb-[A-Za-z0-9-]{1,200}$/, 'must be a bot token, which begins with `xoxb-`')
    .meta({ description: 'The token of the app, with the scope chat:write' }),
  signing_secret: z
    .string()
    .regex(/^[0-9a-f]{16,128}$/, 'must be the signing secret of the app, in hex')
    .meta({ description: 'What Slack signs interactions with' }),
}

const Slack = z.strictObject({ ...slackMembers, ...slackSecrets })

const webhookMembers = {
  id: WebhookId,
  name: z.string().meta({ description: 'Its name, for people' }),
  url: z
    .string()
    .meta({ description: 'Where it is sent; with `teams` only its host, since the rest is a secret' }),
  format: z.enum(WEBHOOK_FORMATS).meta({ description: 'How events are sent' }),
  events: z.array(z.enum(EVENTS)).meta({ description: 'What is sent' }),
  status: z.enum(WEBHOOK_STATUSES).meta({ description: 'Whether anything is sent' }),
  failing_since: Time.optional().meta({ description: 'Since when nothing could be delivered' }),
  created_at: Time.meta({ description: 'When it was made' }),
  slack: z.object(slackAnswer).optional().meta({ description: 'Of one with the format `slack`' }),
}

/** A webhook. */
export const Webhook = z.object(webhookMembers).meta({ id: 'Webhook' })

const Secret = z.string().optional().meta({
  description:
    'What deliveries are signed with. Shown once: a repeat with the same Idempotency-Key leaves it out.',
  'x-secret': true,
})

/** A webhook after a change, and the receipt of that change. */
export const WebhookChanged = z
  .object({ ...webhookMembers, receipt: ReceiptRef })
  .meta({ id: 'WebhookChanged' })

/** A webhook with its secret, which is answered this once. */
export const WebhookSecret = z
  .object({ ...webhookMembers, receipt: ReceiptRef, secret: Secret })
  .meta({ id: 'WebhookSecret' })

/** The id of a webhook that was removed, and the receipt of that. */
export const WebhookRemoved = z.object({ id: WebhookId, receipt: ReceiptRef }).meta({ id: 'WebhookRemoved' })

/** Makes a webhook. */
export const WebhookCreateRequest = z
  .strictObject({
    name: Title.optional().meta({ description: 'Its name, for people' }),
    url: Url.meta({ description: 'Where events are sent' }),
    events: Events,
    format: Format.optional(),
    slack: Slack.optional().meta({ description: 'Only and always with the format `slack`' }),
  })
  .refine(({ format, slack }) => (format === 'slack') === (slack !== undefined), {
    message: 'must be given with the format `slack`, and only with it',
    path: ['slack'],
  })
  .meta({ id: 'WebhookCreateRequest' })

const webhookChanges = z.strictObject({
  name: Title.optional().meta({ description: 'Its name, for people' }),
  url: Url.optional().meta({ description: 'Where events are sent' }),
  events: Events.optional(),
  status: z.enum(WEBHOOK_STATUSES).optional().meta({ description: 'Whether anything is sent' }),
  slack: Slack.partial().optional().meta({ description: 'Only of one with the format `slack`' }),
})

/** Changes a webhook; what is left out stays. */
export const WebhookUpdateRequest = webhookChanges
  .refine(
    (change) => Object.values(change).some((value) => value !== undefined),
    changesNothing(webhookChanges),
  )
  .meta({ id: 'WebhookUpdateRequest' })

/** Makes a new secret. */
export const WebhookRotateRequest = z
  .strictObject({
    overlap_hours: z.int().min(0).max(168).optional().meta({
      description: 'How long deliveries carry signatures of both secrets; 24 unless given',
    }),
  })
  .meta({ id: 'WebhookRotateRequest' })

/** One attempt to deliver. */
export const WebhookAttempt = z
  .object({
    id: AttemptId,
    event_id: z.string().meta({ description: 'The `webhook-id` that was sent; the same for each attempt' }),
    event: z.enum([...EVENTS, 'ping']).meta({ description: '`ping` for a test' }),
    receipt_id: ReceiptId.optional().meta({
      description: 'The receipt that the event is about; a test has none',
    }),
    attempt: z.int().min(0).meta({ description: 'Which attempt it was, from 1; 0 where none was made' }),
    status: z.enum(ATTEMPT_STATUSES).meta({ description: 'What came of it' }),
    response_status: z.int().optional().meta({ description: 'The status that was answered' }),
    error: z.string().optional().meta({ description: 'Why there was no answer, as a code' }),
    duration_ms: z.int().min(0).meta({ description: 'How long the answer took' }),
    at: Time.meta({ description: 'When' }),
    next_at: Time.optional().meta({ description: 'When it is tried again' }),
  })
  .meta({ id: 'WebhookAttempt' })

/** Sends a test; there is nothing to say about it. */
export const WebhookTestRequest: z.ZodType<object> = z.strictObject({}).meta({ id: 'WebhookTestRequest' })

/** What came of a test. */
export const WebhookTested = z
  .object({
    delivered: z.boolean().meta({ description: 'Whether it was accepted' }),
    response_status: z.int().optional().meta({ description: 'The status that was answered' }),
    error: z.string().optional().meta({ description: 'Why there was no answer, as a code' }),
    duration_ms: z.int().min(0).meta({ description: 'How long the answer took' }),
  })
  .meta({ id: 'WebhookTested' })
