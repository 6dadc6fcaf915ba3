// What deciding and withdrawing have in common: one receipt about the approval of a pending gate.
import type { Output } from '@countersign/contract'
import type { PayloadOf } from '@countersign/receipt'
import type { Approval, ApprovalState, Gate } from '../../ports/gates.ts'
import type { Change, Draft, Recorded, View, Work } from '../../ports/ledger.ts'
import type { Call } from '../call.ts'
import type { Committed } from '../commitment.ts'
import type { Context } from '../context.ts'
import { repeatOf } from '../idempotency.ts'
import { onlyReceipt, receiptRef } from '../recorded.ts'
import { ApiError } from '../refusal.ts'
import { requireStanding, requireWithin, standingNeeds } from '../standing.ts'
import { agentOf, approvalAnswer, pendingOf, readableApproval } from './answer.ts'

/** An approval under the lock, with the gate that waits for it. */
export type Waiting = { view: View; gate: Gate; pending: PayloadOf<'gate.pending'>; approval: ApprovalState }

export type Settled = {
  draft: Pick<Draft, 'type' | 'approval' | 'decision' | 'change'>
  committed: (Committed | undefined)[]
  changes: Change[]
}

/** The approval, and the members and keys that are concerned. */
type Subject = { id: string; members?: readonly string[]; keys?: readonly string[] }

const BYTES = 8 * 1024

/** Records what `make` decides about the approval, and answers it as it is then. */
export async function settle(
  context: Context,
  call: Call,
  { id, members = [], keys = [] }: Subject,
  make: (waiting: Waiting) => Settled,
): Promise<Output<'approvals.decide'>> {
  const found = await readableApproval(context, call.caller, id)
  return context.store.record(call.caller.orgId, settling(context, call, { ...found, members, keys }, make))
}

function settling(
  context: Context,
  call: Call,
  { gateSeq, members, keys, ...found }: Approval & Required<Pick<Subject, 'members' | 'keys'>>,
  make: (waiting: Waiting) => Settled,
): Work<Output<'approvals.decide'>> {
  const { caller } = call
  const agentId = agentOf(pendingOf(found))
  const own = standingNeeds(caller)
  return {
    needs: {
      agents: [agentId],
      keys: [...own.keys, ...keys],
      members: [...own.members, ...members],
      gates: [gateSeq],
    },
    bytes: BYTES,
    ...repeatOf(context, call, (view, first) => answerFrom(view, gateSeq, first)),
    decide(view) {
      requireStanding(view.config, caller)
      const gate = view.gates.get(gateSeq)
      if (gate === undefined || gate.approval === null) throw new ApiError('not_found')
      const pending = pendingOf(gate)
      requireWithin(caller, pending.environment)
      const { draft, committed, changes } = make({ view, gate, pending, approval: gate.approval })
      return {
        entries: [
          {
            draft: { ...draft, actor: caller.actor, agent: agentId, gate: linkTo(gate, pending) },
            disclosures: committed.flatMap((made) => made?.disclosure ?? []),
            changes,
          },
        ],
        // The view shows the gate as the whole batch left it.
        answer: (recorded) => answerFrom(view, gateSeq, onlyReceipt(recorded)),
      }
    },
  }
}

function answerFrom(view: View, seq: number, recorded: Recorded): Output<'approvals.decide'> {
  const gate = view.gates.get(seq)
  if (gate === undefined || gate.approval === null) throw new ApiError('not_found')
  const { opened, leafHash, approval, expiresAt } = gate
  const { id } = pendingOf(gate).approval
  const status = statusOf(view, gate, approval)
  const now = { id, gateSeq: seq, opened, leafHash, expiresAt, ...approval, status }
  return { ...approvalAnswer(now), receipt: receiptRef(recorded) }
}

/** Past its time it is expired, even before the job has recorded that. */
function statusOf({ now }: View, { expiresAt }: Gate, { status }: ApprovalState): ApprovalState['status'] {
  const isWaiting = status === 'pending' || status === 'granted'
  return isWaiting && expiresAt <= now ? 'expired' : status
}

function linkTo({ seq, leafHash }: Gate, { id, gate }: PayloadOf<'gate.pending'>) {
  return { id: gate.id, receipt: id, seq, leaf_hash: leafHash }
}

/** Refuses what is past its time, decided, used or withdrawn; a granted one may still be rejected or withdrawn. */
export function requireOpen(
  { view, gate, approval }: Waiting,
  statuses: readonly ApprovalState['status'][],
): void {
  const status = statusOf(view, gate, approval)
  if (!statuses.includes(status))
    throw new ApiError('approval.closed', { detail: `the approval is ${status}` })
}

/** The end of a gate that nobody may act on. */
export function denied({ gate }: Waiting): Change {
  return { kind: 'gate.close', seq: gate.seq, status: 'denied', outputDigest: null }
}
