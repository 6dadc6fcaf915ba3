// How often an approval may be used and until when, by what the members who granted it gave.
import type { GrantLimits } from '@countersign/receipt'
import type { ApprovalState, MemberDecision } from '../../ports/nouns.ts'
import { ApiError } from '../refusal.ts'

type Granting = Pick<MemberDecision, 'decision' | 'grant'>

/** What each of those who granted it gave; a grant without limits is for one use. */
function grantsOf(decisions: readonly Granting[]): (GrantLimits | undefined)[] {
  return decisions.filter(({ decision }) => decision === 'grant').map(({ grant }) => grant)
}

/** The fewest uses that a member gave. */
export function usesMaxOf(decisions: readonly Granting[]): number {
  const uses = grantsOf(decisions).map((grant) => grant?.uses ?? 1)
  return uses.length === 0 ? 1 : Math.min(...uses)
}

/** The end of what is granted at `now`: after the shortest time that a member gave; a single use keeps `expiresAt`. */
export function endOf(decisions: readonly Granting[], now: number, expiresAt: number): number {
  const ends = grantsOf(decisions).map((grant) =>
    grant === undefined ? expiresAt : now + grant.minutes * 60_000,
  )
  return ends.length === 0 ? expiresAt : Math.min(...ends)
}

/** The number of the next use, and whether it is the last one. */
export function nextUseOf({ used, decisions }: Pick<ApprovalState, 'used' | 'decisions'>): {
  use: number
  isLast: boolean
} {
  return { use: used + 1, isLast: used + 1 >= usesMaxOf(decisions) }
}

/** What was fixed when the gate opened is the most that anyone can grant. */
export function requireGrantable(most: GrantLimits | undefined, asked: GrantLimits | undefined): void {
  if (asked === undefined) return
  if (most === undefined) throw new ApiError('approval.grant', { detail: 'the approval is for one use' })
  if (asked.uses <= most.uses && asked.minutes <= most.minutes) return
  const detail = `the approval may be granted for up to ${most.uses} uses and ${most.minutes} minutes`
  throw new ApiError('approval.grant', { detail })
}
