// What an agent did lately, from the log.
import type { Output } from '@countersign/contract'
import type { Payload } from '@countersign/receipt'
import type { Context } from '../context.ts'

type AgentRecord = Output<'approvals.review'>['record']

const LATELY_MS = 30 * 24 * 60 * 60_000

export async function recordOf(
  { store }: Context,
  orgId: string,
  agentId: string,
  now: number,
): Promise<AgentRecord> {
  const begin = Math.max(0, now - LATELY_MS)
  const from = await store.receipts.seqAt(orgId, begin)
  const { counts, first } = await store.receipts.tally(orgId, agentId, from)
  const stored = first === undefined ? undefined : await store.receipts.get(orgId, first)
  function count(type: Payload['type']): number {
    return counts.get(type) ?? 0
  }
  return {
    since: stored === undefined ? begin : (JSON.parse(stored.text) as Payload).issued_at,
    gates: {
      allowed: count('gate.allowed'),
      denied: count('gate.denied'),
      pending: count('gate.pending'),
    },
    approvals: {
      granted: count('approval.granted'),
      rejected: count('approval.rejected'),
      expired: count('approval.expired'),
    },
    actions: { completed: count('action.completed'), failed: count('action.failed') },
  }
}
