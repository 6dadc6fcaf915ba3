// Ask for a verdict; nothing is opened.
import { ApiError, type Handler } from '@countersign/contract'
import type { OrgConfig, View } from '../ports.ts'
import type { Context } from './context.ts'
import { rehearse } from './decision/answer.ts'
import { type Asked, ask } from './decision/ask.ts'
import { requireLiveKey } from './decision/judge.ts'
import { decisionWork } from './decision/work.ts'

export function check(context: Context): Handler<'check'> {
  return async (call, request) => {
    const asked = ask(context, 'check', call, request)
    const { dry_run: isDry, explain } = request
    if ((isDry || explain) && call.caller.agentId !== undefined) {
      throw new ApiError('auth.scope', { detail: "an agent's key may not rehearse or explain policies" })
    }
    if (!isDry) return context.store.record(call.caller.orgId, decisionWork(context, asked))
    const { orgId, keyId } = call.caller
    const config = await context.store.config(orgId, { agentId: asked.agentId, keyId, fresh: true })
    if (config === undefined) throw new ApiError('not_found')
    // The caller may come from a cache, and a rehearsal passes no lock that would notice.
    requireLiveKey({ config }, call)
    return rehearse(asked, await rehearsal(context, asked, config))
  }
}

/** What the lock would show now; nothing waits for it, and nothing is counted. */
async function rehearsal(context: Context, asked: Asked, config: OrgConfig): Promise<View> {
  const moment = await context.store.moment(asked.call.caller.orgId, asked.actor.traceIds)
  return { ...moment, config, gate: undefined, refused: undefined, expired: [] }
}
