// An approval that waits again: an event of its own, for a receipt that was already sent once.
import { LAPSED } from '../../ports/nouns.ts'
import { eventId, type ToldEvent } from './event.ts'

/** The recipient, and when a grant lapsed that had been enough; the channel's name contains both. */
export type Heard = { who: string; lapsedAt?: number }

const APART = '~'

/** `who` is empty while the recipients are not known yet. */
export function heardOn(channel: string): Heard {
  if (channel.startsWith(LAPSED)) return { who: '', lapsedAt: Number(channel.slice(LAPSED.length)) }
  const [who = '', lapsedAt] = channel.split(APART)
  return lapsedAt === undefined ? { who } : { who, lapsedAt: Number(lapsedAt) }
}

export function channelOf({ who, lapsedAt }: Heard): string {
  return lapsedAt === undefined ? who : `${who}${APART}${lapsedAt}`
}

/** It has its own id, since a receiver that remembers handled ids would skip it. */
export function lapsedEvent(requested: ToldEvent, lapsedAt: number): ToldEvent {
  return {
    ...requested,
    id: `${eventId(requested.receiptId)}_${lapsedAt}`,
    name: 'approval.lapsed',
    at: lapsedAt,
  }
}
