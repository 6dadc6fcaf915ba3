// Removes a member: the row goes, the receipts that name the id stay.
import type { Handler } from '../call.ts'
import { change } from '../change.ts'
import { committed } from '../commitment.ts'
import type { Context } from '../context.ts'
import { voided } from '../invitations/void.ts'
import { receiptRef } from '../recorded.ts'
import { memberIn, requireAnotherOwner, requireItsScopes } from './answer.ts'

export function removeMember(context: Context): Handler<'members.remove'> {
  return async (call, { member_id: id, reason }) => {
    const why = reason === undefined ? undefined : committed(context, 'change.reason', reason)
    const made = await change(context, call, {
      environment: null,
      members: [id],
      make({ config }) {
        const member = memberIn(config, id)
        requireItsScopes(call.caller, member.role)
        requireAnotherOwner(config, member)
        return {
          draft: {
            type: 'member.removed',
            member: { id },
            ...(why && { change: { reason: why.commitment } }),
          },
          committed: [why],
          changes: [{ kind: 'member.remove', id }, ...voided(config, id)],
        }
      },
    })
    return { id, receipt: receiptRef(made) }
  }
}
