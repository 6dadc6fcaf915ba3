// What a member of an org may be.

/** The roles of members, from the widest. */
export const MEMBER_ROLES = ['owner', 'admin', 'approver', 'auditor', 'member'] as const

/** The role of a member. */
export type MemberRole = (typeof MEMBER_ROLES)[number]

/** The roles whose members may decide approvals. */
export const APPROVER_ROLES = ['owner', 'admin', 'approver'] as const satisfies readonly MemberRole[]

const approvers: ReadonlySet<MemberRole> = new Set(APPROVER_ROLES)

/** Whether members with this role may decide approvals. */
export function isApprover(role: MemberRole): boolean {
  return approvers.has(role)
}

/** How a member decided an approval. */
export const APPROVAL_DECISIONS = ['grant', 'reject'] as const

/** A decision on an approval. */
export type ApprovalVerb = (typeof APPROVAL_DECISIONS)[number]

/** How the service knew who decided: signed in, with a passkey, named by a backend, or by a button in Slack. */
export const DECIDED_VIA = ['session', 'passkey', 'backend', 'slack'] as const

/** How the service knew who decided. */
export type DecidedVia = (typeof DECIDED_VIA)[number]
