// The public keys of a log.
import { encodeBase64url } from '@countersign/json'
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'
import { requireReadable } from './readable.ts'

export function logKeys(context: Context): Handler<'log.keys'> {
  return async (call, { org_id: orgId }) => {
    await requireReadable(context, call, orgId)
    const keys = await context.store.log.keys(orgId)
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
