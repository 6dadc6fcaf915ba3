// The approval that a gate waits for: what it is bound to, and who must grant it.
import { type Approvers, type Decision, USUAL_GRANT } from '@countersign/policy'
import {
  type ApprovalBinding,
  approvalBinding,
  bindingDigest,
  type GrantLimits,
  type RequestedApproval,
} from '@countersign/receipt'
import { newId } from '@countersign/terms'
import type { Context } from '../context.ts'

type Times = { now: number; expiresAt: number }
type Escalation = NonNullable<Approvers['escalation']>
type Requirement = Pick<RequestedApproval, 'required' | 'group' | 'escalation'>

/** Everything that is fixed when the gate opens; times in ms since the epoch. */
export function requestApproval(
  context: Pick<Context, 'clock' | 'random' | 'suite'>,
  subject: Parameters<typeof approvalBinding>[0],
  decision: Pick<Decision, 'obligations' | 'risk'>,
  { now, expiresAt }: Times,
): RequestedApproval {
  const binding: ApprovalBinding = approvalBinding(subject)
  const [first, ...also] = requirementsOf(decision.obligations?.approvers ?? [], { now, expiresAt })
  const grant = grantMaxOf(decision)
  return {
    id: newId('apr', context.clock(), context.random(10)),
    digest: bindingDigest(context.suite, binding),
    ...(first ?? { required: 1 }),
    ...(also.length > 0 && { also }),
    ...(grant && { grant }),
    expires_at: expiresAt,
  }
}

/** The most that may be granted; undefined for what is made once. What is risky is looked at each time. */
export function grantMaxOf({
  obligations,
  risk,
}: Pick<Decision, 'obligations' | 'risk'>): GrantLimits | undefined {
  const most = obligations?.grant ?? USUAL_GRANT
  const isRisky = risk.band === 'high' || risk.band === 'critical'
  return isRisky || most.uses === 1 ? undefined : most
}

/** Each group once: members who meet the larger demand meet the smaller one, if both escalate alike. */
function requirementsOf(approvers: readonly Approvers[], times: Times): Requirement[] {
  const kept = new Map<string, Requirement>()
  for (const { count, role: group, escalation } of approvers) {
    const later = escalation && escalationOf(escalation, times)
    const key = JSON.stringify([group, later])
    const required = Math.max(count, kept.get(key)?.required ?? 0)
    kept.set(key, { required, ...(group !== undefined && { group }), ...(later && { escalation: later }) })
  }
  return [...kept.values()]
}

/** One that would come after the end never does. */
function escalationOf(
  { seconds, count, role }: Escalation,
  { now, expiresAt }: Times,
): Requirement['escalation'] {
  const at = now + seconds * 1000
  return at < expiresAt ? { at, required: count, group: role } : undefined
}
