// The app in Slack of a webhook: who set its secrets, and to what its members are linked.
import { encodeHex } from '@countersign/json'
import type { Actor } from '@countersign/terms'
import type { OrgConfig } from '../../ports/nouns.ts'
import type { SlackSettings, Webhook, WebhookSettings } from '../../ports/webhooks.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../refusal.ts'

/** As it was when a press was believed or a link was made. */
export type SlackApp = { webhook: Webhook; settings: SlackSettings; setBy: readonly Actor[] }

type Secrets = Pick<SlackSettings, 'bot_token' | 'signing_secret' | 'set'>

/** Links are to an app under this id, so that a new one ends all of them. */
export function setAnew({ random }: Pick<Context, 'random'>, by: readonly Actor[]): SlackSettings['set'] {
  return { id: encodeHex(random(16)), by: [...by] }
}

/** After a change of the app. Who set it before still knows what was not replaced. */
export function setAfter(
  context: Pick<Context, 'random'>,
  before: Secrets,
  given: { url: boolean; bot_token?: string | undefined; signing_secret?: string | undefined },
  actor: Actor,
): SlackSettings['set'] {
  const { bot_token: token, signing_secret: secret } = given
  if (!given.url && token === undefined && secret === undefined) return before.set
  const isOther = token !== undefined && secret !== undefined
  const isNew = isOther && token !== before.bot_token && secret !== before.signing_secret
  // Who set the one that stays is not known of apps from before this was kept.
  if (before.set === undefined) return isOther ? setAnew(context, [actor]) : undefined
  const by = isNew ? [actor] : [...new Set([...before.set.by, actor])]
  if (by.length > SETTERS_MAX) {
    const message = `${SETTERS_MAX} members and keys have set parts of it: give \`bot_token\` and \`signing_secret\` anew, both with other values`
    throw new ApiError('request.invalid', { errors: [{ code: 'slack', pointer: '/slack', message }] })
  }
  return setAnew(context, by)
}

/** Each of them is looked at with every press. */
const SETTERS_MAX = 20

/** Undefined for whatever is not a webhook of an app in Slack that is in use. */
export async function appOf(
  { store }: Pick<Context, 'store'>,
  orgId: string,
  { webhooks }: OrgConfig,
  webhookId: string,
): Promise<SlackApp | undefined> {
  const webhook = webhooks.get(webhookId)
  if (webhook?.format !== 'slack' || webhook.status !== 'active') return undefined
  const { slack: settings } = await store.webhooks.open(orgId, webhook)
  return settings && { webhook, settings, setBy: settings.set?.by ?? [] }
}

/** With those who set another webhook of the same app, and so know its secret as well. */
export async function withOthers(
  { store }: Pick<Context, 'store'>,
  orgId: string,
  { webhooks }: OrgConfig,
  app: SlackApp,
): Promise<SlackApp> {
  const others = [...webhooks.values()].filter(({ format }) => format === 'slack')
  const opened = await Promise.all(others.map((one) => store.webhooks.open(orgId, one)))
  const setBy = opened.flatMap(({ slack }) =>
    slack?.signing_secret === app.settings.signing_secret ? (slack.set?.by ?? []) : [],
  )
  return { ...app, setBy: [...new Set([...app.setBy, ...setBy])] }
}

/** Refuses an app that was changed since it was read. */
export function requireSameApp({ webhooks }: OrgConfig, { webhook: { id, sealed } }: SlackApp): void {
  const now = webhooks.get(id)
  if (now?.status === 'active' && Buffer.compare(now.sealed, sealed) === 0) return
  throw new ApiError('approval.approver', { detail: 'the app in Slack has changed meanwhile: press again' })
}

/** Refuses to change a webhook that has no app in Slack as one that has. */
export function requireSlack({ slack }: WebhookSettings): SlackSettings {
  if (slack !== undefined) return slack
  const message = 'this webhook does not have the format `slack`'
  throw new ApiError('request.invalid', { errors: [{ code: 'slack', pointer: '/slack', message }] })
}
