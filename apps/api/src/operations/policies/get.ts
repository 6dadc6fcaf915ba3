// Reads one version, or the one that is live.
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'

import { currentConfig } from '../current.ts'
import { ApiError } from '../refusal.ts'
import { documentAnswer, summaries, versionAnswer } from './answer.ts'
import { liveIn } from './live.ts'

export function getPolicies(context: Context): Handler<'policies.get'> {
  return async (call, { version, environment }) => {
    const wanted =
      version === 'live' ? liveIn(await currentConfig(context, call), environment) : Number(version)
    const stored = await context.store.policies.get(call.caller.orgId, wanted)
    if (stored === undefined) throw new ApiError('not_found')
    return {
      ...versionAnswer(stored),
      document: documentAnswer(stored.document),
      policies: summaries(stored.document, stored.parsed),
    }
  }
}
