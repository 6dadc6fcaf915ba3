// Posts an event to a Slack channel, or rewrites the message about its approval.
import { isJsonObject } from '@countersign/json'
import type { Sent } from '../../ports/outbound.ts'
import type { SlackMessage, Webhook, WebhookSettings } from '../../ports/webhooks.ts'
import type { Context } from '../context.ts'
import type { NotificationEvent, ReceiptEvent } from '../notifications/event.ts'
import { slackText } from './message.ts'

export type SlackSent = { sent: Sent; message?: SlackMessage }

export async function postToSlack(
  context: Context,
  orgId: string,
  { id }: Webhook,
  { url, slack }: WebhookSettings,
  event: NotificationEvent | ReceiptEvent,
): Promise<SlackSent> {
  if (slack === undefined) throw new Error('a webhook of Slack without its settings')
  const approvalId = 'pending' in event ? event.pending?.approval.id : undefined
  const earlier =
    approvalId === undefined ? undefined : await context.store.webhooks.message(orgId, id, approvalId)
  const place = earlier ? { channel: earlier.channel, ts: earlier.ts } : { channel: slack.channel }
  const sent = await context.outbound.post(
    `${url.replace(/\/+$/, '')}/${earlier ? 'chat.update' : 'chat.postMessage'}`,
    { authorization: `Bearer ${slack.bot_token}`, 'content-type': 'application/json; charset=utf-8' },
    JSON.stringify({ ...place, ...slackText(event), unfurl_links: false }),
    { reads: true },
  )
  if (!('status' in sent) || sent.status !== 200) return { sent }
  const answer = parsed(sent.text)
  // Slack says what went wrong in the body of a 200.
  if (answer.ok !== true) return { sent: { status: FAILED } }
  const { ts, channel } = answer
  const isNew = earlier === undefined && typeof ts === 'string' && typeof channel === 'string'
  if (approvalId === undefined || !isNew) return { sent: { status: 200 } }
  return { sent: { status: 200 }, message: { approvalId, channel, ts } }
}

/** As an attempt shows it: Bad Gateway, since what answered did not do it. */
const FAILED = 502

function parsed(text = ''): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return isJsonObject(value) ? value : {}
  } catch {
    return {}
  }
}
