// Sends a webhook a test at once, or an event again.
import { encodeHex } from '@countersign/json'
import type { Payload } from '@countersign/receipt'
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'
import { currentConfig } from '../current.ts'
import { answered, attemptOf, isDelivered } from '../notifications/attempt.ts'
import { eventId, eventNameOf } from '../notifications/event.ts'
import { sendEvent } from '../notifications/send.ts'
import { seqOf } from '../position.ts'
import { ApiError } from '../refusal.ts'
import { requireWithin } from '../standing.ts'
import { webhookIn } from './answer.ts'

export function testWebhook(context: Context): Handler<'webhooks.test'> {
  return async (call, { webhook_id: id }) => {
    requireWithin(call.caller, null)
    const { orgId } = call.caller
    const webhook = webhookIn(await currentConfig(context, call), id)
    const event = {
      id: `evt_ping_${encodeHex(context.random(10))}`,
      name: 'ping' as const,
      at: context.clock(),
      data: { org_id: orgId, webhook_id: id },
    }
    const { sent, durationMs } = await sendEvent(context, orgId, webhook, event)
    const delivered = isDelivered(sent)
    const attempt = attemptOf(
      context,
      0,
      id,
      { name: event.name, receiptId: event.id },
      { status: delivered ? 'succeeded' : 'failed', attempt: 1, durationMs, ...answered(sent) },
    )
    await context.store.outbox.note(orgId, attempt)
    const how = 'status' in sent ? { response_status: sent.status } : { error: sent.error }
    return { delivered, ...how, duration_ms: durationMs }
  }
}

export function replayWebhook(context: Context): Handler<'webhooks.replay'> {
  return async (call, { webhook_id: id, receipt_id: receiptId }) => {
    requireWithin(call.caller, null)
    const { orgId } = call.caller
    webhookIn(await currentConfig(context, call), id)
    const seq = seqOf('rcp', receiptId)
    const stored = await context.store.receipts.get(orgId, seq)
    // Our own canonical bytes, checked when they were written.
    const payload = stored && (JSON.parse(stored.text) as Payload)
    if (payload === undefined || payload.id !== receiptId) throw new ApiError('not_found')
    if (eventNameOf(payload) === undefined)
      throw new ApiError('webhook.event', { detail: `a receipt of the type \`${payload.type}\`` })
    await context.store.outbox.put({ orgId, channel: id }, seq)
    return { event_id: eventId(receiptId) }
  }
}
