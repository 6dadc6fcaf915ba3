// Removes a webhook: the row and its attempts go, the receipts that name the id stay.
import type { Handler } from '../call.ts'
import { change } from '../change.ts'
import { committed } from '../commitment.ts'
import type { Context } from '../context.ts'
import { receiptRef } from '../recorded.ts'
import { webhookIn } from './answer.ts'

export function removeWebhook(context: Context): Handler<'webhooks.remove'> {
  return async (call, { webhook_id: id, reason }) => {
    const why = reason === undefined ? undefined : committed(context, 'change.reason', reason)
    const made = await change(context, call, {
      environment: null,
      make({ config }) {
        webhookIn(config, id)
        return {
          draft: {
            type: 'webhook.removed',
            webhook: { id },
            ...(why && { change: { reason: why.commitment } }),
          },
          committed: [why],
          changes: [{ kind: 'webhook.remove', id }],
        }
      },
    })
    return { id, receipt: receiptRef(made) }
  }
}
