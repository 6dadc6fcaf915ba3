// Stops every agent of the org at once.
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'
import { setHalted } from './halted.ts'

export function haltOrg(context: Context): Handler<'org.halt'> {
  return setHalted(context, true)
}
