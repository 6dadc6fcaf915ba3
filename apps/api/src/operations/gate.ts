// Ask for a verdict and, when it allows, a single-use permit.
import type { WithheldFacts } from '@countersign/policy'
import type { Handler } from './call.ts'
import type { Context } from './context.ts'
import { gateAnswer } from './decision/answer.ts'
import { ask } from './decision/ask.ts'
import { offerOf } from './decision/offer.ts'
import { decideAndRecord, decideAtOnce } from './decision/work.ts'

export function gate(context: Context): Handler<'gate'> {
  const decide = gateWith(context)
  return (call, request) => decide(call, request)
}

type Ask = (
  ...asked: [...Parameters<Handler<'gate'>>, withheld?: WithheldFacts]
) => ReturnType<Handler<'gate'>>

/** The same for a call of which some was read and is not kept. */
export function gateWith(context: Context): Ask {
  return async (call, request, withheld) => {
    const first = ask(context, 'gate', call, request, withheld)
    const { asked, offer } =
      request.approval_id === undefined ? { asked: first, offer: undefined } : await offerOf(context, first)
    const answer = await decideAndRecord(context, asked, { offer })
    return gateAnswer(
      'sameness' in answer ? await decideAtOnce(context, asked, { offer, ...answer }) : answer,
    )
  }
}
