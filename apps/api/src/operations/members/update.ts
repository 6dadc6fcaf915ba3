// Changes the role or the groups of a member.
import type { Handler } from '../call.ts'
import { change } from '../change.ts'
import type { Context } from '../context.ts'
import { changedMember, memberIn, requireAnotherOwner, requireItsScopes } from './answer.ts'

export function updateMember(context: Context): Handler<'members.update'> {
  return async (call, { member_id: id, role, groups }) => {
    const made = await change(context, call, {
      environment: null,
      make({ config }) {
        const before = memberIn(config, id)
        requireItsScopes(call.caller, before.role, role ?? before.role)
        if (role !== undefined && role !== 'owner') requireAnotherOwner(config, before)
        return {
          draft: { type: 'member.changed', member: { id, ...(role && { role }), ...(groups && { groups }) } },
          changes: [
            { kind: 'member.change', id, role: role ?? before.role, groups: groups ?? before.groups },
          ],
        }
      },
    })
    return changedMember(context, call, made)
  }
}
