// Lists the open invitations of an org.
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'
import { currentConfig, logTime } from '../current.ts'
import { pageOf } from '../position.ts'
import { invitationAnswer, openInvitations } from './answer.ts'

export function listInvitations(context: Context): Handler<'invitations.list'> {
  return async (call) => {
    const config = await currentConfig(context, call)
    const now = await logTime(context, call.caller.orgId)
    return pageOf(openInvitations(config, now).map(invitationAnswer), undefined)
  }
}
