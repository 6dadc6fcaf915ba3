// The approval that a gate waits for: what it is bound to, and who must grant it.
import { type Decision, USUAL_GRANT } from '@countersign/policy'
import {
  type ApprovalBinding,
  approvalBinding,
  bindingDigest,
  type GrantLimits,
  type RequestedApproval,
} from '@countersign/receipt'
import { newId } from '@countersign/terms'
import type { Context } from '../context.ts'

type Requirement = Pick<RequestedApproval, 'required' | 'group'>

/** Everything that is fixed when the gate opens; `expiresAt` in ms since the epoch. */
export function requestApproval(
  context: Pick<Context, 'clock' | 'random' | 'suite'>,
  subject: Parameters<typeof approvalBinding>[0],
  decision: Pick<Decision, 'obligations' | 'risk'>,
  expiresAt: number,
): RequestedApproval {
  const binding: ApprovalBinding = approvalBinding(subject)
  const [first, ...also] = requirementsOf(decision.obligations?.approvers ?? [])
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

/** Each group once: whoever is enough for the larger demand on it is enough for the smaller. */
function requirementsOf(approvers: readonly { count: number; role?: string }[]): Requirement[] {
  const groups = new Map<string | undefined, number>()
  for (const { count, role } of approvers) groups.set(role, Math.max(count, groups.get(role) ?? 0))
  return [...groups].map(([group, required]) => ({ required, ...(group !== undefined && { group }) }))
}
