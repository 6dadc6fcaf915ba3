// Grants or rejects an approval for a member that a backend names.
import type { Input } from '@countersign/contract'
import type { GrantLimits } from '@countersign/receipt'
import type { ApprovalVerb } from '@countersign/terms'
import type { Change } from '../../ports/ledger.ts'
import type { Member } from '../../ports/nouns.ts'
import type { Handler } from '../call.ts'
import { type Committed, committed } from '../commitment.ts'
import type { Context } from '../context.ts'
import { memberIn } from '../members/answer.ts'
import { ApiError } from '../refusal.ts'
import { isActing } from '../standing.ts'
import { agentOf, givenOf } from './answer.ts'
import { endOf, requireGrantable } from './grants.ts'
import { isMet, refusalOf } from './quorum.ts'
import { denied, requireOpen, type Settled, settle, type Waiting } from './settle.ts'

type Request = Input<'approvals.decide'>

export function decideApproval(context: Context): Handler<'approvals.decide'> {
  return async (call, request) => {
    const reason =
      request.reason === undefined ? undefined : committed(context, 'decision.reason', request.reason)
    return settle(context, call, request.approval_id, (waiting) => {
      const member = requireDecider(waiting, request)
      return request.decision === 'grant'
        ? grant(waiting, member, request.grant, reason)
        : reject(waiting, member, reason)
    })
  }
}

/** Role and groups count as they are now, whatever they were when the gate opened. */
function requireDecider(
  waiting: Waiting,
  { member_id: id, digest, decision, grant: limits }: Request,
): Member {
  const { view, pending, approval } = waiting
  const member = memberIn(view.config, id)
  // What is granted may still be rejected, until it is used.
  requireOpen(waiting, decision === 'grant' ? ['pending'] : ['pending', 'granted'])
  if (digest !== pending.approval.digest) throw new ApiError('approval.digest')
  const agent = view.config.agents.get(agentOf(pending)) ?? undefined
  const refusal = refusalOf(pending.approval, member, agent)
  if (refusal !== undefined) throw new ApiError('approval.approver', { detail: refusal })
  // Whoever granted it may take that back.
  if (decision === 'reject') return member
  if (approval.decisions.some((decided) => decided.member === id)) throw new ApiError('approval.decided')
  requireGrantable(pending.approval.grant, limits)
  requireActing(waiting)
  return member
}

function requireActing({ view: { config }, pending }: Waiting): void {
  const agentId = agentOf(pending)
  if (isActing(config, agentId)) return
  const detail = config.org.halted
    ? 'the org is halted'
    : `the agent is ${config.agents.get(agentId)?.status ?? 'unknown'}`
  throw new ApiError('approval.stopped', { detail })
}

function grant(
  waiting: Waiting,
  member: Member,
  limits: GrantLimits | undefined,
  reason: Committed | undefined,
): Settled {
  const { gate, pending, approval } = waiting
  const { id, digest } = pending.approval
  const decision = { ...decisionOf(member, 'grant', reason), ...(limits && { grant: limits }) }
  const isGranted = isMet(pending.approval, [...approval.decisions, decision])
  return {
    draft: {
      type: 'approval.granted',
      approval: { id, digest, given: givenOf(approval) + 1, ...(limits && { grant: limits }) },
      decision: membersOf(member, reason),
    },
    committed: [reason],
    changes: [
      { kind: 'approval.decide', seq: gate.seq, status: isGranted ? 'granted' : 'pending', decision },
      ...(isGranted ? movedEnd(waiting, [...approval.decisions, decision]) : []),
    ],
  }
}

/** The time of a bounded grant begins when enough have granted it. */
function movedEnd({ view, gate }: Waiting, decisions: Parameters<typeof endOf>[0]): Change[] {
  const expiresAt = endOf(decisions, view.now, gate.expiresAt)
  return expiresAt === gate.expiresAt ? [] : [{ kind: 'gate.until', seq: gate.seq, expiresAt }]
}

function reject(waiting: Waiting, member: Member, reason: Committed | undefined): Settled {
  const { gate, pending, approval } = waiting
  const { id, digest } = pending.approval
  return {
    draft: {
      type: 'approval.rejected',
      approval: { id, digest, given: givenOf(approval) },
      decision: membersOf(member, reason),
    },
    committed: [reason],
    changes: [
      denied(waiting),
      {
        kind: 'approval.decide',
        seq: gate.seq,
        status: 'rejected',
        decision: decisionOf(member, 'reject', reason),
      },
    ],
  }
}

function decisionOf(member: Member, decision: ApprovalVerb, reason: Committed | undefined) {
  return {
    member: member.id,
    decision,
    role: member.role,
    groups: member.groups,
    via: 'backend' as const,
    hasReason: reason !== undefined,
  }
}

function membersOf({ id, role, groups }: Member, reason: Committed | undefined) {
  return { by: id, via: 'backend' as const, role, groups, ...(reason && { reason: reason.commitment }) }
}
