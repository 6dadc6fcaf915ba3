// A member names who stands in for them while they are away: what nobody needs a right over others for.
import { isApprover } from '@countersign/terms'
import type { Call, MemberCaller } from '../call.ts'
import { change } from '../change.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../refusal.ts'
import { memberIn } from './answer.ts'
import { substituteOf } from './update.ts'

type Acting = { caller: MemberCaller; requestId: string }

const DAY_MS = 86_400_000

/** For so many days from now, by the clock of the log; no longer than now with null. */
export async function nameSubstitute(
  context: Context,
  { caller, requestId }: Acting,
  asked: { member: string; days: number } | null,
): Promise<void> {
  const { memberId: id } = caller
  if (!isApprover(caller.role))
    throw new ApiError('member.substitute', { detail: `the role \`${caller.role}\` decides no approvals` })
  const call: Call = { operation: 'members.update', caller, requestId }
  await change(context, call, {
    environment: null,
    members: [id, ...(asked === null ? [] : [asked.member])],
    make(view) {
      const before = memberIn(view.config, id)
      const until = asked && { member: asked.member, until: view.now + asked.days * DAY_MS }
      const substitute = substituteOf(until, before, view)
      const { role, groups } = before
      return {
        draft: { type: 'member.changed', member: { id, ...(substitute && { substitute }) } },
        changes: [{ kind: 'member.change', id, role, groups, substitute }],
      }
    },
  })
}
