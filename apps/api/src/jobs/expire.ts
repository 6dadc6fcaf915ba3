// Gates that nobody completed become signed receipts.
import type { Context } from '../operations/context.ts'
import { expireGates } from '../operations/gates/expire.ts'
import type { Job } from './run.ts'

const EVERY_MS = 1000
const ORGS_PER_ROUND = 100
const COMMITS_PER_ROUND = 20

export function expiryJob(context: Pick<Context, 'store'>): Job {
  return { name: 'expire', everyMs: EVERY_MS, round: () => expireDue(context) }
}

/** One round over everything due; answers how many orgs were looked at. */
export async function expireDue(context: Pick<Context, 'store'>): Promise<number> {
  const orgs = await context.store.dueOrgs(ORGS_PER_ROUND)
  const rounds = await Promise.allSettled(orgs.map((orgId) => expireOrg(context, orgId)))
  const failed = rounds.find((round) => round.status === 'rejected')
  if (failed !== undefined) throw failed.reason
  return orgs.length
}

/** A commit closes a bounded number of gates, so it is repeated until nothing is left or the round has done its share. */
async function expireOrg(context: Pick<Context, 'store'>, orgId: string): Promise<void> {
  for (let n = 0; n < COMMITS_PER_ROUND; n++) {
    if ((await expireGates(context, orgId)) === 0) return
  }
}
