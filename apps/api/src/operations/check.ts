// Ask for a verdict; nothing is opened.
import type { Handler } from './call.ts'
import type { Context } from './context.ts'
import { ask } from './decision/ask.ts'
import { rehearse } from './decision/rehearse.ts'
import { decideAtOnce } from './decision/work.ts'
import { ApiError } from './refusal.ts'

export function check(context: Context): Handler<'check'> {
  return async (call, request) => {
    const { dry_run: isDry, explain } = request
    if ((isDry || explain) && call.caller.agentId !== undefined) {
      throw new ApiError('auth.scope', { detail: "an agent's key may not rehearse or explain policies" })
    }
    const asked = ask(context, 'check', call, request)
    if (isDry) return rehearse(context, call, asked)
    return decideAtOnce(context, asked)
  }
}
