// Ask for a verdict and, when it allows, a single-use permit.
import type { Handler } from './call.ts'
import type { Context } from './context.ts'
import { ask } from './decision/ask.ts'
import { decisionWork } from './decision/work.ts'

export function gate(context: Context): Handler<'gate'> {
  return async (call, request) => {
    const asked = ask(context, 'gate', call, request)
    return context.store.record(call.caller.orgId, decisionWork(context, asked))
  }
}
