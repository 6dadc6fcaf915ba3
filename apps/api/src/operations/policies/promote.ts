// Enforces shadow policies of the live version, as a new version.
import type { PolicyDocument } from '@countersign/policy'
import type { Handler } from '../call.ts'
import { attempt } from '../change.ts'
import type { Context } from '../context.ts'
import { currentConfig } from '../current.ts'
import { requireListed } from '../environments.ts'
import { ApiError } from '../refusal.ts'
import { requireWithin } from '../standing.ts'
import { newVersion } from './candidate.ts'
import { goLive } from './go-live.ts'
import { liveIn } from './live.ts'

export function promotePolicies(context: Context): Handler<'policies.promote'> {
  return async (call, request) => {
    requireWithin(call.caller, request.environment ?? null)
    const candidate = await attempt(async () => {
      const config = await currentConfig(context, call)
      requireListed(config, request.environment ?? null)
      const live = liveIn(config, request.environment)
      const stored = await context.store.policies.get(call.caller.orgId, live)
      if (stored === undefined) throw new ApiError('not_found')
      const where = { ...request, based_on: request.based_on ?? live }
      return newVersion(context, call, config, where, enforced(stored.document, request.policies))
    })
    return goLive(context, call, request, candidate)
  }
}

function enforced(document: PolicyDocument, wanted: readonly string[] | undefined): PolicyDocument {
  const modes = { ...document.settings?.modes }
  const shadow = new Set(Object.keys(modes).filter((id) => modes[id] === 'shadow'))
  const named = wanted ?? [...shadow]
  const missing = named.filter((id) => !shadow.has(id))
  if (named.length === 0 || missing.length > 0) {
    throw new ApiError('policy.no_shadow', {
      ...(missing.length > 0 && { detail: `not in shadow mode: ${missing.slice(0, 10).join(', ')}` }),
    })
  }
  for (const id of named) delete modes[id]
  return { ...document, settings: { ...document.settings, modes } }
}
