// An approval that waits again: an event of its own, for a receipt that was already sent once.
import { LAPSED } from '../../ports/webhooks.ts'
import { eventId, type ReceiptEvent } from './event.ts'

/** The recipient, and when a grant lapsed that had been enough; the channel's name contains both. */
export type Recipient = { id: string; lapsedAt?: number }

const APART = '~'

/** `id` is empty while the recipients are not known yet. */
export function recipientOf(channel: string): Recipient {
  if (channel.startsWith(LAPSED)) return { id: '', lapsedAt: Number(channel.slice(LAPSED.length)) }
  const [id = '', lapsedAt] = channel.split(APART)
  return lapsedAt === undefined ? { id } : { id, lapsedAt: Number(lapsedAt) }
}

export function channelOf({ id, lapsedAt }: Recipient): string {
  return lapsedAt === undefined ? id : `${id}${APART}${lapsedAt}`
}

/** It has its own id, since a receiver that remembers handled ids would skip it. */
export function lapsedEvent(requested: ReceiptEvent, lapsedAt: number): ReceiptEvent {
  return {
    ...requested,
    id: `${eventId(requested.receiptId)}_${lapsedAt}`,
    name: 'approval.lapsed',
    at: lapsedAt,
  }
}
