// One delivery: finds the recipients of an event, or notifies one of them, and puts it off when that fails.
import type { OrgConfig } from '../../ports/nouns.ts'
import type { Sent } from '../../ports/outbound.ts'
import { type Delivery, INVITATION, type Webhook } from '../../ports/webhooks.ts'
import { agentOf } from '../approvals/answer.ts'
import type { Context } from '../context.ts'
import { answered, attemptOf, isDelivered } from './attempt.ts'
import { disableWebhook } from './disable.ts'
import { eventAt, type ReceiptEvent } from './event.ts'
import { mailInvitation } from './invite.ts'
import { channelOf, lapsedEvent, type Recipient, recipientOf } from './lapsed.ts'
import { mailTo } from './mail.ts'
import { addressesOf, deciders, ESCALATION, escalationsOf } from './people.ts'
import { sendEvent } from './send.ts'

const GONE = 410
/** How long a webhook may fail before it is disabled. */
const FAILING_MS = 5 * 24 * 3_600_000
/** Pauses before each further attempt, seconds: over a day in all. */
const PAUSES = [5, 60, 300, 900, 1800, 3600, 7200, 10_800, 14_400, 18_000, 21_600, 21_600]
const RETRY_AFTER_MAX_MS = 6 * 3_600_000
/** Up to this part is added or taken by chance, so that what failed together is not tried again together. */
const JITTER = 0.2

export async function deliver(context: Context, delivery: Delivery): Promise<void> {
  const { orgId, channel } = delivery
  if (channel === INVITATION) return mailInvitation(context, delivery, pauseOf(context, delivery.attempts))
  const recipient = recipientOf(channel)
  const event = await eventOf(context, delivery, recipient)
  const config = await context.store.config(orgId, { fresh: true, ...agentIn(event) })
  if (event === undefined || config === undefined) return context.store.outbox.finish(delivery, {})
  if (recipient.id === '') return expand(context, delivery, event, { config, recipient })
  if (channel.startsWith(ESCALATION)) return escalate(context, delivery, event, config)
  if (channel.startsWith('mem_')) return toMember(context, delivery, event, { config, recipient })
  return toWebhook(context, delivery, event, config.webhooks.get(recipient.id))
}

async function eventOf(
  context: Context,
  { orgId, seq }: Delivery,
  { lapsedAt }: Recipient,
): Promise<ReceiptEvent | undefined> {
  const event = await eventAt(context, orgId, seq)
  return event === undefined || lapsedAt === undefined ? event : lapsedEvent(event, lapsedAt)
}

type Found = { config: OrgConfig; recipient: Recipient }

function agentIn(event: ReceiptEvent | undefined): { agentId?: string } {
  return event?.pending === undefined ? {} : { agentId: agentOf(event.pending) }
}

async function expand(
  context: Context,
  delivery: Delivery,
  event: ReceiptEvent,
  { config, recipient }: Found,
): Promise<void> {
  const hooks = [...config.webhooks.values()].filter(
    ({ status, events, createdAt }) =>
      status === 'active' && events.includes(event.name) && createdAt <= event.at,
  )
  const people = await deciders(context, delivery.orgId, event, config)
  const channels = [...hooks.map(({ id }) => id), ...people].map((id) => channelOf({ ...recipient, id }))
  const full = await context.store.outbox.expand(delivery, channels, escalationsOf(context, event))
  for (const channel of full.filter((channel) => channel.startsWith('whk_'))) {
    const webhookId = recipientOf(channel).id
    const outcome = { status: 'dropped', attempt: 0, error: 'too_many_waiting' } as const
    await context.store.outbox.note(
      delivery.orgId,
      attemptOf(context, delivery.seq, webhookId, event, outcome),
    )
  }
}

/** More people may decide from now on: they get what the first ones got. */
async function escalate(
  context: Context,
  delivery: Delivery,
  event: ReceiptEvent,
  config: OrgConfig,
): Promise<void> {
  const since = Number(delivery.channel.slice(ESCALATION.length))
  const isOver = event.approval?.status !== 'pending'
  const people = isOver ? [] : await deciders(context, delivery.orgId, event, config, since)
  await context.store.outbox.expand(delivery, people)
}

async function toMember(
  context: Context,
  delivery: Delivery,
  event: ReceiptEvent,
  { config, recipient: { id } }: Found,
): Promise<void> {
  const { outbox } = context.store
  const { orgId } = delivery
  const member = (await context.store.members.named(orgId, [id])).get(id)
  const isOver = event.approval?.status !== 'pending'
  const address = member && (await addressesOf(context, [member])).get(id)
  if (context.mailer === undefined || address === undefined || isOver) return outbox.finish(delivery, {})
  // A first attempt is counted; what is repeated was.
  if (delivery.attempts === 1 && !(await context.mayMail(orgId, id))) return outbox.finish(delivery, {})
  const sent = await context.mailer.send(mailTo(context, delivery, event, { address, config }))
  const retryInMs = sent.status === 'failed' ? pauseOf(context, delivery.attempts) : undefined
  await outbox.finish(delivery, retryInMs === undefined ? {} : { retryInMs })
}

async function toWebhook(
  context: Context,
  delivery: Delivery,
  event: ReceiptEvent,
  webhook: Webhook | undefined,
): Promise<void> {
  const { orgId, seq, attempts } = delivery
  const { outbox, webhooks } = context.store
  if (webhook === undefined || webhook.status !== 'active') return outbox.finish(delivery, {})
  const { sent, durationMs, message } = await sendEvent(context, orgId, webhook, event)
  const isDone = isDelivered(sent)
  const isGone = 'status' in sent && sent.status === GONE
  const retryInMs = isDone || isGone ? undefined : laterOf(pauseOf(context, attempts), sent)
  const attempt = attemptOf(context, seq, webhook.id, event, {
    status: isDone ? 'succeeded' : 'failed',
    attempt: attempts,
    durationMs,
    ...answered(sent),
    ...(retryInMs !== undefined && { retryInMs }),
  })
  await outbox.finish(delivery, {
    attempt,
    ...(message && { message }),
    ...(retryInMs !== undefined && { retryInMs }),
  })
  if (isDone) return
  const since = (await webhooks.failingSince(orgId)).get(webhook.id) ?? attempt.at
  if (isGone || attempt.at - since > FAILING_MS) await disableWebhook(context, orgId, webhook.id)
}

/** Before the attempt after this one; undefined when it was the last. */
function pauseOf({ random }: Pick<Context, 'random'>, attempts: number): number | undefined {
  const seconds = PAUSES[attempts - 1]
  const [byte = 0] = random(1)
  return seconds === undefined ? undefined : seconds * 1000 * (1 + JITTER * (byte / 127.5 - 1))
}

/** A receiver may ask for more time; never for so much that what waits grows old. */
function laterOf(pauseMs: number | undefined, sent: Sent): number | undefined {
  const asked = 'status' in sent ? (sent.retryAfterMs ?? 0) : 0
  return pauseMs === undefined ? undefined : Math.max(pauseMs, Math.min(asked, RETRY_AFTER_MAX_MS))
}
