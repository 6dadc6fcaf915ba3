// Reads everything that a person should see before deciding an approval.
import type { Output } from '@countersign/contract'
import { canonicalize } from '@countersign/json'
import type { Facts } from '@countersign/policy'
import type { Approval } from '../../ports/gates.ts'
import type { Member, OrgConfig } from '../../ports/nouns.ts'
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../refusal.ts'
import { standingNeed } from '../standing.ts'
import { agentOf, givenOf, pendingOf, readableApproval } from './answer.ts'
import { absentFor, mayDecide, memberOf } from './deciders.ts'
import { detailsOf, storedOf, valueAt } from './get.ts'
import { comparison } from './previous.ts'
import { recordOf } from './record-of.ts'
import { effectFor, rulesFor } from './rules.ts'

type Review = Output<'approvals.review'>

export function reviewApproval(context: Context): Handler<'approvals.review'> {
  return async (call, { approval_id: id }) => {
    const { caller } = call
    if (caller.agentId !== undefined) {
      throw new ApiError('auth.scope', { detail: "an agent's key may not read how policies decide" })
    }
    const approval = await readableApproval(context, caller, id)
    const stored = await storedOf(context, caller.orgId, approval)
    const pending = pendingOf(approval)
    const need = { agentId: agentOf(pending), ...standingNeed(caller), fresh: true }
    const config = await context.store.config(caller.orgId, need)
    if (config === undefined) throw new ApiError('not_found')
    const member = memberOf(config, caller)
    const absent = await absentFor(context, caller)
    const details = await detailsOf(context, caller.orgId, approval, stored)
    const inputs = valueAt(stored.disclosures, 'policy.inputs')
    const facts = isFacts(inputs) ? withArguments(inputs, details.arguments) : undefined
    const { now } = await context.store.moment(caller.orgId, [])
    const before = await comparison(context, caller.orgId, approval, details.arguments)
    const may =
      member && mayDecide(approval, member, absent, config.agents.get(agentOf(pending)) ?? undefined, now)
    const answer = {
      ...details,
      ...(details.arguments && { canonical: await canonicalOf(context, caller.orgId, details.arguments) }),
      ...(facts?.declared && { declared: facts.declared as NonNullable<Review['declared']> }),
      agent: agentIn(config, agentOf(pending)),
      record: await recordOf(context, caller.orgId, agentOf(pending), now),
      rules: await rulesFor(context, config, pending, facts),
      effect: await context.pace.run(caller.orgId, () => effectFor(pending, facts)),
      ...before,
      will_sign: signing(approval, member, may && onlyFor(may, absent)),
      ...may,
      now,
    }
    return { ...answer, members: await namesIn(context, caller.orgId, answer) }
  }
}

function isFacts(inputs: unknown): inputs is Facts {
  return (
    typeof inputs === 'object' && inputs !== null && 'agent' in inputs && typeof inputs.agent === 'object'
  )
}

function withArguments(facts: Facts, args: Review['arguments']): Facts {
  return args === undefined ? facts : { ...facts, arguments: args }
}

/** Arguments may be as large as a body. */
function canonicalOf({ pace }: Context, orgId: string, args: object): Promise<string> {
  return pace.run(orgId, () => canonicalize(args))
}

function agentIn({ agents }: OrgConfig, id: string): Review['agent'] {
  const agent = agents.get(id)
  if (agent === undefined || agent === null) return { id }
  const { name, owner, status } = agent
  return { id, name, ...(owner !== null && { owner }), status }
}

/** What of the receipt is known before anybody decides. */
function signing(
  approval: Approval,
  member: Member | undefined,
  absent: Member | undefined,
): Review['will_sign'] {
  const { id, digest } = pendingOf(approval).approval
  const given = givenOf(approval)
  const decision = deciderOf(member, absent)
  const isSigned = member !== undefined && member.passkeys.length > 0 && isGrave(approval)
  return {
    grant: {
      type: 'approval.granted',
      approval: { id, digest, given: given + 1 },
      decision: isSigned ? { ...decision, via: 'passkey' } : decision,
    },
    reject: { type: 'approval.rejected', approval: { id, digest, given }, decision },
  }
}

function isGrave(approval: Approval): boolean {
  const { band } = pendingOf(approval).decision.risk
  return band === 'high' || band === 'critical'
}

/** For whom a member decides who may not decide for themselves: the first, unless they choose another. */
function onlyFor(may: ReturnType<typeof mayDecide>, absent: readonly Member[]): Member | undefined {
  const [first] = may.refusal === undefined ? [] : may.stands_in_for
  return absent.find(({ id }) => id === first)
}

function deciderOf(
  member: Member | undefined,
  absent: Member | undefined,
): Review['will_sign']['grant']['decision'] {
  if (member === undefined) return { via: 'backend' }
  const { id: by, role, groups } = member
  return absent === undefined
    ? { by, via: 'session', role, groups }
    : { by, for: absent.id, via: 'session', role, groups: absent.groups }
}

async function namesIn(
  { store }: Context,
  orgId: string,
  { decisions, previous, will_sign, stands_in_for: absent = [] }: Omit<Review, 'members'>,
): Promise<Review['members']> {
  const ids = new Set([
    ...decisions.flatMap(({ member, for: other }) => (other === undefined ? [member] : [member, other])),
    ...absent,
    ...(previous?.granted_by ?? []),
    ...(will_sign.grant.decision.by === undefined ? [] : [will_sign.grant.decision.by]),
  ])
  const members = await store.members.named(orgId, [...ids])
  return [...ids].flatMap((id) => {
    const member = members.get(id)
    return member === undefined ? [] : [{ id, name: member.name }]
  })
}
