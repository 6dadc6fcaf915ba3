// Makes an earlier version live again.

import type { StoredVersion } from '../../ports/nouns.ts'
import type { Handler } from '../call.ts'
import { attempt } from '../change.ts'
import type { Context } from '../context.ts'
import { currentConfig } from '../current.ts'
import { requireListed } from '../environments.ts'
import { ApiError } from '../refusal.ts'
import { requireWithin } from '../standing.ts'
import { earlierVersion } from './candidate.ts'
import { goLive } from './go-live.ts'
import { liveIn } from './live.ts'

export function rollbackPolicies(context: Context): Handler<'policies.rollback'> {
  return async (call, request) => {
    const { version, environment } = request
    requireWithin(call.caller, environment ?? null)
    const candidate = await attempt(async () => {
      const config = await currentConfig(context, call)
      requireListed(config, request.environment ?? null)
      const live = liveIn(config, environment)
      const wanted = version ?? (await context.store.policies.before(call.caller.orgId, live, environment))
      // "The one before" means before the one that was live when this was asked.
      const basedOn = request.based_on ?? (version === undefined ? live : undefined)
      const stored = await versionIn(context, call.caller.orgId, wanted)
      return earlierVersion(context, call, config, { environment, based_on: basedOn }, stored)
    })
    return goLive(context, call, request, candidate)
  }
}

async function versionIn(
  { store }: Context,
  orgId: string,
  version: number | undefined,
): Promise<StoredVersion> {
  const stored = version === undefined ? undefined : await store.policies.get(orgId, version)
  if (stored === undefined) throw new ApiError('not_found', { detail: 'there is no such earlier version' })
  return stored
}
