// What halting and resuming an org have in common.
import type { Input, Output } from '@countersign/contract'
import type { Call } from '../call.ts'
import { change } from '../change.ts'
import { committed } from '../commitment.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../refusal.ts'
import { changedOrg } from './answer.ts'

/** From this receipt on in the log nothing is allowed, or is again. */
export function setHalted(context: Context, halted: boolean) {
  return async (call: Call, { reason }: Input<'org.halt'>): Promise<Output<'org.halt'>> => {
    const why = reason === undefined ? undefined : committed(context, 'change.reason', reason)
    const made = await change(context, call, {
      environment: null,
      make(view) {
        if (view.config.org.halted === halted) {
          throw new ApiError('org.state', {
            detail: `the org is ${halted ? 'halted already' : 'not halted'}`,
          })
        }
        return {
          draft: {
            type: halted ? 'org.halted' : 'org.resumed',
            change: { status: halted ? 'halted' : 'active', ...(why && { reason: why.commitment }) },
          },
          committed: [why],
          changes: [{ kind: 'org.update', halted }],
        }
      },
    })
    return changedOrg(context, call, made)
  }
}
