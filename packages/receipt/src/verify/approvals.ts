// Approvals of a window: who granted them, when they ended, and how often they were used.
import type {
  ApprovalDecision,
  GrantLimits,
  RequestedApproval,
  Substitute,
  UsedApproval,
} from '../payload/members.ts'
import type { Payload, PayloadOf } from '../payload/types.ts'
import { AxisFailure } from './report.ts'

/** The approvals that the gates of a window asked for, by id, and who stands in for whom. */
export type Approvals = {
  readonly asked: Map<string, Approval>
  /** By the id of the member for whom they stand in. */
  readonly substitutes: Map<string, Substitute>
}

type Approval = {
  readonly gateSeq: number
  readonly digest: string
  readonly demands: readonly Demand[]
  /** The most that a member may grant. */
  readonly limits: GrantLimits | undefined
  readonly expiresAt: number
  /** Those who granted it, and those for whom they stood in. */
  readonly grantedBy: Set<string>
  given: number
  /** What the grants so far allow, each of them counting. */
  usesMax: number
  minutesMax: number
  isOnceOnly: boolean
  /** Until when it may be used, once enough members have granted it. */
  until: number | undefined
  uses: number
  isEnded: boolean
}

/** How many members must still grant it, of a group if one is named; or from a time on, how many of another one. */
type Demand = Missing & { readonly escalation: (Missing & { readonly at: number }) | undefined }
type Missing = { readonly group: string | undefined; missing: number }

type Requirement = Pick<RequestedApproval, 'required' | 'group' | 'escalation'>
type Decided = PayloadOf<'approval.granted' | 'approval.rejected' | 'approval.expired' | 'approval.withdrawn'>

export function createApprovals(): Approvals {
  return { asked: new Map(), substitutes: new Map() }
}

/** Follows one receipt; an approval that was asked for before the window, which begins at `from`, is not checked. */
export function followApproval(approvals: Approvals, payload: Payload, from: number): void {
  switch (payload.type) {
    case 'gate.pending': {
      const { id } = payload.approval
      check(payload, !approvals.asked.has(id), 'asks for an approval that another gate asked for')
      approvals.asked.set(id, requested(payload))
      return
    }
    case 'approval.granted':
    case 'approval.rejected':
    case 'approval.expired':
    case 'approval.withdrawn':
      if ('decision' in payload) checkSubstitute(approvals.substitutes, payload, from)
      settle(approvals.asked.get(payload.approval.id), payload, from)
      return
    case 'gate.allowed':
      if (payload.approval !== undefined)
        useApproval(approvals.asked.get(payload.approval.id), payload, payload.approval, from)
      return
    case 'member.changed': {
      const { id, substitute } = payload.member
      if (substitute !== undefined) approvals.substitutes.set(id, substitute)
      return
    }
    case 'member.removed':
      approvals.substitutes.delete(payload.member.id)
      return
    default:
  }
}

type ByMember = PayloadOf<'approval.granted' | 'approval.rejected'>

/** Who was named a substitute before the window is not known in it. */
function checkSubstitute(substitutes: Approvals['substitutes'], payload: ByMember, from: number): void {
  const { by, for: other } = payload.decision
  if (other === undefined) return
  const named = substitutes.get(other)
  if (named === undefined) {
    check(payload, from > 0, 'decides for a member who has no substitute')
    return
  }
  const isNow = payload.issued_at >= named.from && payload.issued_at < named.until
  check(payload, named.id === by && isNow, 'decides for a member whose substitute they are not')
}

function requested({ seq, approval }: PayloadOf<'gate.pending'>): Approval {
  const { digest, grant, expires_at, also = [] } = approval
  return {
    gateSeq: seq,
    digest,
    demands: [approval, ...also].map(demandOf),
    limits: grant,
    expiresAt: expires_at,
    grantedBy: new Set(),
    given: 0,
    usesMax: Number.POSITIVE_INFINITY,
    minutesMax: Number.POSITIVE_INFINITY,
    isOnceOnly: false,
    until: undefined,
    uses: 0,
    isEnded: false,
  }
}

