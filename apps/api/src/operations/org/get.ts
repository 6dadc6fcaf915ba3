// Reads the org of the caller.
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'
import { currentConfig } from '../current.ts'
import { orgAnswer } from './answer.ts'

export function getOrg(context: Context): Handler<'org.get'> {
  return async (call) => orgAnswer((await currentConfig(context, call)).org, context.clock())
}
