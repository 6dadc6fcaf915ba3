// The tables of webhooks, of attempts to deliver to them, and of what is still to be delivered.
import { sql } from 'drizzle-orm'
import { index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { bytea, millis, position } from './columns.ts'
import { orgs } from './orgs.ts'

/** Where the service sends its events. URL and secrets are sealed under the org's data key. */
export const webhooks = pgTable(
  'webhooks',
  {
    orgId: text('org_id')
      .notNull()
      .references(() => orgs.orgId),
    id: text('id').notNull(),
    name: text('name').notNull(),
    format: text('format').notNull(),
    events: jsonb('events').$type<string[]>().notNull(),
    status: text('status').notNull(),
    sealed: bytea('sealed').notNull(),
    /** Since when nothing could be delivered; kept by the deliveries, outside the log. */
    failingSince: millis('failing_since'),
    createdAt: millis('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.id] })],
)

/** The latest attempts to deliver to each webhook. */
export const attempts = pgTable(
  'attempts',
  {
    orgId: text('org_id').notNull(),
    webhookId: text('webhook_id').notNull(),
    id: text('id').notNull(),
    /** Of the receipt that the event is about. */
    seq: position('seq').notNull(),
    receiptId: text('receipt_id').notNull(),
    event: text('event').notNull(),
    attempt: integer('attempt').notNull(),
    status: text('status').notNull(),
    responseStatus: integer('response_status'),
    error: text('error'),
    durationMs: integer('duration_ms').notNull(),
    at: millis('at').notNull(),
    nextAt: millis('next_at'),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.webhookId, t.id] })],
)

/** The messages in Slack about approvals, so that each is rewritten with its outcome. */
export const slackMessages = pgTable(
  'slack_messages',
  {
    orgId: text('org_id').notNull(),
    webhookId: text('webhook_id').notNull(),
    approvalId: text('approval_id').notNull(),
    channel: text('channel').notNull(),
    ts: text('ts').notNull(),
    at: millis('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.webhookId, t.approvalId] })],
)

/**
 * What is still to be sent: a receipt's seq, written in its commit, and then each channel that gets it. Outside row
 * security, as `due` is: one process asks for what is due of every org, and it holds nothing but ids and times.
 */
export const outbox = pgTable(
  'outbox',
  {
    orgId: text('org_id').notNull(),
    seq: position('seq').notNull(),
    /** A webhook's or a member's id; empty until the recipients are known. */
    channel: text('channel').notNull(),
    at: millis('at').notNull(),
    attempts: integer('attempts').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.channel, t.seq] }),
    index('outbox_due').on(t.at),
    index('outbox_waiting').on(t.orgId, t.channel, t.at).where(sql`channel <> ''`),
  ],
)
