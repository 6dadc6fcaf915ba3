// Sets for how long the org keeps what its log discloses.
import type { Handler } from '../call.ts'
import { change } from '../change.ts'
import { committed } from '../commitment.ts'
import type { Context } from '../context.ts'
import { requireLateSignIn } from '../standing.ts'
import { changedOrg } from './answer.ts'
import { retentionAfter } from './retention.ts'

export function setRetention(context: Context): Handler<'org.retention'> {
  return async (call, { days, reason }) => {
    const why = reason === undefined ? undefined : committed(context, 'change.reason', reason)
    const made = await change(context, call, {
      environment: null,
      make({ config, now }) {
        requireLateSignIn(call.caller, now)
        const retention = retentionAfter(config.org.retention, days, now)
        const settings = committed(context, 'change.settings', { retention })
        return {
          draft: {
            type: 'org.changed',
            change: {
              status: retention.next === undefined ? 'retention_set' : 'retention_shortened',
              settings: settings.commitment,
              ...(why && { reason: why.commitment }),
            },
          },
          committed: [settings, why],
          changes: [{ kind: 'org.retain', retention }],
        }
      },
    })
    return changedOrg(context, call, made)
  }
}
