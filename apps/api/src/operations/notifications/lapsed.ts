// An approval that waits again: an event of its own, for a receipt that was told of once already.
import { LAPSED } from '../../ports/nouns.ts'
import { eventId, type ToldEvent } from './event.ts'

/** Who hears of it, and when a grant lapsed that had been enough; both stand in the name of the channel. */
export type Heard = { who: string; lapsedAt?: number }

const APART = '~'

/** `who` is empty where it is not known yet who hears of it. */
export function heardOn(channel: string): Heard {
  if (channel.startsWith(LAPSED)) return { who: '', lapsedAt: Number(channel.slice(LAPSED.length)) }
  const [who = '', lapsedAt] = channel.split(APART)
  return lapsedAt === undefined ? { who } : { who, lapsedAt: Number(lapsedAt) }
}

export function channelOf({ who, lapsedAt }: Heard): string {
  return lapsedAt === undefined ? who : `${who}${APART}${lapsedAt}`
}

/** Under an id of its own: whoever keeps the ids that they have handled would pass it over. */
export function lapsedEvent(requested: ToldEvent, lapsedAt: number): ToldEvent {
  return {
    ...requested,
    id: `${eventId(requested.receiptId)}_${lapsedAt}`,
    name: 'approval.lapsed',
    at: lapsedAt,
  }
}
