// How often an approval may be used and until when, by what the members who granted it gave.
import type { GrantLimits } from '@countersign/receipt'
import type { ApprovalState, MemberDecision } from '../../ports/gates.ts'
import { ApiError } from '../refusal.ts'

/** Whether a decision is a grant that counts. */
export function isStanding({ decision, lapsed }: Pick<MemberDecision, 'decision' | 'lapsed'>): boolean {
  return decision === 'grant' && lapsed !== true
}

type Granting = Pick<MemberDecision, 'decision' | 'grant'>

/** What each of those who granted it gave, also one that has lapsed; a grant without limits is for one use. */
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

/** What was fixed when the gate opened is the most that anyone can grant; what was used before a grant lapsed counts. */
export function requireGrantable(
  most: GrantLimits | undefined,
  asked: GrantLimits | undefined,
  { used, decisions }: Pick<ApprovalState, 'used' | 'decisions'>,
): void {
  const left = Math.min(usesMaxOf(decisions), asked?.uses ?? 1)
  if (used > 0 && used >= left) {
    const detail = `the call was made ${used} times already, and nothing is left of what was granted`
    throw new ApiError('approval.grant', { detail })
  }
  if (asked === undefined) return
  if (most === undefined) throw new ApiError('approval.grant', { detail: 'the approval is for one use' })
  if (asked.uses <= most.uses && asked.minutes <= most.minutes) return
  const detail = `the approval may be granted for up to ${most.uses} uses and ${most.minutes} minutes`
  throw new ApiError('approval.grant', { detail })
}
