// A member leaves the org: what nobody needs a right for. The last owner stays until there is another one.
import type { Call, MemberCaller } from '../call.ts'
import { change } from '../change.ts'
import type { Context } from '../context.ts'
import { voided } from '../invitations/void.ts'
import { forgetInSlack } from '../slack/forget.ts'
import { memberIn, requireAnotherOwner } from './answer.ts'

export async function leaveOrg(
  context: Context,
  { caller, requestId }: { caller: MemberCaller; requestId: string },
): Promise<void> {
  const { memberId: id } = caller
  const forget = await forgetInSlack(context, caller.orgId, id)
  const call: Call = { operation: 'members.remove', caller, requestId }
  await change(context, call, {
    environment: null,
    members: [id],
    make({ config }) {
      requireAnotherOwner(config, memberIn(config, id))
      return {
        draft: { type: 'member.removed', member: { id } },
        changes: [{ kind: 'member.remove', id }, ...forget(config), ...voided(config, id)],
      }
    },
  })
}
