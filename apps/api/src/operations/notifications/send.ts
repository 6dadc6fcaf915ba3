// One request to a webhook: the body in its format, signed as Standard Webhooks says.
import { encodeUtf8 } from '@countersign/json'
import { formatTime } from '@countersign/terms'
import type { Sent } from '../../ports/outbound.ts'
import type { SlackMessage, Webhook, WebhookSettings } from '../../ports/webhooks.ts'
import type { Context } from '../context.ts'
import { postToSlack } from '../slack/post.ts'
import { teamsCard } from './card.ts'
import type { NotificationEvent } from './event.ts'

export type SentEvent = { sent: Sent; durationMs: number; message?: SlackMessage }

export async function sendEvent(
  context: Context,
  orgId: string,
  webhook: Webhook,
  event: NotificationEvent,
): Promise<SentEvent> {
  const settings = await context.store.webhooks.open(orgId, webhook)
  const began = context.clock()
  if (webhook.format === 'slack') {
    const posted = await postToSlack(context, orgId, webhook, settings, event)
    return { ...posted, durationMs: sinceThen(context, began) }
  }
  const body = JSON.stringify(webhook.format === 'teams' ? teamsCard(event) : standardBody(event))
  const headers = webhook.format === 'teams' ? {} : signed(context, event.id, body, settings)
  const sent = await context.outbound.post(settings.url, headers, body)
  return { sent, durationMs: sinceThen(context, began) }
}

function sinceThen({ clock }: Pick<Context, 'clock'>, began: number): number {
  return Math.max(0, Math.round(clock() - began))
}

function standardBody({ name, at, data }: NotificationEvent) {
  return { type: name, timestamp: formatTime(at), data }
}

/** Every secret that still counts signs, the newest first. */
function signed(
  { suite, clock }: Pick<Context, 'suite' | 'clock'>,
  id: string,
  body: string,
  { secrets }: WebhookSettings,
): Record<string, string> {
  const at = clock()
  const timestamp = String(Math.floor(at / 1000))
  const message = encodeUtf8(`${id}.${timestamp}.${body}`)
  const signatures = secrets
    .filter(({ until }) => until === undefined || until > at)
    .map(({ secret }) => suite.hmacSha256(Buffer.from(secret.replace(/^whsec_/, ''), 'base64'), message))
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures
      .map((signature) => `v1,${Buffer.from(signature).toString('base64')}`)
      .join(' '),
  }
}
