// Who may decide an approval, and when enough have granted it.
import type { RequestedApproval } from '@countersign/receipt'
import { isApprover } from '@countersign/terms'
import type { Agent, Member, MemberDecision } from '../../ports/nouns.ts'

type Asked = Pick<RequestedApproval, 'required' | 'group' | 'also'>

/** Every demand of an approval: all of them must be met. */
function demandsOf({ required, group, also = [] }: Asked): readonly { required: number; group?: string }[] {
  return [{ required, ...(group !== undefined && { group }) }, ...also]
}

/** Whether enough members have granted it; whoever is of several groups counts once for each. */
export function isMet(
  asked: Asked,
  decisions: readonly Pick<MemberDecision, 'decision' | 'groups'>[],
): boolean {
  const grants = decisions.filter(({ decision }) => decision === 'grant')
  return demandsOf(asked).every(({ required, group }) => {
    const counting = grants.filter(({ groups }) => group === undefined || groups.includes(group))
    return counting.length >= required
  })
}

/** Why a member may not decide it; undefined where they may. */
export function refusalOf(asked: Asked, member: Member, agent: Agent | undefined): string | undefined {
  if (!isApprover(member.role)) return `the role \`${member.role}\` decides no approvals`
  if (agent !== undefined && owns(member, agent)) return 'the member owns the agent'
  const groups = demandsOf(asked).map(({ group }) => group)
  if (groups.some((group) => group === undefined || member.groups.includes(group))) return undefined
  return `the approval is for members of ${groups.map((group) => `\`${group}\``).join(' or ')}`
}

/** An agent's owner is text: the id of a member, or their e-mail address. */
function owns({ id, email }: Member, { owner }: Agent): boolean {
  return owner !== null && (owner === id || owner.toLowerCase() === email?.toLowerCase())
}
