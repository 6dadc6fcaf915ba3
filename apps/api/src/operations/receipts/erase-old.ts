// Erases what an org's log discloses once it is older than the org keeps it; the actor is the system.
import type { Work } from '../../ports/ledger.ts'
import type { OldValues } from '../../ports/nouns.ts'
import type { Context } from '../context.ts'
import { oldestKept } from '../org/retention.ts'
import { areAsRead } from './erase.ts'

const BYTES = 4 * 1024

/** In one commit a bounded number of segments, with one receipt; answers whether there may be more. */
export async function eraseOld(
  { store, clock }: Pick<Context, 'store' | 'clock'>,
  orgId: string,
): Promise<boolean> {
  const config = await store.config(orgId, { fresh: true })
  const before = config && oldestKept(config.org.retention, clock())
  const old = before === undefined ? undefined : await store.receipts.old(orgId, before)
  return old === undefined ? false : store.record(orgId, erasing(old))
}

/** How long values are kept, and that nothing else was erased since, is decided under the lock, by the log's clock. */
function erasing({ segments, outputs, values, from, to, issuedAt }: OldValues): Work<boolean> {
  return {
    needs: { segments: segments.map(({ treeSize }) => treeSize) },
    bytes: BYTES,
    decide(view) {
      const before = oldestKept(view.config.org.retention, view.now)
      if (before === undefined || issuedAt >= before || !areAsRead(view, segments))
        return { entries: [], answer: () => false }
      return {
        entries: [
          {
            draft: { type: 'data.erased', actor: 'system', change: {}, range: { from, to, count: values } },
            disclosures: [],
            changes: [{ kind: 'disclosures.erase', segments, outputs }],
          },
        ],
        answer: () => true,
      }
    },
  }
}