function demandOf({ required, group, escalation }: Requirement): Demand {
  return {
    group,
    missing: required,
    escalation: escalation && {
      at: escalation.at,
      group: escalation.group,
      missing: escalation.required,
    },
  }
}

function settle(approval: Approval | undefined, payload: Decided, from: number): void {
  if (approval === undefined) {
    check(payload, payload.gate.seq < from, 'names an approval that its gate did not ask for')
    return
  }
  const isSame = approval.digest === payload.approval.digest && approval.gateSeq === payload.gate.seq
  check(payload, isSame, 'names a different gate or digest from the approval')
  check(payload, !approval.isEnded, 'decides an approval that has ended')
  if (payload.type === 'approval.granted') grant(approval, payload)
  else approval.isEnded = true
  check(
    payload,
    payload.approval.given === approval.given,
    'counts a different number of grants than there are',
  )
}

function grant(approval: Approval, payload: PayloadOf<'approval.granted'>): void {
  const { decision, issued_at: now } = payload
  const people = [decision.by, ...(decision.for === undefined ? [] : [decision.for])]
  check(payload, !people.some((id) => approval.grantedBy.has(id)), 'counts a member twice')
  check(payload, approval.until === undefined, 'grants an approval that enough members have granted')
  check(payload, now < approval.expiresAt, 'grants an approval that has expired')
  for (const id of people) approval.grantedBy.add(id)
  approval.given++
  for (const demand of approval.demands) {
    const { escalation } = demand
    count(demand, decision)
    if (escalation !== undefined && now >= escalation.at) count(escalation, decision)
  }
  limit(approval, payload)
  if (approval.demands.every(isMet)) approval.until = endOf(approval, now)
}

function count(demand: Missing, { groups }: ApprovalDecision): void {
  if (demand.group === undefined || groups?.includes(demand.group) === true) demand.missing--
}

function isMet({ missing, escalation }: Demand): boolean {
  return missing <= 0 || (escalation !== undefined && escalation.missing <= 0)
}

/** The fewest uses and the shortest time that a member gave count; a grant without either is for one use. */
function limit(approval: Approval, payload: PayloadOf<'approval.granted'>): void {
  const { grant: given } = payload.approval
  const { limits } = approval
  if (given === undefined) {
    approval.usesMax = 1
    approval.isOnceOnly = true
    return
  }
  const isWithin = limits !== undefined && given.uses <= limits.uses && given.minutes <= limits.minutes
  check(payload, isWithin, 'grants more than the approval may be granted for')
  approval.usesMax = Math.min(approval.usesMax, given.uses)
  approval.minutesMax = Math.min(approval.minutesMax, given.minutes)
}

function endOf({ minutesMax, isOnceOnly, expiresAt }: Approval, now: number): number {
  return Math.min(now + minutesMax * 60_000, isOnceOnly ? expiresAt : Number.POSITIVE_INFINITY)
}

function useApproval(
  approval: Approval | undefined,
  payload: Payload,
  { digest, use }: UsedApproval,
  from: number,
): void {
  if (approval === undefined) {
    check(payload, from > 0, 'uses an approval that no gate asked for')
    return
  }
  const { until } = approval
  check(payload, approval.digest === digest, 'names a different digest from the approval')
  check(payload, until !== undefined, 'uses an approval that not enough members granted')
  check(payload, !approval.isEnded, 'uses an approval that has ended')
  check(payload, until === undefined || payload.issued_at < until, 'uses an approval that has expired')
  approval.uses++
  check(payload, approval.uses <= approval.usesMax, 'uses an approval more often than it allows')
  check(payload, use === approval.uses, 'counts a different number of uses than there are')
}

function check({ seq }: Payload, holds: boolean, reason: string): void {
  if (!holds) throw new AxisFailure('links', 'links.approval', `seq ${seq}: ${reason}`)
}
