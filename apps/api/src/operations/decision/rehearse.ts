// A verdict that opens and records nothing: what the lock would show now, read without it.
import type { Output } from '@countersign/contract'
import type { Call } from '../call.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../refusal.ts'
import { requireStanding, standingNeed } from '../standing.ts'
import { decisionMembers } from './answer.ts'
import type { DecisionRequest } from './ask.ts'
import { judge } from './judge.ts'
import { prepare } from './prepare.ts'

export async function rehearse(
  { store }: Context,
  call: Call,
  asked: DecisionRequest,
): Promise<Output<'check'>> {
  const { caller } = call
  const need = { agentId: asked.agentId, ...standingNeed(caller), fresh: true }
  const config = await store.config(caller.orgId, need)
  if (config === undefined) throw new ApiError('not_found')
  // The caller may come from a cache, and a rehearsal passes no lock that would notice.
  requireStanding(config, caller)
  const moment = await store.moment(caller.orgId, asked.counted.counterIds)
  const prepared = prepare(asked, config)
  const { decision, policy } = judge(asked, { ...moment, config }, prepared)
  return { would: decision.verdict, ...decisionMembers(asked, decision, policy) }
}
