// The latest signed head of a log.
import { encodeBase64url, encodeHex } from '@countersign/json'
import { encodeReceipt, originOf } from '@countersign/receipt'
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../refusal.ts'
import { requireReadable } from './readable.ts'

export function logCheckpoint(context: Context): Handler<'log.checkpoint'> {
  return async (call, { org_id: orgId }) => {
    await requireReadable(context, call, orgId)
    const head = await context.store.log.checkpoint(orgId)
    if (head === undefined) throw new ApiError('not_found')
    return {
      org: orgId,
      origin: originOf(orgId),
      tree_size: head.treeSize,
      root: encodeHex(head.root),
      kid: encodeBase64url(head.kid),
      cose: encodeBase64url(
        encodeReceipt({ protectedBytes: head.protectedHeader, signature: head.signature }),
      ),
    }
  }
}
