// Ask for a verdict and, when it allows, a single-use permit.
import type { Handler } from '@countersign/contract'
import type { Context } from './context.ts'
import { ask } from './decision/ask.ts'
import { decisionWork } from './decision/work.ts'

export function gate(context: Context): Handler<'gate'> {
  return (call, request) =>
    context.store.record(call.caller.orgId, decisionWork(context, ask(context, 'gate', call, request)))
}
