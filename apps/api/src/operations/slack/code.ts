// The code that shows whose a Slack user is: whoever presses gets it, and opens it signed in.
import { timingSafeEqual } from 'node:crypto'
import type { Context } from '../context.ts'
import type { SlackApp } from './app.ts'

/** Which Slack user of which app, and the code that was made for them, as a path has them. */
export type SlackCode = { webhookId: string; user: string; code: string }

const LASTS_MS = 10 * 60_000
const CODE = /^([1-9]\d{12})\.([\w-]{43})$/

type Parts = Pick<Context, 'clock' | 'linkSecret' | 'publicUrl'>

/** Only the Slack user gets it, and it is worth something only to the member that the settings name for them. */
export function codeLink(parts: Parts, orgId: string, { webhook, settings }: SlackApp, user: string): string {
  const until = parts.clock() + LASTS_MS
  const about = { orgId, webhookId: webhook.id, user, until, set: settings.set?.id ?? '' }
  return `${parts.publicUrl()}/o/${orgId}/slack/${webhook.id}/${user}/${until}.${macOf(parts, about)}`
}

/** Whether the service made it lately, for the app as it is set now. */
export function isCode(
  parts: Parts,
  orgId: string,
  { webhookId, user, code }: SlackCode,
  app: SlackApp,
): boolean {
  const [, until = '', mac = ''] = CODE.exec(code) ?? []
  const { set } = app.settings
  if (mac === '' || set === undefined || Number(until) < parts.clock()) return false
  const expected = macOf(parts, { orgId, webhookId, user, until: Number(until), set: set.id })
  return expected.length === mac.length && timingSafeEqual(Buffer.from(expected), Buffer.from(mac))
}

type About = { orgId: string; webhookId: string; user: string; until: number; set: string }

function macOf({ linkSecret }: Pick<Parts, 'linkSecret'>, about: About): string {
  const { orgId, webhookId, user, until, set } = about
  return linkSecret(`slack ${orgId} ${webhookId} ${user} ${until} ${set}`)
}
