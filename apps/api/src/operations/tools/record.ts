// Records a change to a tool, once what takes long was checked.
import type { View } from '../../ports/ledger.ts'
import type { Call } from '../call.ts'
import { type ChangeMade, type ChangeResult, change, type Prepared, refuseUnlessRepeated } from '../change.ts'
import type { Context } from '../context.ts'

/** Under the lock: the change that was prepared. */
export type MakeChange = (view: View) => ChangeMade

export function recordChange(
  context: Context,
  call: Call,
  prepared: Prepared<MakeChange>,
): Promise<ChangeResult> {
  if ('refusal' in prepared) return refuseUnlessRepeated(context, call, null, prepared.refusal)
  return change(context, call, { environment: null, make: prepared.value })
}
