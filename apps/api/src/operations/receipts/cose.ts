// The proof of one receipt as a COSE structure.
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'
import { proofOf, readable } from './evidence.ts'

export function getCose(context: Context): Handler<'receipts.cose'> {
  return async ({ caller }, { receipt_id: id }) => {
    const { cose } = await proofOf(context, caller.orgId, await readable(context, caller, id))
    return cose
  }
}
