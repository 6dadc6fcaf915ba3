// Who may decide an approval, and when enough have granted it.
import { type Demand, isQuorum } from '@countersign/policy'
import type { PayloadOf, RequestedApproval } from '@countersign/receipt'
import { isApprover } from '@countersign/terms'
import type { MemberDecision } from '../../ports/gates.ts'
import type { Agent, Member } from '../../ports/nouns.ts'
import { isStanding } from './grants.ts'

type RequiredApproval = Pick<RequestedApproval, 'required' | 'group' | 'escalation' | 'also'>

/** Every demand of an approval: all of them must be met. */
function demandsOf({ also = [], ...first }: RequiredApproval): readonly Demand[] {
  return [first, ...also]
}

/** Whether one member is enough, whatever escalates. */
export function isForOne(asked: RequiredApproval): boolean {
  const { required, escalation, also = [] } = asked
  return required === 1 && (escalation?.required ?? 1) === 1 && also.length === 0
}

/** Whether enough members have granted it who still may. */
export function isMet(
  asked: RequiredApproval,
  decisions: readonly Pick<MemberDecision, 'decision' | 'groups' | 'at' | 'lapsed'>[],
): boolean {
  return isQuorum(demandsOf(asked), decisions.filter(isStanding))
}

/** Whether one of them decided it, or was stood in for; whose grant has lapsed may grant again. */
export function hasDecided(
  decisions: readonly Pick<MemberDecision, 'member' | 'for' | 'lapsed'>[],
  people: ReadonlySet<string | undefined>,
): boolean {
  return decisions.some(
    (made) => made.lapsed !== true && (people.has(made.member) || people.has(made.for ?? '')),
  )
}

/** Why a member may not decide it at this time, perhaps for one who is absent; undefined where they may. */
export function refusalOf(
  { approval: asked, actor }: Pick<PayloadOf<'gate.pending'>, 'approval' | 'actor'>,
  member: Member,
  agent: Agent | undefined,
  now: number,
  absent?: Member,
): string | undefined {
  for (const { role } of [member, ...(absent ? [absent] : [])])
    if (!isApprover(role)) return `the role \`${role}\` decides no approvals`
  if (member.id === actor) return 'the member asked for it'
  if (absent?.id === actor) return 'the member stands in for who asked for it'
  if (agent !== undefined && owns(member, agent)) return 'the member owns the agent'
  if (absent !== undefined && !standsIn(member, absent, now))
    return 'the member is not their substitute at this time'
  if (absent !== undefined && agent !== undefined && owns(absent, agent))
    return 'the member stands in for the owner of the agent'
  const groups = groupsAt(asked, now)
  const own = (absent ?? member).groups
  if (groups.some((group) => group === undefined || own.includes(group))) return undefined
  return `the approval is for members of ${groups.map((group) => `\`${group}\``).join(' or ')}`
}

function standsIn({ id }: Member, { substitute }: Member, now: number): boolean {
  return substitute !== null && substitute.id === id && substitute.from <= now && now < substitute.until
}

/** The groups whose members may decide, and those to which it has escalated; undefined for everybody. */
function groupsAt(asked: RequiredApproval, now: number): (string | undefined)[] {
  const groups = demandsOf(asked).flatMap(({ group, escalation }) => [
    group,
    ...(escalation !== undefined && escalation.at <= now ? [escalation.group] : []),
  ])
  return [...new Set(groups)]
}

/** An agent's owner is text: the id of a member, or their e-mail address. */
function owns({ id, email }: Member, { owner }: Agent): boolean {
  return owner !== null && (owner.trim() === id || owner.trim().toLowerCase() === email?.toLowerCase())
}
