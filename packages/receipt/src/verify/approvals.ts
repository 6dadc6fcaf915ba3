// Approvals of a window: who granted them, when they ended, and how often they were used.
import type { RequestedApproval, Substitute, UsedApproval } from '../payload/members.ts'
import type { Payload, PayloadOf } from '../payload/types.ts'
import {
  type Approval,
  count,
  type Demand,
  decidesNoMore,
  isApprover,
  isMet,
  isOnlyOf,
  type Standing,
  stand,
} from './grants.ts'
import { AxisFailure } from './report.ts'
import { followSlack, type SlackLinks, slackFault } from './slack.ts'

/** The approvals that the gates of a window asked for, by id, and who stands in for whom. */
export type Approvals = {
  readonly asked: Map<string, Approval>
  /** By the id of the member for whom they stand in. */
  readonly substitutes: Map<string, Substitute>
  /** The grants that lapse with the standing of a member. */
  readonly standing: Standing
  readonly slack: SlackLinks
}

type Requirement = Pick<RequestedApproval, 'required' | 'group' | 'escalation'>
type Decided = PayloadOf<'approval.granted' | 'approval.rejected' | 'approval.expired' | 'approval.withdrawn'>

export function createApprovals(): Approvals {
  return { asked: new Map(), substitutes: new Map(), standing: new Map(), slack: new Map() }
}

/** Follows one receipt; an approval that was asked for before the window, which begins at `from`, is not checked. */
export function followApproval(approvals: Approvals, payload: Payload, from: number): void {
  followSlack(approvals.slack, payload)
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
      if ('decision' in payload) checkDecider(approvals, payload, from)
      settle(approvals, payload, from)
      return
    case 'gate.allowed':
      if (payload.approval !== undefined)
        useApproval(approvals.asked.get(payload.approval.id), payload, payload.approval, from)
      return
    case 'member.changed': {
      const { id, role, groups, substitute } = payload.member
      if (substitute !== undefined) approvals.substitutes.set(id, substitute)
      if (role !== undefined && !isApprover(role)) decidesNoMore(approvals.standing, id)
      if (groups !== undefined) isOnlyOf(approvals.standing, id, groups)
      return
    }
    case 'member.removed':
      approvals.substitutes.delete(payload.member.id)
      decidesNoMore(approvals.standing, payload.member.id)
      return
    default:
  }
}

type ByMember = PayloadOf<'approval.granted' | 'approval.rejected'>

function checkDecider({ asked, slack, substitutes }: Approvals, payload: ByMember, from: number): void {
  checkSubstitute(substitutes, payload, from)
  const fault = slackFault(slack, payload, asked.get(payload.approval.id)?.isForOne, from)
  check(payload, fault === undefined, fault ?? '')
}

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
  const asked = [approval, ...also]
  return {
    gateSeq: seq,
    digest,
    demands: asked.map(demandOf),
    isForOne: asked.length === 1 && needsOne(approval),
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

function needsOne({ required, escalation }: Requirement): boolean {
  return required === 1 && (escalation === undefined || escalation.required === 1)
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

function settle(approvals: Approvals, payload: Decided, from: number): void {
  const approval = approvals.asked.get(payload.approval.id)
  if (approval === undefined) {
    check(payload, payload.gate.seq < from, 'names an approval that its gate did not ask for')
    return
  }
  const isSame = approval.digest === payload.approval.digest && approval.gateSeq === payload.gate.seq
  check(payload, isSame, 'names a different gate or digest from the approval')
  check(payload, !approval.isEnded, 'decides an approval that has ended')
  if (payload.type === 'approval.granted') grant(approvals, approval, payload)
  else approval.isEnded = true
  check(
    payload,
    payload.approval.given === approval.given,
    'counts a different number of grants than there are',
  )
}

function grant(approvals: Approvals, approval: Approval, payload: PayloadOf<'approval.granted'>): void {
  const { decision, issued_at: now } = payload
  const people = [decision.by, ...(decision.for === undefined ? [] : [decision.for])]
  check(payload, !people.some((id) => approval.grantedBy.has(id)), 'counts a member twice')
  check(payload, approval.until === undefined, 'grants an approval that enough members have granted')
  check(payload, now < approval.expiresAt, 'grants an approval that has expired')
  const made = { approval, people, groups: decision.groups ?? [], at: now, hasLapsed: false }
  for (const id of people) approval.grantedBy.add(id)
  count(made, 1)
  stand(approvals.standing, made, decision)
  limit(approval, payload)
  if (approval.demands.every(isMet)) approval.until = endOf(approval, now)
}

/** The fewest uses and the shortest time that a member ever gave count; a grant without either is for one use. */
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
