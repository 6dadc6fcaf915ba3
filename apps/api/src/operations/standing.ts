// Whether who calls still may, by what the org's configuration shows under the lock.
import type { Needs } from '../ports/ledger.ts'
import type { OrgConfig } from '../ports/nouns.ts'
import type { ConfigNeed } from '../ports/store.ts'
import type { Caller, MemberCaller } from './call.ts'
import { ApiError } from './refusal.ts'

/** What must be loaded to know it. */
export function standingNeeds(caller: Caller): Required<Pick<Needs, 'keys' | 'members'>> {
  return caller.kind === 'key'
    ? { keys: [caller.keyId], members: [] }
    : { keys: [], members: [caller.memberId] }
}

/** The same, where only a configuration is read. */
export function standingNeed(caller: Caller): Pick<ConfigNeed, 'keyId' | 'memberId'> {
  return caller.kind === 'key' ? { keyId: caller.keyId } : { memberId: caller.memberId }
}

/** A caller may come from a cache: one whose key was revoked, or who is another kind of member now, gets no answer. */
export function requireStanding(config: OrgConfig, caller: Caller): void {
  const stands = caller.kind === 'key' ? isValid(config, caller.keyId) : isMember(config, caller)
  if (!stands) throw new ApiError('auth.invalid')
}

function isValid({ keys }: OrgConfig, keyId: string): boolean {
  const key = keys.get(keyId)
  return key !== undefined && key !== null && key.revokedAt === null
}

function isMember({ members }: OrgConfig, { memberId, accountId, role }: MemberCaller): boolean {
  const member = members.get(memberId)
  return member !== undefined && member !== null && member.accountId === accountId && member.role === role
}

/** Whether anything may be allowed to the agent. */
export function isActing({ org, agents }: OrgConfig, agentId: string): boolean {
  return !org.halted && agents.get(agentId)?.status === 'active'
}

/**
 * A key that is bound to an environment changes what lies there, and nothing beside it. `place` is the environment
 * that a thing belongs to, null where it holds in every one.
 */
export function requireWithin({ environment }: Caller, place: string | null): void {
  if (environment === undefined || environment === place) return
  throw new ApiError('auth.scope', {
    detail:
      place === null
        ? `your key is bound to \`${environment}\`, and this holds in every environment: use a key that is not bound`
        : `your key is bound to \`${environment}\`, and this belongs to \`${place}\`: use a key of that environment`,
  })
}

const SIGN_IN_LASTS_MS = 10 * 60_000

/** Whether somebody is at the browser who proved a moment ago who they are. */
export function isSignedInLately({ signedInAt }: MemberCaller, now: number): boolean {
  return now - signedInAt <= SIGN_IN_LASTS_MS
}

/** What cannot be undone is not done at a browser left open. */
export function requireLateSignIn(caller: Caller, now: number): void {
  if (caller.kind === 'key') return
  if (caller.slack !== undefined || !isSignedInLately(caller, now)) throw new ApiError('auth.sign_in')
}
