// For how long an org keeps disclosed values: what holds when, and what follows from setting it.
import type { Retention } from '../../ports/nouns.ts'

const DAY_MS = 24 * 60 * 60_000

/** A shorter time holds only after these, so that a mistake is seen and taken back before anything is gone. */
const NOTICE_MS = 7 * DAY_MS

/** What is set twice begins when it would have begun. */
export function retentionAfter(before: Retention, days: number | null, now: number): Retention {
  const current = daysAt(before, now)
  if (days === null || (current !== null && days >= current)) return { days }
  const at = before.next?.days === days ? before.next.at : now + NOTICE_MS
  return { days: current, next: { days, at } }
}

function daysAt({ days, next }: Retention, now: number): number | null {
  return next !== undefined && next.at <= now ? next.days : days
}

/** What holds now, and what later on. */
export function retentionAt(retention: Retention, now: number): Retention {
  return retention.next !== undefined && retention.next.at <= now ? { days: retention.next.days } : retention
}

/** The time before which nothing is disclosed any more; undefined where everything is kept. */
export function oldestKept(retention: Retention, now: number): number | undefined {
  const days = daysAt(retention, now)
  return days === null ? undefined : now - days * DAY_MS
}
