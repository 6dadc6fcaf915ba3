// Grants or rejects an approval, for the member who is signed in or whom a backend names.
import type { Input } from '@countersign/contract'
import type { GrantLimits } from '@countersign/receipt'
import { type ApprovalVerb, type DecidedVia, isVisible } from '@countersign/terms'
import type { Change } from '../../ports/ledger.ts'
import type { Member } from '../../ports/nouns.ts'
import type { Caller, Handler, MemberCaller } from '../call.ts'
import { type Committed, committed } from '../commitment.ts'
import type { Context } from '../context.ts'
import { memberIn } from '../members/answer.ts'
import { ApiError } from '../refusal.ts'
import { isActing, isSignedInLately } from '../standing.ts'
import { agentOf, givenOf } from './answer.ts'
import { endOf, requireGrantable } from './grants.ts'
import { requireInSlack, settersOf } from './in-slack.ts'
import { requirePasskey, signedWith } from './passkey.ts'
import { hasDecided, isMet, refusalOf } from './quorum.ts'
import { denied, requireOpen, type Settled, settle, type Waiting } from './settle.ts'

type Request = Input<'approvals.decide'>

export function decideApproval(context: Context): Handler<'approvals.decide'> {
  return async (call, request) => {
    const reason =
      request.reason === undefined ? undefined : committed(context, 'decision.reason', request.reason)
    const id = deciderOf(call.caller, request)
    return settle(context, call, subjectOf(request, id, call.caller), (waiting) => {
      const decider = requireDecider(waiting, request, id)
      if (call.caller.kind === 'member') requireCare(waiting, request, call.caller, decider)
      const assertion = signedWith(context, waiting, request, decider)
      const made: Deciding = {
        ...decider,
        via: assertion ? 'passkey' : viaOf(call.caller),
        reason,
        assertion,
        isHurried: isHurried(waiting, request),
      }
      return request.decision === 'grant' ? grant(waiting, made, request.grant) : reject(waiting, made)
    })
  }
}

function subjectOf({ approval_id: id, for: absent }: Request, decider: string, caller: Caller) {
  const setters = settersOf(caller.kind === 'member' ? caller.slack : undefined)
  const own = absent === undefined ? [decider] : [decider, absent]
  return { id, keys: setters.keys, members: [...own, ...setters.members] }
}

/** Who decides, and for whom they stand in. */
type Decider = { member: Member; absent: Member | undefined }
type Deciding = Decider & {
  via: DecidedVia
  reason: Committed | undefined
  assertion: Committed | undefined
  isHurried: boolean
}

function viaOf(caller: Caller): DecidedVia {
  if (caller.kind === 'key') return 'backend'
  return caller.slack === undefined ? 'session' : 'slack'
}

/** A session decides in person, a backend for a member whom it names. */
function deciderOf(caller: Caller, { member_id: named, passkey }: Request): string {
  if (passkey !== undefined && (caller.kind === 'key' || caller.slack !== undefined))
    throw new ApiError('approval.passkey', { detail: 'a passkey is of a member who is signed in' })
  if (caller.kind === 'member') {
    if (named === undefined || named === caller.memberId) return caller.memberId
    throw new ApiError('approval.approver', { detail: 'a signed-in member decides in person' })
  }
  if (named !== undefined) return named
  throw new ApiError('request.invalid', {
    errors: [{ code: 'required', pointer: '/member_id', message: 'name the member who decided' }],
  })
}

/** What can do much harm is not approved in passing, or at a browser left open. Rejecting stays easy. */
function requireCare(waiting: Waiting, request: Request, caller: MemberCaller, { member }: Decider): void {
  const { decision, reason } = request
  if (caller.slack !== undefined) {
    requireInSlack(waiting, caller.slack, member)
    return
  }
  const { view, pending } = waiting
  const { band } = pending.decision.risk
  if (band !== 'high' && band !== 'critical') return
  if (decision === 'reject') return
  if (!isSignedInLately(caller, view.now)) throw new ApiError('approval.sign_in')
  if (reason === undefined || !isVisible(reason)) throw new ApiError('approval.reason')
  requirePasskey(member, request)
}

/** Nobody reads a call in two seconds. */
const HURRIED_MS = 2000

