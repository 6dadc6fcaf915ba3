// Leaving an org, and erasing oneself: the names go, the receipts keep an id that means nothing to anybody.
import type { MemberCaller } from '../operations/call.ts'
import type { Context } from '../operations/context.ts'
import { leaveOrg } from '../operations/members/leave.ts'
import { ApiError } from '../operations/refusal.ts'
import type { AccountStore, SignedIn } from '../ports/accounts.ts'
import type { Sessions } from './session.ts'

export type Leaving = {
  leave(who: { caller: MemberCaller; requestId: string }): Promise<void>
  /** Leaves every org and removes the account; refuses before anything is done where it is the last owner. */
  erase(who: SignedIn, requestId: string): Promise<void>
}

type Parts = { context: Context; sessions: Sessions; accountStore: AccountStore }

export function createLeaving({ context, sessions, accountStore }: Parts): Leaving {
  async function callersOf(who: SignedIn): Promise<MemberCaller[]> {
    const memberships = await sessions.memberships(who.account.id)
    const callers = await Promise.all(
      memberships.map(({ orgId }) => sessions.memberOf(who, orgId, { fresh: true })),
    )
    return callers.filter((caller) => caller !== undefined)
  }
  async function isLastOwner({ orgId, memberId, role }: MemberCaller): Promise<boolean> {
    if (role !== 'owner') return false
    const config = await context.store.config(orgId, { fresh: true })
    return config?.people.owners.every((id) => id === memberId) === true
  }
  return {
    leave: (who) => leaveOrg(context, who),
    async erase(who, requestId) {
      const callers = await callersOf(who)
      for (const caller of callers) if (await isLastOwner(caller)) throw new ApiError('member.last_owner')
      for (const caller of callers) await leaveOrg(context, { caller, requestId })
      await accountStore.erase(who.account.id)
    },
  }
}
