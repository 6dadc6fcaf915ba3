// What the operations on webhooks have in common.
import { hasScope, type Output } from '@countersign/contract'
import type { OrgConfig } from '../../ports/nouns.ts'
import type { Webhook, WebhookSettings } from '../../ports/webhooks.ts'
import type { Call, Caller } from '../call.ts'
import type { ChangeResult } from '../change.ts'
import type { Context } from '../context.ts'
import { currentConfig } from '../current.ts'
import { receiptRef } from '../recorded.ts'
import { ApiError } from '../refusal.ts'

type WebhookAnswer = Output<'webhooks.get'>

export function webhookIn({ webhooks }: OrgConfig, id: string): Webhook {
  const webhook = webhooks.get(id)
  if (webhook === undefined) throw new ApiError('not_found')
  return webhook
}

/** The URL of an incoming webhook of Teams is enough to post to its channel, so its receipt only commits to it. */
export function isUrlSecret({ format }: Pick<Webhook, 'format'>): boolean {
  return format === 'teams'
}

export function webhookAnswer(
  webhook: Webhook,
  { url, slack }: WebhookSettings,
  failingSince: number | undefined,
): WebhookAnswer {
  const { id, name, format, events, status, createdAt } = webhook
  return {
    id,
    name,
    url: isUrlSecret(webhook) ? new URL(url).origin : url,
    format,
    events,
    status,
    ...(failingSince !== undefined && { failing_since: failingSince }),
    created_at: createdAt,
    ...(slack && {
      slack: { channel: slack.channel, users: slack.users, ...(slack.set && { set_by: slack.set.by }) },
    }),
  }
}

/** The webhook that a receipt is about, as it is now: a repeat answers the same one. */
export async function changedWebhook(
  context: Context,
  call: Call,
  made: ChangeResult,
): Promise<Output<'webhooks.update'>> {
  const id = 'webhook' in made.payload ? made.payload.webhook?.id : undefined
  const { orgId } = call.caller
  const webhook = webhookIn(await currentConfig(context, call), id ?? '')
  const settings = await context.store.webhooks.open(orgId, webhook)
  const failing = await context.store.webhooks.failingSince(orgId)
  return { ...webhookAnswer(webhook, settings, failing.get(webhook.id)), receipt: receiptRef(made) }
}

/** Refuses what could never be sent to; every attempt looks at it again. */
export function requireAddress({ outbound }: Context, url: string): void {
  const refusal = outbound.refusalOf(url)
  if (refusal !== undefined) throw new ApiError('webhook.address', { detail: refusal })
}

/** What sets an app in Slack takes part in what is decided there. */
export function requireDeciding({ scopes }: Caller, slack: object | undefined): void {
  if (slack === undefined || hasScope(scopes, 'approvals:decide')) return
  throw new ApiError('auth.scope', { detail: 'settings of Slack need the scope `approvals:decide` as well' })
}

const SECRET_BYTES = 32

/** As Standard Webhooks writes it. */
export function newSecret({ random }: Pick<Context, 'random'>): string {
  return `whsec_${Buffer.from(random(SECRET_BYTES)).toString('base64')}`
}
