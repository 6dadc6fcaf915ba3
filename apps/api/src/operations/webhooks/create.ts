// Adds a webhook; its URL and its secret are sealed, and the log holds a commitment to the URL.
import { newId } from '@countersign/terms'
import type { Webhook } from '../../ports/webhooks.ts'
import type { Handler } from '../call.ts'
import { change } from '../change.ts'
import { committed } from '../commitment.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../refusal.ts'
import { setAnew } from '../slack/app.ts'
import { changedWebhook, isUrlSecret, newSecret, requireAddress, requireDeciding } from './answer.ts'

/** All of them are part of the configuration that a process holds of an org. */
const WEBHOOKS_MAX = 20

export function createWebhook(context: Context): Handler<'webhooks.create'> {
  return async (call, { name, url, events, format = 'standard', slack }) => {
    requireDeciding(call.caller, slack)
    requireAddress(context, url)
    const { orgId } = call.caller
    const createdAt = context.clock()
    const id = newId('whk', createdAt, context.random(10))
    const secret = newSecret(context)
    const app = slack && { ...slack, set: setAnew(context, [call.caller.actor]) }
    const sealed = await context.store.webhooks.seal(orgId, id, { url, secrets: [{ secret }], slack: app })
    const webhook: Webhook = { id, name: name ?? '', format, events, status: 'active', sealed, createdAt }
    const where = committed(context, 'webhook.url', url)
    const made = await change(context, call, {
      environment: null,
      make({ config, now }) {
        if (config.webhooks.size >= WEBHOOKS_MAX)
          throw new ApiError('webhook.limit', { detail: `the org has ${WEBHOOKS_MAX} webhooks` })
        return {
          draft: { type: 'webhook.added', webhook: { id, events, url: where.commitment } },
          committed: isUrlSecret({ format }) ? [] : [where],
          // The time of the log, so that the webhook gets what happens after it and nothing from before.
          changes: [{ kind: 'webhook.add', webhook: { ...webhook, createdAt: now } }],
        }
      },
    })
    // Cards carry no signature, and a repeat cannot show the secret again.
    const shows = format === 'standard' && !made.repeated
    return { ...(await changedWebhook(context, call, made)), ...(shows && { secret }) }
  }
}
