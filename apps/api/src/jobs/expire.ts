// Gates that nobody completed, and invitations that nobody accepted, become signed receipts.
import type { Context } from '../operations/context.ts'
import { expireGates } from '../operations/gates/expire.ts'
import { expireInvitations } from '../operations/invitations/expire.ts'
import type { Job } from './run.ts'

const EVERY_MS = 1000
const ORGS_PER_ROUND = 100
const COMMITS_PER_ROUND = 20

type Parts = Pick<Context, 'store' | 'clock'>

export function expiryJob(context: Parts): Job {
  return { name: 'expire', everyMs: EVERY_MS, round: () => expireDue(context) }
}

/** One round over everything due; answers how many orgs were looked at. */
export async function expireDue(context: Parts): Promise<number> {
  const orgs = await context.store.dueOrgs(ORGS_PER_ROUND)
  const rounds = await Promise.allSettled(orgs.map((orgId) => expireOrg(context, orgId)))
  const failed = rounds.find((round) => round.status === 'rejected')
  if (failed !== undefined) throw failed.reason
  return orgs.length
}

/** A commit ends a bounded number, so it is repeated until nothing is left or the round has done its share. */
async function expireOrg(context: Parts, orgId: string): Promise<void> {
  for (let n = 0; n < COMMITS_PER_ROUND; n++) {
    const ended = (await expireGates(context, orgId)) + (await expireInvitations(context, orgId))
    if (ended === 0) return
  }
}
