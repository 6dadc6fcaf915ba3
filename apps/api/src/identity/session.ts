// Who calls with a session: from its token, the account's memberships and the org's own list of members.
import { scopesOfRole } from '@countersign/contract'
import { ID_PATTERNS, isActor } from '@countersign/terms'
import type { MemberCaller } from '../operations/call.ts'
import { ApiError } from '../operations/refusal.ts'
import type { AccountStore, Membership, SignedIn } from '../ports/accounts.ts'
import type { Store } from '../ports/store.ts'
import { type Carrier, tokenOf } from './cookies.ts'

export type Sessions = {
  /** Who is signed in with `token.signature`, as cookies and bearers carry it. */
  signedIn(signed: string, carrier: Carrier): Promise<SignedIn | undefined>
  /** The member of the org that they are; undefined where they are none. */
  memberOf(who: SignedIn, orgId: string, options: { fresh: boolean }): Promise<MemberCaller | undefined>
  /** The same for the org that is named, or for their only one. */
  caller(
    signed: string,
    orgId: string | undefined,
    options: { fresh: boolean; carrier: Carrier },
  ): Promise<MemberCaller | undefined>
  memberships(accountId: string): Promise<Membership[]>
}

type Parts = {
  accounts: Pick<AccountStore, 'signedIn' | 'memberships'>
  store: Pick<Store, 'config'>
  secret: string
}

export function createSessions({ accounts, store, secret }: Parts): Sessions {
  async function signedIn(signed: string, carrier: Carrier): Promise<SignedIn | undefined> {
    const token = tokenOf(secret, signed, carrier)
    return token === undefined ? undefined : accounts.signedIn(token)
  }

  async function callerOf(
    { account, session }: SignedIn,
    { orgId, memberId }: Membership,
    fresh: boolean,
  ): Promise<MemberCaller | undefined> {
    const config = await store.config(orgId, { fresh, memberId })
    const member = config?.members.get(memberId)
    if (member === undefined || member === null || member.accountId !== account.id || !isActor(member.id))
      return undefined
    return {
      kind: 'member',
      orgId,
      actor: member.id,
      memberId: member.id,
      role: member.role,
      scopes: scopesOfRole(member.role),
      accountId: account.id,
      sessionId: session.id,
      method: session.method,
      signedInAt: session.signedInAt,
    }
  }

  async function memberOf(who: SignedIn, orgId: string, { fresh }: { fresh: boolean }) {
    const { orgId: only } = who.session
    if (only !== null && only !== orgId) return undefined
    const membership = (await accounts.memberships(who.account.id)).find((one) => one.orgId === orgId)
    return membership && callerOf(who, membership, fresh)
  }

  return {
    signedIn,
    memberOf,
    memberships: accounts.memberships,
    async caller(signed, orgId, { fresh, carrier }) {
      const who = await signedIn(signed, carrier)
      if (who === undefined) return undefined
      if (orgId !== undefined)
        return ID_PATTERNS.org.test(orgId) ? memberOf(who, orgId, { fresh }) : undefined
      const { orgId: bound } = who.session
      if (bound !== null) return memberOf(who, bound, { fresh })
      const [only, ...others] = await accounts.memberships(who.account.id)
      if (only === undefined || others.length > 0) throw new ApiError('auth.org')
      return callerOf(who, only, fresh)
    },
  }
}
