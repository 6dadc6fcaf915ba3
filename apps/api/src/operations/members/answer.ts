// What the operations on members have in common.
import { hasScope, type Output, scopesOfRole } from '@countersign/contract'
import type { Member, OrgConfig } from '../../ports/nouns.ts'
import type { Call, Caller } from '../call.ts'
import type { ChangeResult } from '../change.ts'
import type { Context } from '../context.ts'
import { receiptRef } from '../recorded.ts'
import { ApiError } from '../refusal.ts'

type MemberAnswer = Output<'members.list'>['data'][number]

export function memberAnswer(member: Member): MemberAnswer {
  const { id, name, email, role, groups, substitute, createdAt } = member
  return {
    id,
    name,
    ...(email !== null && { email }),
    role,
    groups,
    ...(substitute && {
      substitute: { member: substitute.id, from: substitute.from, until: substitute.until },
    }),
    created_at: createdAt,
  }
}

/** One that the work named. */
export function memberIn({ members }: OrgConfig, id: string): Member {
  const member = members.get(id)
  if (member === undefined) throw new Error(`member ${id} is needed but not loaded`)
  if (member === null) throw new ApiError('not_found')
  return member
}

/** The member that a receipt is about, as it is now: a repeat answers the same person. */
export async function changedMember(
  context: Context,
  call: Call,
  made: ChangeResult,
): Promise<Output<'members.create'>> {
  const id = ('member' in made.payload ? made.payload.member?.id : undefined) ?? ''
  const member = (await context.store.members.named(call.caller.orgId, [id])).get(id)
  if (member === undefined) throw new ApiError('not_found')
  return { ...memberAnswer(member), receipt: receiptRef(made) }
}

/** Nobody makes, changes or removes a member who may do more than they may themselves. */
export function requireItsScopes({ scopes }: Pick<Caller, 'scopes'>, ...roles: readonly string[]): void {
  for (const role of roles) {
    const lacking = [...scopesOfRole(role)].filter((scope) => !hasScope(scopes, scope))
    if (lacking.length > 0)
      throw new ApiError('auth.scope', {
        detail: `the role \`${role}\` holds ${lacking.slice(0, 5).join(', ')}, and you do not`,
      })
  }
}

/** Only where owners exist: an org that was set up with keys alone has none. */
export function requireAnotherOwner({ people }: OrgConfig, { id, role }: Member): void {
  if (role !== 'owner') return
  if (!people.owners.some((other) => other !== id)) throw new ApiError('member.last_owner')
}