function isHurried({ view }: Waiting, { shown_at: shownAt }: Request): boolean {
  return shownAt !== undefined && view.now - shownAt < HURRIED_MS
}

/** Role and groups count as they are now, whatever they were when the gate opened. */
function requireDecider(waiting: Waiting, request: Request, id: string): Decider {
  const { digest, decision, grant: limits } = request
  const { view, pending, approval } = waiting
  const member = memberIn(view.config, id)
  const absent = request.for === undefined ? undefined : memberIn(view.config, request.for)
  // What is granted may still be rejected, until it is used.
  requireOpen(waiting, decision === 'grant' ? ['pending'] : ['pending', 'granted'])
  if (digest !== pending.approval.digest) throw new ApiError('approval.digest')
  const agent = view.config.agents.get(agentOf(pending)) ?? undefined
  const refusal = refusalOf(pending, member, agent, view.now, absent)
  if (refusal !== undefined) throw new ApiError('approval.approver', { detail: refusal })
  // Members who granted it may take that back.
  if (decision === 'reject') return { member, absent }
  const people = new Set([id, absent?.id])
  if (hasDecided(approval.decisions, people)) throw new ApiError('approval.decided')
  requireGrantable(pending.approval.grant, limits, approval)
  requireActing(waiting)
  return { member, absent }
}

function requireActing({ view: { config }, pending }: Waiting): void {
  const agentId = agentOf(pending)
  if (isActing(config, agentId)) return
  const detail = config.org.halted
    ? 'the org is halted'
    : `the agent is ${config.agents.get(agentId)?.status ?? 'unknown'}`
  throw new ApiError('approval.stopped', { detail })
}

function grant(waiting: Waiting, made: Deciding, limits: GrantLimits | undefined): Settled {
  const { gate, pending, approval } = waiting
  const { id, digest } = pending.approval
  const decision = { ...decisionOf(made, 'grant'), ...(limits && { grant: limits }) }
  const decisions = [...approval.decisions, { ...decision, at: waiting.view.now }]
  const isGranted = isMet(pending.approval, decisions)
  return {
    draft: {
      type: 'approval.granted',
      approval: { id, digest, given: givenOf(approval) + 1, ...(limits && { grant: limits }) },
      decision: membersOf(made),
    },
    committed: [made.reason, made.assertion],
    changes: [
      { kind: 'approval.decide', seq: gate.seq, status: isGranted ? 'granted' : 'pending', decision },
      ...(isGranted ? movedEnd(waiting, decisions) : []),
    ],
  }
}

/** The time of a bounded grant begins when enough have granted it. */
function movedEnd({ view, gate }: Waiting, decisions: Parameters<typeof endOf>[0]): Change[] {
  const expiresAt = endOf(decisions, view.now, gate.expiresAt)
  return expiresAt === gate.expiresAt ? [] : [{ kind: 'gate.until', seq: gate.seq, expiresAt }]
}

function reject(waiting: Waiting, made: Deciding): Settled {
  const { gate, pending, approval } = waiting
  const { id, digest } = pending.approval
  return {
    draft: {
      type: 'approval.rejected',
      approval: { id, digest, given: givenOf(approval) },
      decision: membersOf(made),
    },
    committed: [made.reason, made.assertion],
    changes: [
      denied(waiting),
      {
        kind: 'approval.decide',
        seq: gate.seq,
        status: 'rejected',
        decision: decisionOf(made, 'reject'),
      },
    ],
  }
}

/** In their own role, and as of the groups of the one for whom they stand in. */
function decisionOf({ member, absent, via, reason, isHurried }: Deciding, decision: ApprovalVerb) {
  const { id, role, groups } = member
  const standing = absent === undefined ? { groups } : { groups: absent.groups, for: absent.id }
  const hurried = isHurried && decision === 'grant' ? { hurried: true as const } : {}
  return { member: id, decision, role, ...standing, via, hasReason: reason !== undefined, ...hurried }
}

function membersOf({ member: { id, role, groups }, absent, via, reason, assertion }: Deciding) {
  const standing = absent === undefined ? { groups } : { groups: absent.groups, for: absent.id }
  return {
    by: id,
    via,
    role,
    ...standing,
    ...(reason && { reason: reason.commitment }),
    ...(assertion && { assertion: assertion.commitment }),
  }
}
