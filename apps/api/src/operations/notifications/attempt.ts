// An attempt to deliver, as it is kept.
import { newId } from '@countersign/terms'
import type { Sent } from '../../ports/outbound.ts'
import type { Attempt } from '../../ports/webhooks.ts'
import type { Context } from '../context.ts'

export function isDelivered(sent: Sent): boolean {
  return 'status' in sent && sent.status >= 200 && sent.status < 300
}

/** The status of the answer, or why there was none. */
export function answered(sent: Sent): { responseStatus: number } | { error: string } {
  return 'status' in sent ? { responseStatus: sent.status } : { error: sent.error }
}

type Outcome = Pick<Attempt, 'status' | 'attempt'> &
  Partial<Pick<Attempt, 'responseStatus' | 'error' | 'durationMs'>> & { retryInMs?: number }

export function attemptOf(
  { clock, random }: Pick<Context, 'clock' | 'random'>,
  seq: number,
  webhookId: string,
  { name, receiptId }: { name: Attempt['event']; receiptId: string },
  { status, attempt, responseStatus = null, error = null, durationMs = 0, retryInMs }: Outcome,
): Attempt {
  const at = clock()
  const id = newId('att', at, random(10))
  return {
    id,
    webhookId,
    seq,
    receiptId,
    event: name,
    attempt,
    status,
    responseStatus,
    error,
    durationMs,
    at,
    nextAt: retryInMs === undefined ? null : Math.round(at + retryInMs),
  }
}
