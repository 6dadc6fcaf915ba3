// Reads the org of the caller.
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'
import { currentOrg } from './answer.ts'

export function getOrg(context: Context): Handler<'org.get'> {
  return async (call) => currentOrg(context, call)
}
