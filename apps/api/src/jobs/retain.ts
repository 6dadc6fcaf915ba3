// Values that are older than their org keeps them are erased, step by step, each step with a receipt.
import type { Context } from '../operations/context.ts'
import { eraseOld } from '../operations/receipts/erase-old.ts'
import type { Job } from './run.ts'

const EVERY_MS = 60_000
const ORGS_PER_ROUND = 20
/** Of one org; the rest comes with the next round. */
const COMMITS_PER_ROUND = 50
/** Where nothing was old enough, it is looked at again after this. */
const AGAIN_MS = 60 * 60_000

type Parts = Pick<Context, 'store' | 'clock'>

export function retentionJob(context: Parts): Job {
  return { name: 'retain', everyMs: EVERY_MS, round: () => eraseAllOld(context) }
}

/** One round over every org that is due; answers how many that were. */
export async function eraseAllOld(context: Parts): Promise<number> {
  const orgs = await context.store.retention.claim(ORGS_PER_ROUND)
  const rounds = await Promise.allSettled(orgs.map((orgId) => eraseOldOf(context, orgId)))
  const failed = rounds.find((round) => round.status === 'rejected')
  if (failed !== undefined) throw failed.reason
  return orgs.length
}

async function eraseOldOf(context: Parts, orgId: string): Promise<void> {
  let isLeft = true
  for (let n = 0; n < COMMITS_PER_ROUND && isLeft; n++) isLeft = await eraseOld(context, orgId)
  await context.store.retention.later(orgId, isLeft ? 0 : AGAIN_MS, isLeft)
}
