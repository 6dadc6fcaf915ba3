// A member links the Slack user that is theirs, or ends that: what nobody else can do for them.
import { isApprover } from '@countersign/terms'
import type { Entry } from '../../ports/ledger.ts'
import type { Member } from '../../ports/nouns.ts'
import type { Call, MemberCaller } from '../call.ts'
import { change } from '../change.ts'
import type { Context } from '../context.ts'
import { currentConfig } from '../current.ts'
import { ApiError } from '../refusal.ts'
import { appOf, requireSameApp, type SlackApp, withOthers } from '../slack/app.ts'
import { isCode, type SlackCode } from '../slack/code.ts'
import { memberIn } from './answer.ts'

type Acting = { caller: MemberCaller; requestId: string }

/** What a member reads before they link themselves. */
export type Offer = { app: SlackApp; user: string }

/** Undefined for a code that is too old, was made by nobody here, or is for another member. */
export async function offerOf(
  context: Context,
  { caller, requestId }: Acting,
  code: SlackCode,
): Promise<Offer | undefined> {
  const { orgId, memberId } = caller
  const config = await currentConfig(context, { operation: 'members.update', caller, requestId })
  const app = await appOf(context, orgId, config, code.webhookId)
  if (app === undefined || !isCode(context, orgId, code, app)) return undefined
  const isNamed = app.settings.users.some(
    ({ slack_user, member_id }) => slack_user === code.user && member_id === memberId,
  )
  return isNamed ? { app: await withOthers(context, orgId, config, app), user: code.user } : undefined
}

export async function linkSlack(context: Context, acting: Acting, { app, user }: Offer): Promise<void> {
  const { set } = app.settings
  if (set === undefined) throw new Error('an app in Slack whose secrets nobody has set')
  if (!isApprover(acting.caller.role))
    throw new ApiError('approval.approver', {
      detail: `the role \`${acting.caller.role}\` decides no approvals`,
    })
  await record(context, acting, 'linked', { webhook: app.webhook.id, user, set: set.id }, app)
}

/** Nothing is recorded where there is nothing to end. */
export async function unlinkSlack(context: Context, acting: Acting): Promise<void> {
  const linked = await linkOf(context, acting.caller)
  if (linked !== null) await record(context, acting, 'unlinked', linked)
}

async function linkOf({ store }: Context, { orgId, memberId }: MemberCaller): Promise<Member['slack']> {
  const config = await store.config(orgId, { fresh: true, memberId })
  return config?.members.get(memberId)?.slack ?? null
}

/** As the member reads it: through which webhook, and whether the app is still the one that they linked to. */
export type ShownLink = { user: string; webhook: string; counts: boolean }

export async function shownLink(context: Context, caller: MemberCaller): Promise<ShownLink | undefined> {
  const link = await linkOf(context, caller)
  const config = await context.store.config(caller.orgId, { fresh: true })
  if (link === null || config === undefined) return undefined
  const app = await appOf(context, caller.orgId, config, link.webhook)
  const isNamed = app?.settings.users.some(
    ({ slack_user, member_id }) => slack_user === link.user && member_id === caller.memberId,
  )
  return {
    user: link.user,
    webhook: config.webhooks.get(link.webhook)?.name || link.webhook,
    counts: isNamed === true && app?.settings.set?.id === link.set,
  }
}

const RECEIPT = { linked: 'member.slack_linked', unlinked: 'member.slack_unlinked' } as const

async function record(
  context: Context,
  { caller, requestId }: Acting,
  what: keyof typeof RECEIPT,
  slack: NonNullable<Member['slack']>,
  app?: SlackApp,
): Promise<void> {
  const { memberId: id } = caller
  const call: Call = { operation: 'members.update', caller, requestId }
  await change(context, call, {
    environment: null,
    members: [id],
    make({ config }) {
      if (app !== undefined) requireSameApp(config, app)
      const { role, groups, substitute } = memberIn(config, id)
      return {
        draft: { type: RECEIPT[what], member: { id }, webhook: { id: slack.webhook } },
        changes: [
          { kind: 'member.change', id, role, groups, substitute, slack: what === 'linked' ? slack : null },
        ],
      }
    },
  })
}

/** The receipt of a link that ends with something else. */
export function unlinked(
  { id, slack }: Pick<Member, 'id' | 'slack'>,
  actor: Acting['caller']['actor'],
): Entry[] {
  if (slack === null) return []
  return [
    {
      draft: { type: 'member.slack_unlinked', actor, member: { id }, webhook: { id: slack.webhook } },
      disclosures: [],
      changes: [],
    },
  ]
}
