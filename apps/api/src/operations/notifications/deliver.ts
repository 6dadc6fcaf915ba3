// One delivery: finds out who hears of an event, or tells one of them, and puts it off where that fails.
import type { EventName } from '@countersign/contract'
import { newId } from '@countersign/terms'
import type { Attempt, Delivery, Member, OrgConfig, Webhook } from '../../ports/nouns.ts'
import { agentOf } from '../approvals/answer.ts'
import { refusalOf } from '../approvals/quorum.ts'
import type { Context } from '../context.ts'
import { disableWebhook } from './disable.ts'
import { eventAt, type ToldEvent } from './event.ts'
import { mailTo } from './mail.ts'
import { sendEvent } from './send.ts'

/** Of all who may decide one approval; an agent must not make the service write to a thousand people. */
const MAILS_MAX = 50
const MEMBERS_MAX = 1000
const GONE = 410
/** A webhook that has failed for so long is disabled. */
const FAILING_MS = 5 * 24 * 3_600_000
/** Pauses before each further attempt, seconds: over a day in all. */
const PAUSES = [5, 60, 300, 900, 1800, 3600, 7200, 10_800, 14_400, 18_000, 21_600, 21_600]
/** Up to this part is added or taken by chance, so that what failed together is not tried again together. */
const JITTER = 0.2

export async function deliver(context: Context, delivery: Delivery): Promise<void> {
  const { orgId, channel, seq } = delivery
  const event = await eventAt(context, orgId, seq)
  const config = await context.store.config(orgId, { fresh: true, ...agentIn(event) })
  if (event === undefined || config === undefined) return context.store.outbox.finish(delivery, {})
  if (channel === '') return expand(context, delivery, event, config)
  if (channel.startsWith('mem_')) return toMember(context, delivery, event, config)
  return toWebhook(context, delivery, event, config.webhooks.get(channel))
}

function agentIn(event: ToldEvent | undefined): { agentId?: string } {
  return event?.pending === undefined ? {} : { agentId: agentOf(event.pending) }
}

async function expand(
  context: Context,
  delivery: Delivery,
  event: ToldEvent,
  config: OrgConfig,
): Promise<void> {
  const hooks = [...config.webhooks.values()].filter(
    ({ status, events, createdAt }) =>
      status === 'active' && events.includes(event.name) && createdAt <= event.at,
  )
  const people = await membersFor(context, delivery.orgId, event, config)
  const channels = [...hooks.map(({ id }) => id), ...people]
  const full = await context.store.outbox.expand(delivery, channels)
  for (const webhookId of full.filter((channel) => channel.startsWith('whk_'))) {
    const outcome = { status: 'dropped', attempt: 0, error: 'too_many_waiting' } as const
    await context.store.outbox.note(
      delivery.orgId,
      attemptOf(context, delivery.seq, webhookId, event, outcome),
    )
  }
}

/** Those who may decide what is asked for, and have an address of their own. */
async function membersFor(
  context: Context,
  orgId: string,
  event: ToldEvent,
  config: OrgConfig,
): Promise<string[]> {
  const { pending } = event
  const { store, mailer, clock } = context
  if (mailer === undefined || event.name !== 'approval.requested' || pending === undefined) return []
  const agent = config.agents.get(agentOf(pending)) ?? undefined
  const { rows } = await store.members.list(orgId, { limit: MEMBERS_MAX })
  const deciders = rows.filter((member) => refusalOf(pending, member, agent, clock()) === undefined)
  const reached = await addressesOf(context, deciders)
  return [...reached.keys()].slice(0, MAILS_MAX)
}

/** An address that nobody has shown to be theirs may be anybody's: what an org does is not mailed to it. */
async function addressesOf(
  { provenAddresses }: Pick<Context, 'provenAddresses'>,
  members: readonly Member[],
): Promise<ReadonlyMap<string, string>> {
  const proven = await provenAddresses(members.flatMap(({ accountId }) => accountId ?? []))
  return new Map(
    members.flatMap(({ id, email, accountId }) =>
      email !== null && accountId !== null && proven.get(accountId) === email.toLowerCase()
        ? [[id, email]]
        : [],
    ),
  )
}

async function toMember(
  context: Context,
  delivery: Delivery,
  event: ToldEvent,
  config: OrgConfig,
): Promise<void> {
  const { outbox } = context.store
  const { orgId, channel } = delivery
  const member = (await context.store.members.named(orgId, [channel])).get(channel)
  const isOver = event.approval?.status !== 'pending'
  const address = member && (await addressesOf(context, [member])).get(channel)
  if (context.mailer === undefined || address === undefined || isOver) return outbox.finish(delivery, {})
  // A first attempt is counted; what is repeated was.
  if (delivery.attempts === 1 && !(await context.mayMail(orgId, channel))) return outbox.finish(delivery, {})
  const sent = await context.mailer.send(mailTo(context, delivery, event, { address, config }))
  const retryInMs = sent.status === 'failed' ? pauseOf(context, delivery.attempts) : undefined
  await outbox.finish(delivery, retryInMs === undefined ? {} : { retryInMs })
}

async function toWebhook(
  context: Context,
  delivery: Delivery,
  event: ToldEvent,
  webhook: Webhook | undefined,
): Promise<void> {
  const { orgId, seq, attempts } = delivery
  const { outbox, webhooks } = context.store
  if (webhook === undefined || webhook.status !== 'active') return outbox.finish(delivery, {})
  const { sent, durationMs, message } = await sendEvent(context, orgId, webhook, event)
  const isDelivered = 'status' in sent && sent.status >= 200 && sent.status < 300
  const isGone = 'status' in sent && sent.status === GONE
  const retryInMs = isDelivered || isGone ? undefined : pauseOf(context, attempts)
  const attempt = attemptOf(context, seq, webhook.id, event, {
    status: isDelivered ? 'succeeded' : 'failed',
    attempt: attempts,
    durationMs,
    ...('status' in sent ? { responseStatus: sent.status } : { error: sent.error }),
    ...(retryInMs !== undefined && { nextAt: context.clock() + retryInMs }),
  })
  await outbox.finish(delivery, {
    attempt,
    ...(message && { message }),
    ...(retryInMs !== undefined && { retryInMs }),
  })
  if (isDelivered) return
  const since = (await webhooks.failingSince(orgId)).get(webhook.id) ?? attempt.at
  if (isGone || attempt.at - since > FAILING_MS) await disableWebhook(context, orgId, webhook.id)
}

/** Before the attempt after this one; undefined when it was the last. */
function pauseOf({ random }: Pick<Context, 'random'>, attempts: number): number | undefined {
  const seconds = PAUSES[attempts - 1]
  const [byte = 0] = random(1)
  return seconds === undefined ? undefined : seconds * 1000 * (1 + JITTER * (byte / 127.5 - 1))
}

type Outcome = Pick<Attempt, 'status' | 'attempt'> &
  Partial<Pick<Attempt, 'responseStatus' | 'error' | 'durationMs' | 'nextAt'>>

function attemptOf(
  { clock, random }: Pick<Context, 'clock' | 'random'>,
  seq: number,
  webhookId: string,
  { name, receiptId }: { name: EventName; receiptId: string },
  { status, attempt, responseStatus = null, error = null, durationMs = 0, nextAt = null }: Outcome,
): Attempt {
  const at = clock()
  const id = newId('att', at, random(10))
  const rounded = nextAt === null ? null : Math.round(nextAt)
  return {
    id,
    webhookId,
    seq,
    receiptId,
    event: name,
    attempt,
    status,
    responseStatus,
    error,
    durationMs,
    at,
    nextAt: rounded,
  }
}
