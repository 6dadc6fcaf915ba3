// How many mails a member, or somebody who is invited, gets in an hour: nobody may fill a mailbox through us.
import { LRUCache } from 'lru-cache'

export type MailLimit = {
  /** Counts one more to this member, unless there were too many; each process counts its own. */
  take(orgId: string, memberId: string): boolean
}

const MEMBERS_MAX = 10_000
const HOUR_MS = 3_600_000

export function createMailLimit(perHour: number, now: () => number): MailLimit {
  const counted = new LRUCache<string, { since: number; count: number }>({ max: MEMBERS_MAX })
  return {
    take(orgId, memberId) {
      const key = `${orgId} ${memberId}`
      const before = counted.get(key)
      const isOver = before === undefined || now() - before.since >= HOUR_MS
      const hour = isOver ? { since: now(), count: 0 } : before
      if (hour.count >= perHour) return false
      hour.count += 1
      counted.set(key, hour)
      return true
    },
  }
}

/** Of every org together to one address, and of one org to everybody. */
export function createInviting(perHour: { toAddress: number; ofOrg: number }, now: () => number) {
  const toAddress = createMailLimit(perHour.toAddress, now)
  const ofOrg = createMailLimit(perHour.ofOrg, now)
  return (orgId: string, email: string) => ofOrg.take(orgId, '') && toAddress.take('', email.toLowerCase())
}
