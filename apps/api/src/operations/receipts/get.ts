// One receipt as evidence.
import type { Output } from '@countersign/contract'
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'
import { evidenceOf, readable } from './evidence.ts'

export function getReceipt(context: Context): Handler<'receipts.get'> {
  return async ({ caller }, { receipt_id: id }) => {
    const evidence = await evidenceOf(context, caller.orgId, await readable(context, caller, id))
    return evidence as Output<'receipts.get'>
  }
}
