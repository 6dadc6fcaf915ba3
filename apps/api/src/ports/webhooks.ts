// Webhooks, and what is still to be sent to them and to members: what is stored, and how it is read.

import type { EventName } from '@countersign/contract'
import type { Actor, AttemptStatus, WebhookFormat, WebhookStatus } from '@countersign/terms'
import type { attempts, webhooks } from '../store/schema/webhooks.ts'
import type { Page } from './page.ts'

/** Where the service sends its events. */
export type Webhook = Omit<
  typeof webhooks.$inferSelect,
  'orgId' | 'format' | 'events' | 'status' | 'failingSince'
> & { format: WebhookFormat; events: EventName[]; status: WebhookStatus }

/** The sealed part of a webhook: the newest secret first, each as base64 after `whsec_`, with the end of its overlap. */
export type WebhookSettings = {
  url: string
  secrets: { secret: string; until?: number }[]
  slack?: SlackSettings | undefined
}

/** An app of Slack: what it posts with, what Slack signs with, and who is which member. */
export type SlackSettings = {
  channel: string
  bot_token: string
  signing_secret: string
  users: { slack_user: string; member_id: string }[]
  /** Who set the secrets, under an id that changes with them; not known of apps from before this was kept. */
  set?: { id: string; by: Actor[] } | undefined
}

/** The message about an approval, which is rewritten with its outcome. */
export type SlackMessage = { approvalId: string; channel: string; ts: string }

export type WebhookChanges = {
  'webhook.add': { webhook: Webhook }
  'webhook.change': { webhook: Webhook }
  'webhook.remove': { id: string }
}

export type Attempt = Omit<typeof attempts.$inferSelect, 'orgId' | 'event' | 'status'> & {
  event: EventName | 'ping'
  status: AttemptStatus
}

export type WebhookReader = {
  seal(orgId: string, id: string, settings: WebhookSettings): Promise<Uint8Array>
  open(orgId: string, webhook: Pick<Webhook, 'id' | 'sealed'>): Promise<WebhookSettings>
  /** What was posted to a Slack channel about an approval. */
  message(orgId: string, webhookId: string, approvalId: string): Promise<SlackMessage | undefined>
  /** Of those that fail, since when. */
  failingSince(orgId: string): Promise<ReadonlyMap<string, number>>
  /** Newest first; `after` is the id that the page before ended with. */
  attempts(orgId: string, webhookId: string, page: { limit: number; after?: string }): Promise<Page<Attempt>>
}

/** The recipient: a webhook's or a member's id; empty while it is not known yet. */
export type Channel = { orgId: string; channel: string }

/** The channel of the mail to who is invited, whom only the invitation knows. */
export const INVITATION = 'invitation'

/** Begins the channel of an approval that waits again, before the time at which its grant lapsed. */
export const LAPSED = 'lapsed_'

/** A receipt to be sent, and the number of this attempt, from 1. */
export type Delivery = Channel & { seq: number; attempts: number }

/** Events that are still to be sent. They are not in the log: putting one off or finishing it has no receipt. */
export type Outbox = {
  /** Takes what is due, at most one of a channel and none of the busy; if this process dies, another takes over. */
  claim(limit: number, busy: { orgs: string[]; channels: Channel[] }): Promise<Delivery[]>
  /** Replaces it with its recipients, now or later; returns the channels for which too much already waits. */
  expand(
    delivery: Delivery,
    channels: string[],
    later?: readonly { channel: string; at: number }[],
  ): Promise<string[]>
  /** Done with, unless it is to be tried again. */
  finish(
    delivery: Delivery,
    how: { retryInMs?: number; attempt?: Attempt; message?: SlackMessage },
  ): Promise<void>
  note(orgId: string, attempt: Attempt): Promise<void>
  /** Sends it again, now. */
  put(channel: Channel, seq: number): Promise<void>
  /** How much waits, by channel. */
  waiting(orgId: string): Promise<(Channel & { count: number })[]>
}
