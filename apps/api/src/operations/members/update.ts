// Changes the role or the groups of a member, or who stands in for them.
import { type Input, scopesOfRole } from '@countersign/contract'
import { isApprover } from '@countersign/terms'
import type { View } from '../../ports/ledger.ts'
import type { Member } from '../../ports/nouns.ts'
import type { Handler } from '../call.ts'
import { change } from '../change.ts'
import type { Context } from '../context.ts'
import { voided } from '../invitations/void.ts'
import { ApiError } from '../refusal.ts'
import { changedMember, memberIn, requireAnotherOwner, requireItsScopes } from './answer.ts'

type Request = Input<'members.update'>
type Substitute = Member['substitute']

const SUBSTITUTE_MAX_MS = 90 * 24 * 3600 * 1000

export function updateMember(context: Context): Handler<'members.update'> {
  return async (call, request) => {
    const { member_id: id, role, groups } = request
    const made = await change(context, call, {
      environment: null,
      members: [id, ...(request.substitute ? [request.substitute.member] : [])],
      make(view) {
        const before = memberIn(view.config, id)
        requireItsScopes(call.caller, before.role, role ?? before.role)
        if (role !== undefined && role !== 'owner') requireAnotherOwner(view.config, before)
        const substitute = substituteOf(request.substitute, before, view)
        return {
          draft: {
            type: 'member.changed',
            member: {
              id,
              ...(role && { role }),
              ...(groups && { groups }),
              ...(request.substitute !== undefined && substitute && { substitute }),
            },
          },
          changes: [
            {
              kind: 'member.change',
              id,
              role: role ?? before.role,
              groups: groups ?? before.groups,
              substitute,
            },
            ...voided(view.config, id, scopesOfRole(role ?? before.role)),
          ],
        }
      },
    })
    return changedMember(context, call, made)
  }
}

/** Taking one back ends their time now, which the receipt can say. */
export function substituteOf(
  asked: Request['substitute'],
  before: Member,
  { now, config }: View,
): Substitute {
  const last = before.substitute
  if (asked === undefined) return last
  if (asked === null) {
    const isOver = last === null || last.until <= now
    return isOver ? last : { ...last, from: Math.min(last.from, now), until: now }
  }
  const { member: id, from = now, until } = asked
  if (id === before.id)
    throw new ApiError('member.substitute', { detail: 'members cannot be their own substitute' })
  const { role } = memberIn(config, id)
  if (!isApprover(role))
    throw new ApiError('member.substitute', { detail: `the role \`${role}\` decides no approvals` })
  if (until <= now || until <= from || until - from > SUBSTITUTE_MAX_MS)
    throw new ApiError('member.substitute', {
      detail: '`until` must be after now and `from`, and at most 90 days after `from`',
    })
  return { id, from, until }
}
