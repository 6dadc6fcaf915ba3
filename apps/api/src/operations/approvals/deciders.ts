// Whether the member who is signed in may decide approvals that they are shown.

import type { Approval } from '../../ports/gates.ts'
import type { Agent, Member, OrgConfig } from '../../ports/nouns.ts'
import type { Caller } from '../call.ts'
import type { Context } from '../context.ts'
import { standingNeed } from '../standing.ts'
import { agentOf, pendingOf } from './answer.ts'
import { hasDecided, refusalOf } from './quorum.ts'

export function memberOf({ members }: Pick<OrgConfig, 'members'>, caller: Caller): Member | undefined {
  return caller.kind === 'member' ? (members.get(caller.memberId) ?? undefined) : undefined
}

/** For whom they stand in, now or at some time. */
export async function absentFor({ store }: Context, caller: Caller): Promise<Member[]> {
  return caller.kind === 'member' ? store.members.absent(caller.orgId, caller.memberId) : []
}

/** Why they may not decide it; and for which absent members they may. */
export function mayDecide(
  approval: Approval,
  member: Member,
  absent: readonly Member[],
  agent: Agent | undefined,
  now: number,
): { refusal?: string; stands_in_for: string[] } {
  function refusalFor(one?: Member): string | undefined {
    // Members who granted it may take that back.
    const isDecided =
      approval.status !== 'granted' && hasDecided(approval.decisions, new Set([member.id, one?.id]))
    return (
      refusalOf(pendingOf(approval), member, agent, now, one) ??
      (isDecided ? 'the member has decided this already' : undefined)
    )
  }
  const refusal = refusalFor()
  return {
    ...(refusal !== undefined && { refusal }),
    stands_in_for: absent.filter((one) => refusalFor(one) === undefined).map(({ id }) => id),
  }
}

/** The same of a page of a list; for callers who are not members there is nothing to say. */
export async function refusalsOf(
  context: Context,
  caller: Caller,
  rows: readonly Approval[],
): Promise<(approval: Approval) => { refusal?: string }> {
  const { store } = context
  const config = caller.kind === 'member' ? await store.config(caller.orgId, standingNeed(caller)) : undefined
  const member = config && memberOf(config, caller)
  if (config === undefined || member === undefined || rows.length === 0) return () => ({})
  const absent = await absentFor(context, caller)
  const { now } = await store.moment(caller.orgId, [])
  const agents = new Map<string, Agent | undefined>()
  for (const id of new Set(rows.map((row) => agentOf(pendingOf(row))))) {
    agents.set(id, await store.agents.get(caller.orgId, id))
  }
  return (approval) => {
    const agent = agents.get(agentOf(pendingOf(approval)))
    const { refusal, stands_in_for: others } = mayDecide(approval, member, absent, agent, now)
    return refusal === undefined || others.length > 0 ? {} : { refusal }
  }
}
