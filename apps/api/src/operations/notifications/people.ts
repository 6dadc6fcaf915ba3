// Who is mailed about an approval: those who may decide it now, for themselves or for one who is away.
import type { PayloadOf } from '@countersign/receipt'
import type { Member, OrgConfig } from '../../ports/nouns.ts'
import { agentOf } from '../approvals/answer.ts'
import { hasDecided, refusalOf } from '../approvals/quorum.ts'
import type { Context } from '../context.ts'
import type { ReceiptEvent } from './event.ts'

/** Of all who may decide one approval; an agent must not make the service write to a thousand people. */
const MAILS_MAX = 50
const MEMBERS_MAX = 1000

/** Begins the channel of those whom an escalation lets decide, before its time. */
export const ESCALATION = 'esc_'

/** Those who have an address of their own; with `since`, only those who could not decide it before that time. */
export async function deciders(
  context: Context,
  orgId: string,
  { name, pending, approval }: ReceiptEvent,
  config: OrgConfig,
  since?: number,
): Promise<string[]> {
  const { store, mailer, clock } = context
  const isAsked = name === 'approval.requested' || name === 'approval.lapsed'
  if (mailer === undefined || !isAsked || pending === undefined) return []
  const agent = config.agents.get(agentOf(pending)) ?? undefined
  const { rows } = await store.members.list(orgId, { limit: MEMBERS_MAX })
  function at(now: number): Set<string> {
    function may(member: Member, absent?: Member): boolean {
      // Members who have decided it, or whose substitute has, are not asked.
      if (hasDecided(decisions, new Set([member.id, absent?.id]))) return false
      return refusalOf(asked, member, agent, now, absent) === undefined
    }
    return new Set(
      rows.flatMap((member) => {
        const substitute = rows.find(({ id }) => id === member.substitute?.id)
        return [
          ...(may(member) ? [member.id] : []),
          ...(substitute !== undefined && may(substitute, member) ? [substitute.id] : []),
        ]
      }),
    )
  }
  const [asked, decisions] = [pending, approval?.decisions ?? []]
  const before = since === undefined ? new Set() : at(since - 1)
  const now = at(clock())
  const recipients = rows.filter(({ id }) => now.has(id) && !before.has(id))
  return [...(await addressesOf(context, recipients)).keys()].slice(0, MAILS_MAX)
}

/** An address that nobody has shown to be theirs may be anybody's: what an org does is not mailed to it. */
export async function addressesOf(
  { provenAddresses }: Pick<Context, 'provenAddresses'>,
  members: readonly Member[],
): Promise<ReadonlyMap<string, string>> {
  const proven = await provenAddresses(members.flatMap(({ accountId }) => accountId ?? []))
  return new Map(
    members.flatMap(({ id, email, accountId }) =>
      email !== null && accountId !== null && proven.get(accountId) === email.toLowerCase()
        ? [[id, email]]
        : [],
    ),
  )
}

type Later = { channel: string; at: number }

/** When others may decide as well, each time once. */
export function escalationsOf(
  { mailer, clock }: Pick<Context, 'mailer' | 'clock'>,
  { name, pending }: Pick<ReceiptEvent, 'name'> & { pending?: PayloadOf<'gate.pending'> },
): Later[] {
  if (mailer === undefined || name !== 'approval.requested' || pending === undefined) return []
  const { also = [], ...first } = pending.approval
  const times = new Set([first, ...also].flatMap(({ escalation }) => escalation?.at ?? []))
  // Members who may already decide were notified with the first.
  return [...times].filter((at) => at > clock()).map((at) => ({ channel: `${ESCALATION}${at}`, at }))
}
