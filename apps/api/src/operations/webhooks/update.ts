// Changes a webhook, or makes it a new secret; what is sealed must be the same under the lock as before it.
import type { Input } from '@countersign/contract'
import type { PayloadMembers } from '@countersign/receipt'
import type { Actor } from '@countersign/terms'
import { Fault } from '../../ports/faults.ts'
import type { Webhook, WebhookSettings } from '../../ports/webhooks.ts'
import type { Call, Handler } from '../call.ts'
import { type ChangeResult, change } from '../change.ts'
import { type Committed, committed } from '../commitment.ts'
import type { Context } from '../context.ts'
import { currentConfig } from '../current.ts'
import { ApiError } from '../refusal.ts'
import { requireSlack, setAfter, setAnew } from '../slack/app.ts'
import {
  changedWebhook,
  isUrlSecret,
  newSecret,
  requireAddress,
  requireDeciding,
  webhookIn,
} from './answer.ts'

export function updateWebhook(context: Context): Handler<'webhooks.update'> {
  return async (call, request) => {
    requireDeciding(call.caller, request.slack)
    if (request.url !== undefined) requireAddress(context, request.url)
    const url = request.url === undefined ? undefined : committed(context, 'webhook.url', request.url)
    const made = await changeSealed(context, call, request.webhook_id, {
      settings: (before) => changedSettings(context, before, request, call.caller.actor),
      webhook: (before) => ({ ...before, ...given(request) }),
      recorded: (before, after) => ({
        ...(request.events && { events: request.events }),
        ...(request.status && { status: request.status }),
        ...(url && { url: url.commitment }),
        ...(isSetAnew(before, after) && { secret: 'rotated' }),
      }),
      committed: (before) => (isUrlSecret(before) ? [] : [url]),
    })
    return changedWebhook(context, call, made)
  }
}

/** Whether an app in Slack is another one now, or may be: its links have ended. */
function isSetAnew(before: WebhookSettings, after: WebhookSettings): boolean {
  function marksOf({ url, slack }: WebhookSettings): string {
    return JSON.stringify(slack && [url, slack.bot_token, slack.signing_secret, slack.set?.id])
  }
  return marksOf(before) !== marksOf(after)
}

function changedSettings(
  context: Context,
  before: WebhookSettings,
  { url, slack }: Input<'webhooks.update'>,
  actor: Actor,
): WebhookSettings {
  if (before.slack === undefined && slack === undefined) return { ...before, url: url ?? before.url }
  const app = requireSlack(before)
  requireToken(before, url, slack)
  const given = Object.fromEntries(Object.entries(slack ?? {}).filter(([, value]) => value !== undefined))
  const set = setAfter(context, app, { ...slack, url: url !== undefined && url !== before.url }, actor)
  return { ...before, url: url ?? before.url, slack: { ...app, ...given, set } }
}

/** Changing where messages go must not reveal the token that is sent with them. */
function requireToken(
  before: WebhookSettings,
  url: string | undefined,
  slack: Input<'webhooks.update'>['slack'],
): void {
  if (url === undefined || url === before.url || slack?.bot_token !== undefined) return
  throw new ApiError('request.invalid', {
    errors: [
      { code: 'required', pointer: '/slack/bot_token', message: 'give the token again with another URL' },
    ],
  })
}

function given({ name, events, status }: Input<'webhooks.update'>) {
  return { ...(name && { name }), ...(events && { events }), ...(status && { status }) }
}

const OVERLAP_HOURS = 24
const HOUR_MS = 3_600_000

export function rotateWebhook(context: Context): Handler<'webhooks.rotate'> {
  return async (call, { webhook_id: id, overlap_hours: hours = OVERLAP_HOURS }) => {
    const secret = newSecret(context)
    const until = context.clock() + hours * HOUR_MS
    const made = await changeSealed(context, call, id, {
      settings({ secrets: [current], slack, ...rest }) {
        const overlapping = current === undefined || hours === 0 ? [] : [{ ...current, until }]
        const app = slack && { ...slack, set: slack.set && setAnew(context, slack.set.by) }
        return { ...rest, slack: app, secrets: [{ secret }, ...overlapping] }
      },
      webhook: (before) => before,
      recorded: () => ({ secret: 'rotated' }),
      committed: () => [],
    })
    return { ...(await changedWebhook(context, call, made)), ...(!made.repeated && { secret }) }
  }
}

type Sealing = {
  settings: (before: WebhookSettings) => WebhookSettings
  webhook: (before: Webhook) => Webhook
  /** What the receipt says about it besides its id. */
  recorded: (
    before: WebhookSettings,
    after: WebhookSettings,
  ) => Omit<Extract<PayloadMembers['webhook'], { status?: unknown }>, 'id'>
  /** What the receipt discloses of it. */
  committed: (before: Webhook) => (Committed | undefined)[]
}

async function changeSealed(
  context: Context,
  call: Call,
  id: string,
  { settings, webhook, recorded, committed: disclosed }: Sealing,
): Promise<ChangeResult> {
  const { orgId } = call.caller
  const { store } = context
  const read = webhookIn(await currentConfig(context, call), id)
  const opened = await store.webhooks.open(orgId, read)
  const after = settings(opened)
  const sealed = await store.webhooks.seal(orgId, id, after)
  return change(context, call, {
    environment: null,
    make({ config }) {
      const before = webhookIn(config, id)
      // Another change came between: the caller tries again.
      if (Buffer.compare(before.sealed, read.sealed) !== 0) throw new Fault('busy')
      return {
        draft: { type: 'webhook.changed', webhook: { id, ...recorded(opened, after) } },
        committed: disclosed(before),
        changes: [{ kind: 'webhook.change', webhook: { ...webhook(before), sealed } }],
      }
    },
  })
}
