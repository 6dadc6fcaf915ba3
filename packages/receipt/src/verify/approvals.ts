// Approvals of a window: who granted them, when they ended, and how often they were used.
import type { UsedApproval } from '../payload/members.ts'
import type { Payload, PayloadOf } from '../payload/types.ts'
import { AxisFailure } from './report.ts'

/** The approvals that the gates of a window asked for, by id. */
export type Approvals = Map<string, Approval>

type Approval = {
  readonly gateSeq: number
  readonly digest: string
  readonly demands: readonly Demand[]
  readonly deciders: Set<string>
  given: number
  expiresAt: number
  usesMax: number
  uses: number
  isEnded: boolean
}

/** How many members must still grant it, of a group if one is named. */
type Demand = { readonly group: string | undefined; missing: number }

type Decided = PayloadOf<'approval.granted' | 'approval.rejected' | 'approval.expired' | 'approval.withdrawn'>

export function createApprovals(): Approvals {
  return new Map()
}

/** Follows one receipt; an approval that was asked for before the window, which begins at `from`, is not checked. */
export function followApproval(approvals: Approvals, payload: Payload, from: number): void {
  switch (payload.type) {
    case 'gate.pending': {
      const { id, digest, also = [] } = payload.approval
      check(payload, !approvals.has(id), 'asks for an approval that another gate asked for')
      approvals.set(id, {
        gateSeq: payload.seq,
        digest,
        demands: [payload.approval, ...also].map(({ required, group }) => ({ group, missing: required })),
        deciders: new Set(),
        given: 0,
        expiresAt: payload.approval.expires_at,
        usesMax: Number.POSITIVE_INFINITY,
        uses: 0,
        isEnded: false,
      })
      return
    }
    case 'approval.granted':
    case 'approval.rejected':
    case 'approval.expired':
    case 'approval.withdrawn':
      settle(approvals.get(payload.approval.id), payload, from)
      return
    case 'gate.allowed':
      if (payload.approval !== undefined)
        useApproval(approvals.get(payload.approval.id), payload, payload.approval, from)
      return
    default:
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
  if ('decision' in payload) {
    check(payload, !approval.deciders.has(payload.decision.by), 'counts a member twice')
    approval.deciders.add(payload.decision.by)
  }
  if (payload.type === 'approval.granted') {
    grant(approval, payload)
  } else {
    approval.isEnded = true
  }
  check(
    payload,
    payload.approval.given === approval.given,
    'counts a different number of grants than there are',
  )
}

function grant(approval: Approval, payload: PayloadOf<'approval.granted'>): void {
  const { grant: limits } = payload.approval
  check(payload, payload.issued_at < approval.expiresAt, 'grants an approval that has expired')
  approval.given++
  for (const demand of approval.demands) {
    const counts = demand.group === undefined || payload.decision.groups?.includes(demand.group) === true
    if (counts) demand.missing--
  }
  approval.usesMax = Math.min(approval.usesMax, limits?.uses ?? 1)
  approval.expiresAt = Math.min(approval.expiresAt, limits?.expires_at ?? approval.expiresAt)
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
  check(payload, approval.digest === digest, 'names a different digest from the approval')
  const isGranted = approval.demands.every(({ missing }) => missing <= 0)
  check(payload, isGranted, 'uses an approval that not enough members granted')
  check(payload, !approval.isEnded, 'uses an approval that has ended')
  check(payload, payload.issued_at < approval.expiresAt, 'uses an approval that has expired')
  approval.uses++
  check(payload, approval.uses <= approval.usesMax, 'uses an approval more often than it allows')
  check(
    payload,
    use === undefined || use === approval.uses,
    'counts a different number of uses than there are',
  )
}

function check({ seq }: Payload, holds: boolean, reason: string): void {
  if (!holds) throw new AxisFailure('links', 'links.approval', `seq ${seq}: ${reason}`)
}
