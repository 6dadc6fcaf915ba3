// Verification as a service. It trusts the keys of this service's own logs and nothing that arrives.
import { type KeySet, toJwk } from '@countersign/receipt'
import type { Verified, VerifierSource } from '../ports/services.ts'
import type { Handler } from './call.ts'
import type { Context } from './context.ts'
import { evidenceOf, readable } from './receipts/evidence.ts'
import { ApiError } from './refusal.ts'

export function verify(context: Context): Handler<'verify'> {
  return async ({ caller }, { body }) => {
    const source: VerifierSource = {
      keys: (org) => trustedKeys(context, caller?.orgId, org),
      async receipt(id) {
        if (caller === undefined) throw new ApiError('auth.missing')
        const stored = await readable(context, caller, id)
        const evidence = await evidenceOf(context, caller.orgId, stored)
        return { evidence, keys: await trustedKeys(context, caller.orgId, caller.orgId) }
      },
    }
    const who = caller === undefined ? 'strangers' : 'callers'
    const verified = await context.verifier.verify(body, who, source)
    const { threadMs } = verified
    if (verified.kind === 'report') return { threadMs, output: verified.report }
    return { threadMs, error: errorOf(verified) }
  }
}

function errorOf(verified: Exclude<Verified, { kind: 'report' }>): unknown {
  if (verified.kind === 'failed') return verified.error
  if (verified.kind === 'refused') return new ApiError(verified.code, verified.details)
  return new ApiError('request.too_large', {
    detail: 'to verify this takes more time or memory than one request may have: use `countersign verify`',
  })
}

/** Keys of a log of this service; none for a log that it does not know. */
async function trustedKeys(
  { store, suite }: Context,
  asker: string | undefined,
  org: string | undefined,
): Promise<KeySet> {
  if (org === undefined) return { keys: [] }
  const keys = await store.log.askedBy(asker).keys(org)
  return {
    keys: keys.map((key) =>
      toJwk(suite, key.publicKey, {
        from_size: key.fromSize,
        ...(key.untilSize !== null && { until_size: key.untilSize }),
      }),
    ),
  }
}
