// The approval that a gate waits for: what it is bound to, and who must grant it.
import type { Decision } from '@countersign/policy'
import {
  type ApprovalBinding,
  approvalBinding,
  bindingDigest,
  type RequestedApproval,
} from '@countersign/receipt'
import { newId } from '@countersign/terms'
import type { Context } from '../context.ts'

type Requirement = Pick<RequestedApproval, 'required' | 'group'>

/** Everything that is fixed when the gate opens; `expiresAt` in ms since the epoch. */
export function requestApproval(
  context: Pick<Context, 'clock' | 'random' | 'suite'>,
  subject: Parameters<typeof approvalBinding>[0],
  { obligations }: Pick<Decision, 'obligations'>,
  expiresAt: number,
): RequestedApproval {
  const binding: ApprovalBinding = approvalBinding(subject)
  const [first, ...also] = requirementsOf(obligations?.approvers ?? [])
  return {
    id: newId('apr', context.clock(), context.random(10)),
    digest: bindingDigest(context.suite, binding),
    ...(first ?? { required: 1 }),
    ...(also.length > 0 && { also }),
    expires_at: expiresAt,
  }
}

/** Each group once: whoever is enough for the larger demand on it is enough for the smaller. */
function requirementsOf(approvers: readonly { count: number; role?: string }[]): Requirement[] {
  const groups = new Map<string | undefined, number>()
  for (const { count, role } of approvers) groups.set(role, Math.max(count, groups.get(role) ?? 0))
  return [...groups].map(([group, required]) => ({ required, ...(group !== undefined && { group }) }))
}
