// Removes a member: the row goes, the receipts that name the id stay.
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'
import { voided } from '../invitations/void.ts'
import { receiptRef } from '../recorded.ts'
import { forgetInSlack } from '../slack/forget.ts'
import { requireAnotherOwner } from './answer.ts'
import { changeOther } from './others.ts'

export function removeMember(context: Context): Handler<'members.remove'> {
  return async (call, request) => {
    const { member_id: id } = request
    const forget = await forgetInSlack(context, call.caller.orgId, id)
    const made = await changeOther(context, call, request, 'member.removed', (member, config) => {
      requireAnotherOwner(config, member)
      return { changes: [{ kind: 'member.remove', id }, ...forget(config), ...voided(config, id)] }
    })
    return { id, receipt: receiptRef(made) }
  }
}
