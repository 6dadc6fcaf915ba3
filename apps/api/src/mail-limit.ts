// How many mails a member gets in an hour: an agent that asks again and again must not fill a mailbox.
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
