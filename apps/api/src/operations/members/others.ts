// What somebody does to another member: they may do as much themselves, and one receipt has the reason.
import type { Member, OrgConfig } from '../../ports/nouns.ts'
import type { Call } from '../call.ts'
import { type ChangeMade, type ChangeResult, change } from '../change.ts'
import { committed } from '../commitment.ts'
import type { Context } from '../context.ts'
import { memberIn, requireItsScopes } from './answer.ts'

type Done = Pick<ChangeMade, 'changes' | 'also'>

export function changeOther(
  context: Context,
  call: Call,
  { member_id: id, reason }: { member_id: string; reason?: string | undefined },
  type: 'member.changed' | 'member.removed',
  make: (member: Member, config: OrgConfig) => Done,
): Promise<ChangeResult> {
  const why = reason === undefined ? undefined : committed(context, 'change.reason', reason)
  return change(context, call, {
    environment: null,
    members: [id],
    make({ config }) {
      const member = memberIn(config, id)
      requireItsScopes(call.caller, member.role)
      return {
        draft: { type, member: { id }, ...(why && { change: { reason: why.commitment } }) },
        committed: [why],
        ...make(member, config),
      }
    },
  })
}
