// Lists and reads webhooks, and the attempts to deliver to them.
import type { Output } from '@countersign/contract'
import type { Attempt, Webhook } from '../../ports/webhooks.ts'
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'
import { currentConfig } from '../current.ts'
import { eventId } from '../notifications/event.ts'
import { decodeIdCursor, encodeCursor, pageOf } from '../position.ts'
import { webhookAnswer, webhookIn } from './answer.ts'

export function listWebhooks(context: Context): Handler<'webhooks.list'> {
  return async (call) => {
    const { webhooks } = await currentConfig(context, call)
    return pageOf(await answers(context, call.caller.orgId, [...webhooks.values()]), undefined)
  }
}

export function getWebhook(context: Context): Handler<'webhooks.get'> {
  return async (call, { webhook_id: id }) => {
    const webhook = webhookIn(await currentConfig(context, call), id)
    const [answer] = await answers(context, call.caller.orgId, [webhook])
    if (answer === undefined) throw new Error('a webhook that was just read no longer exists')
    return answer
  }
}

async function answers(
  { store }: Context,
  orgId: string,
  webhooks: Webhook[],
): Promise<Output<'webhooks.get'>[]> {
  const failing = await store.webhooks.failingSince(orgId)
  return Promise.all(
    webhooks.map(async (webhook) =>
      webhookAnswer(webhook, await store.webhooks.open(orgId, webhook), failing.get(webhook.id)),
    ),
  )
}

export function listAttempts(context: Context): Handler<'webhooks.attempts'> {
  return async (call, { webhook_id: id, limit, cursor }) => {
    const after = decodeIdCursor('att', cursor)
    webhookIn(await currentConfig(context, call), id)
    const page = { limit, ...(after !== undefined && { after }) }
    const { rows, more } = await context.store.webhooks.attempts(call.caller.orgId, id, page)
    const last = rows.at(-1)
    return pageOf(rows.map(attemptAnswer), more && last ? encodeCursor(last.id) : undefined)
  }
}

/** A test has no receipt, and its row holds the id of the event itself. */
function eventIdsOf({ event, receiptId }: Attempt) {
  return event === 'ping' ? { event_id: receiptId } : { event_id: eventId(receiptId), receipt_id: receiptId }
}

function attemptAnswer(attempt: Attempt): Output<'webhooks.attempts'>['data'][number] {
  return {
    id: attempt.id,
    ...eventIdsOf(attempt),
    event: attempt.event,
    attempt: attempt.attempt,
    status: attempt.status,
    ...(attempt.responseStatus !== null && { response_status: attempt.responseStatus }),
    ...(attempt.error !== null && { error: attempt.error }),
    duration_ms: attempt.durationMs,
    at: attempt.at,
    ...(attempt.nextAt !== null && { next_at: attempt.nextAt }),
  }
}
