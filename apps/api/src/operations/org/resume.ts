// Lets the agents of a halted org act again.
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'
import { setHalted } from './halted.ts'

export function resumeOrg(context: Context): Handler<'org.resume'> {
  return setHalted(context, false)
}
