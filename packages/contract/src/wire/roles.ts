// What the roles of members may do: each is a set of scopes, the same ones that keys hold.
import { MEMBER_ROLES, type MemberRole } from '@countersign/terms'
import { type Scope, scopes } from './scopes.ts'

const everyRead = scopes.filter((scope) => scope.endsWith(':read'))

/** An admin holds every scope by name and not `admin`, which making and removing owners needs. */
const byRole: Readonly<Record<MemberRole, readonly Scope[]>> = {
  owner: ['admin'],
  admin: scopes.filter((scope) => scope !== 'admin'),
  approver: [...everyRead, 'verify', 'approvals:decide'],
  auditor: [...everyRead, 'verify', 'receipts:export'],
  member: ['org:read', 'members:read', 'agents:read', 'tools:read', 'policies:read', 'log:read', 'verify'],
}

const sets = new Map<string, ReadonlySet<Scope>>(
  MEMBER_ROLES.map((role) => [role, new Set<Scope>(byRole[role])]),
)

/** The scopes of a role; empty for any other word. */
export function scopesOfRole(role: string): ReadonlySet<Scope> {
  return sets.get(role) ?? new Set()
}
