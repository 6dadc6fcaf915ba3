// Ask for a verdict and, when it allows, a single-use permit.
import type { Handler } from './call.ts'
import type { Context } from './context.ts'
import { gateAnswer } from './decision/answer.ts'
import { ask } from './decision/ask.ts'
import { offerOf } from './decision/offer.ts'
import { decideAndRecord } from './decision/work.ts'

export function gate(context: Context): Handler<'gate'> {
  return async (call, request) => {
    const first = ask(context, 'gate', call, request)
    if (request.approval_id === undefined) return gateAnswer(await decideAndRecord(context, first))
    const { asked, offer } = await offerOf(context, first)
    return gateAnswer(await decideAndRecord(context, asked, offer))
  }
}
