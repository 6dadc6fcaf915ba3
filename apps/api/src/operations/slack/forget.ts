// What the settings of apps in Slack hold of a member goes with them: their id in Slack names a person.
import { Fault } from '../../ports/faults.ts'
import type { Change } from '../../ports/ledger.ts'
import type { OrgConfig } from '../../ports/nouns.ts'
import type { Webhook } from '../../ports/webhooks.ts'
import type { Context } from '../context.ts'

/** Sealed before the lock; under it the settings must still be those. */
export async function forgetInSlack(
  context: Context,
  orgId: string,
  memberId: string,
): Promise<(config: OrgConfig) => Change[]> {
  const config = await context.store.config(orgId, { fresh: true })
  const without = new Map<string, { before: Uint8Array; after: Uint8Array | undefined }>()
  for (const webhook of slackWebhooks(config)) {
    const after = await sealedWithout(context, orgId, webhook, memberId)
    without.set(webhook.id, { before: webhook.sealed, after })
  }
  return (now) =>
    slackWebhooks(now).flatMap((webhook) => {
      const found = without.get(webhook.id)
      if (found === undefined || Buffer.compare(found.before, webhook.sealed) !== 0) throw new Fault('busy')
      const { after: sealed } = found
      return sealed === undefined ? [] : [{ kind: 'webhook.change', webhook: { ...webhook, sealed } }]
    })
}

function slackWebhooks(config: OrgConfig | undefined): Webhook[] {
  return [...(config?.webhooks.values() ?? [])].filter(({ format }) => format === 'slack')
}

/** Undefined where they do not name the member. */
async function sealedWithout(
  { store }: Context,
  orgId: string,
  webhook: Webhook,
  memberId: string,
): Promise<Uint8Array | undefined> {
  const { slack, ...settings } = await store.webhooks.open(orgId, webhook)
  const users = slack?.users.filter(({ member_id }) => member_id !== memberId) ?? []
  if (slack === undefined || users.length === slack.users.length) return undefined
  return store.webhooks.seal(orgId, webhook.id, { ...settings, slack: { ...slack, users } })
}
