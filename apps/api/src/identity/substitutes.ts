// Who decides for a member while they are away, as the member says themselves.
import type { MemberCaller } from '../operations/call.ts'
import type { Context } from '../operations/context.ts'
import { nameSubstitute } from '../operations/members/substitute.ts'

export type Substitutes = {
  /** For so many days from now; nobody with null. */
  name(
    who: { caller: MemberCaller; requestId: string },
    substitute: { member: string; days: number } | null,
  ): Promise<void>
}

export function createSubstitutes(context: Context): Substitutes {
  return { name: (who, substitute) => nameSubstitute(context, who, substitute) }
}
