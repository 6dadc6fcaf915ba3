// Approvals of a window: who granted them, when they ended, and how often they were used.
import type { Payload, PayloadOf } from '../payload/types.ts'
import { AxisFailure } from './report.ts'

/** The approvals that the gates of a window asked for, by id. */
export type Approvals = Map<string, Approval>

type Approval = {
  readonly gateSeq: number
  readonly digest: string
  readonly required: number
  readonly deciders: Set<string>
  given: number
  usesMax: number
  uses: number
  isEnded: boolean
}

type Decided = PayloadOf<'approval.granted' | 'approval.rejected' | 'approval.expired' | 'approval.withdrawn'>

export function createApprovals(): Approvals {
  return new Map()
}

/** Follows one receipt; an approval that was asked for before the window, which begins at `from`, is not checked. */
export function followApproval(approvals: Approvals, payload: Payload, from: number): void {
  switch (payload.type) {
    case 'gate.pending': {
      const { id, digest, required } = payload.approval
      check(payload, !approvals.has(id), 'asks for an approval that another gate asked for')
      approvals.set(id, {
        gateSeq: payload.seq,
        digest,
        required,
        deciders: new Set(),
        given: 0,
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
        useApproval(approvals.get(payload.approval.id), payload, payload.approval.digest)
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
    approval.given++
    approval.usesMax = Math.min(approval.usesMax, payload.approval.grant?.uses ?? 1)
  } else {
    approval.isEnded = true
  }
  check(
    payload,
    payload.approval.given === approval.given,
    'counts a different number of grants than there are',
  )
}

function useApproval(approval: Approval | undefined, payload: Payload, digest: string): void {
  if (approval === undefined) return
  check(payload, approval.digest === digest, 'names a different digest from the approval')
  const isGranted = approval.given >= approval.required && !approval.isEnded
  check(payload, isGranted && approval.uses < approval.usesMax, 'uses an approval that does not allow it')
  approval.uses++
}

function check({ seq }: Payload, holds: boolean, reason: string): void {
  if (!holds) throw new AxisFailure('links', 'links.approval', `seq ${seq}: ${reason}`)
}
