// Changes the org's settings.
import type { Handler } from '../call.ts'
import { change } from '../change.ts'
import { committed } from '../commitment.ts'
import type { Context } from '../context.ts'
import { changedOrg } from './answer.ts'

export function updateOrg(context: Context): Handler<'org.update'> {
  return async (call, { name, logs }) => {
    const title = name === undefined ? undefined : committed(context, 'change.name', name)
    const made = await change(context, call, {
      environment: null,
      make: () => ({
        draft: {
          type: 'org.changed',
          change: { ...(title && { name: title.commitment }), ...(logs && { status: `logs_${logs}` }) },
        },
        committed: [title],
        changes: [
          {
            kind: 'org.update',
            ...(name !== undefined && { name }),
            ...(logs !== undefined && { logsPublic: logs === 'public' }),
          },
        ],
      }),
    })
    return changedOrg(context, call, made)
  }
}
