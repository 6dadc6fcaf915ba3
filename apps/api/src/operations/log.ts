// The public side of a log: its keys, its latest signed head, and proofs that it only grew.
import { hasScope } from '@countersign/contract'
import { encodeBase64url, encodeHex } from '@countersign/json'
import { encodeReceipt, originOf } from '@countersign/receipt'
import type { Call, Handler } from './call.ts'
import type { Context } from './context.ts'
import { ApiError } from './refusal.ts'

export function log(context: Context) {
  return {
    'log.keys': keys(context),
    'log.checkpoint': checkpoint(context),
    'log.consistency': consistency(context),
  }
}

/** An org may keep its log to itself; then it looks like a log that does not exist. */
async function requireReadable({ store }: Context, call: Call<'optional'>, orgId: string): Promise<void> {
  const { caller } = call
  if (caller?.orgId === orgId && hasScope(caller.scopes, 'log:read')) return
  const config = await store.config(orgId, { fresh: true })
  if (config === undefined || !config.org.logsPublic) throw new ApiError('not_found')
}

function keys(context: Context): Handler<'log.keys'> {
  return async (call, { org_id: orgId }) => {
    await requireReadable(context, call, orgId)
    const keys = await context.store.log.askedBy(call.caller?.orgId).keys(orgId)
    return {
      keys: keys.map((key) => ({
        kty: 'AKP',
        alg: 'ML-DSA-65',
        pub: encodeBase64url(key.publicKey),
        kid: encodeBase64url(key.kid),
        from_size: key.fromSize,
        ...(key.untilSize !== null && { until_size: key.untilSize }),
      })),
    }
  }
}

function checkpoint(context: Context): Handler<'log.checkpoint'> {
  return async (call, { org_id: orgId }) => {
    await requireReadable(context, call, orgId)
    const head = await context.store.log.askedBy(call.caller?.orgId).checkpoint(orgId)
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

function consistency(context: Context): Handler<'log.consistency'> {
  return async (call, { org_id: orgId, from, to }) => {
    await requireReadable(context, call, orgId)
    const log = context.store.log.askedBy(call.caller?.orgId)
    const head = await log.checkpoint(orgId)
    const size = head?.treeSize ?? 0
    if (!(from > 0 && from < to && to <= size)) {
      throw new ApiError('log.range', { detail: `the log has size ${size}` })
    }
    const path = await log.consistency(orgId, from, to)
    return { org: orgId, origin: originOf(orgId), from, to, path: path.map(encodeHex) }
  }
}
