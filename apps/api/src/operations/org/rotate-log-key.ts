// Gives an org's log another signing key, for whoever runs the server.
import { encodeBase64url } from '@countersign/json'
import { originOf } from '@countersign/receipt'
import type { Context } from '../context.ts'

const BYTES = 8 * 1024

/** The retired key signs the commit with this receipt as its last, the new one whatever follows. Answers the new thumbprint. */
export async function rotateLogKey({ store }: Context, orgId: string): Promise<string> {
  const next = await store.log.newKey(orgId)
  const retired = (await store.log.keys(orgId)).find(({ untilSize }) => untilSize === null)
  if (retired === undefined) throw new Error(`the log of ${orgId} has no key`)
  const kid = encodeBase64url(next.kid)
  const log = { origin: originOf(orgId), kid, retired: encodeBase64url(retired.kid) }
  return store.record(orgId, {
    needs: {},
    bytes: BYTES,
    configures: true,
    decide: () => ({
      entries: [
        {
          draft: { type: 'log.key_rotated', actor: 'system', log },
          disclosures: [],
          changes: [{ kind: 'log.rotate', next, retired: retired.kid }],
        },
      ],
      answer: () => kid,
    }),
  })
}
