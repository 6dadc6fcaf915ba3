// Disables a webhook that cannot be delivered to; the actor is the system, and other webhooks are notified.
import { committed } from '../commitment.ts'
import type { Context } from '../context.ts'

const BYTES = 2048

export function disableWebhook(context: Context, orgId: string, id: string): Promise<void> {
  const why = committed(context, 'change.reason', 'nothing could be delivered to it')
  return context.store.record(orgId, {
    needs: {},
    bytes: BYTES,
    configures: true,
    decide({ config }) {
      const webhook = config.webhooks.get(id)
      // Another process may have been first.
      if (webhook === undefined || webhook.status === 'disabled')
        return { entries: [], answer: () => undefined }
      return {
        entries: [
          {
            draft: {
              type: 'webhook.changed',
              actor: 'system',
              webhook: { id, status: 'disabled' },
              change: { reason: why.commitment },
            },
            disclosures: [why.disclosure],
            changes: [{ kind: 'webhook.change', webhook: { ...webhook, status: 'disabled' } }],
          },
        ],
        answer: () => undefined,
      }
    },
  })
}
