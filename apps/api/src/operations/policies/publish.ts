// Publishes a document as a new version.
import type { Handler } from '../call.ts'
import { attempt } from '../change.ts'
import type { Context } from '../context.ts'
import { currentConfig } from '../current.ts'
import { requireListed } from '../environments.ts'
import { requireWithin } from '../standing.ts'
import { newVersion } from './candidate.ts'
import { documentOf } from './document.ts'
import { goLive } from './go-live.ts'

export function publishPolicies(context: Context): Handler<'policies.publish'> {
  return async (call, request) => {
    requireWithin(call.caller, request.environment ?? null)
    const candidate = await attempt(async () => {
      const config = await currentConfig(context, call)
      requireListed(config, request.environment ?? null)
      return newVersion(context, call, config, request, documentOf(request))
    })
    return goLive(context, call, request, candidate)
  }
}
