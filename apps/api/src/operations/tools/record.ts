// Records a change to a tool, once what takes long was checked.
import type { View } from '../../ports/ledger.ts'
import type { Call } from '../call.ts'
import { type ChangeMade, type ChangeResult, change, type Prepared, refuseUnlessRepeated } from '../change.ts'
import type { Context } from '../context.ts'
import type { Scanned } from '../scan/definitions.ts'

/** What came of a change to a tool, and what was found in its definition. */
export type PutResult = ChangeResult & { scan: Scanned | undefined }

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

/** The same with what was found in the definition. */
export async function recordPut(
  context: Context,
  call: Call,
  prepared: Prepared<{ change: MakeChange; scan: Scanned | undefined }>,
): Promise<PutResult> {
  if ('refusal' in prepared) return { ...(await recordChange(context, call, prepared)), scan: undefined }
  const { change: value, scan } = prepared.value
  return { ...(await recordChange(context, call, { value })), scan }
}
