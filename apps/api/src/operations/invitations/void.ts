// Ends invitations when their maker may no longer invite: nobody joins on the word of somebody who is gone.
import { hasScope, type Scope, scopesOfRole } from '@countersign/contract'
import type { Change } from '../../ports/ledger.ts'
import type { OrgConfig } from '../../ports/nouns.ts'

const NOTHING: ReadonlySet<Scope> = new Set()

/** What becomes of the invitations of an actor who holds these scopes from now on; without them, who holds none. */
export function voided({ invitations }: OrgConfig, actor: string, scopes = NOTHING): Change[] {
  return [...invitations.values()]
    .filter(({ invitedBy, role }) => invitedBy === actor && !mayInvite(scopes, role))
    .flatMap(({ id }) => [
      { kind: 'invitation.remove', id },
      // Nobody became the member; what the log holds of them goes all the same.
      { kind: 'member.remove', id },
    ])
}

function mayInvite(scopes: ReadonlySet<Scope>, role: string): boolean {
  return (
    hasScope(scopes, 'members:write') && [...scopesOfRole(role)].every((scope) => hasScope(scopes, scope))
  )
}
