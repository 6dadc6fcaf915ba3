// Revokes an invitation: its link makes nobody a member.
import type { Handler } from '../call.ts'
import { change } from '../change.ts'
import { committed } from '../commitment.ts'
import type { Context } from '../context.ts'
import { requireItsScopes } from '../members/answer.ts'
import { receiptRef } from '../recorded.ts'
import { ApiError } from '../refusal.ts'

export function revokeInvitation(context: Context): Handler<'invitations.revoke'> {
  return async (call, { member_id: id, reason }) => {
    const why = reason === undefined ? undefined : committed(context, 'change.reason', reason)
    const made = await change(context, call, {
      environment: null,
      make({ config }) {
        const found = config.invitations.get(id)
        if (found === undefined) throw new ApiError('not_found')
        requireItsScopes(call.caller, found.role)
        return {
          draft: {
            type: 'member.removed',
            member: { id },
            ...(why && { change: { reason: why.commitment } }),
          },
          committed: [why],
          // Nobody became the member; what the log holds of them goes all the same.
          changes: [
            { kind: 'invitation.remove', id },
            { kind: 'member.remove', id },
          ],
        }
      },
    })
    return { id, receipt: receiptRef(made) }
  }
}
