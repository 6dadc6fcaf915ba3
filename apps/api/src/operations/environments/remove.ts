// Removes an environment that nothing belongs to any more.
import type { OrgConfig } from '../../ports/nouns.ts'
import type { Handler } from '../call.ts'
import { change } from '../change.ts'
import { committed } from '../commitment.ts'
import type { Context } from '../context.ts'
import { receiptRef } from '../recorded.ts'
import { ApiError } from '../refusal.ts'

export function removeEnvironment(context: Context): Handler<'environments.remove'> {
  return async (call, { environment: name, reason }) => {
    const why = reason === undefined ? undefined : committed(context, 'change.reason', reason)
    const made = await change(context, call, {
      environment: null,
      make({ config }) {
        requireUnused(config, name)
        return {
          draft: {
            type: 'environment.removed',
            environment: name,
            ...(why && { change: { reason: why.commitment } }),
          },
          committed: [why],
          changes: [{ kind: 'environment.remove', name }],
        }
      },
    })
    return { name, receipt: receiptRef(made) }
  }
}

function requireUnused({ environments, live }: OrgConfig, name: string): void {
  const environment = environments.get(name)
  if (environment === undefined) throw new ApiError('not_found')
  const user = userOf(environment.isBound, live.has(name), name)
  if (user !== undefined) throw new ApiError('environment.in_use', { detail: user })
}

function userOf(isBound: boolean, hasPolicies: boolean, name: string): string | undefined {
  if (name === 'production') return 'a call that names no environment is judged in `production`'
  if (isBound) return `agents or keys are bound to \`${name}\``
  return hasPolicies ? `policies are live for \`${name}\`` : undefined
}
