// A proof that a log only grew.
import { encodeHex } from '@countersign/json'
import { originOf } from '@countersign/receipt'
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../refusal.ts'
import { requireReadable } from './readable.ts'

export function logConsistency(context: Context): Handler<'log.consistency'> {
  return async (call, { org_id: orgId, from, to }) => {
    await requireReadable(context, call, orgId)
    const head = await context.store.log.checkpoint(orgId)
    const size = head?.treeSize ?? 0
    if (!(from > 0 && from < to && to <= size)) {
      throw new ApiError('log.range', { detail: `the log has size ${size}` })
    }
    const path = await context.store.log.consistency(orgId, from, to)
    return { org: orgId, origin: originOf(orgId), from, to, path: path.map(encodeHex) }
  }
}
