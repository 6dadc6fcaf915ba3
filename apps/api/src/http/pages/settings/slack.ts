// The page on which a member links the Slack user that is theirs, and where their settings end that.

import type { Addresses } from '../../../identity/addresses.ts'
import type { SlackLinks } from '../../../identity/slack-links.ts'
import type { SlackCode } from '../../../operations/slack/code.ts'
import { shown } from '../approvals/marks.ts'
import { html, type Value } from '../html.ts'
import type { Attempt, Kit, OrgVisit } from '../kit.ts'
import { errorBox, type Page, tokenField } from '../layout.ts'
import { everyMember } from '../members.ts'
import type { Operate } from '../operate.ts'
import { type AgainParts, againFor, PATH, type Show, settingsOf } from './place.ts'

type Parts = AgainParts & { addresses: Addresses; operate: Operate; slackLinks: SlackLinks }

const LINK_PATH = '/o/:org_id/slack/:webhook_id/:user/:code'

export function slackForms(kit: Kit, { addresses, operate, slackLinks, ...parts }: Parts, show: Show): void {
  async function offered(visit: OrgVisit, { error }: Attempt): Promise<Page> {
    const offer = await slackLinks.offer(visit, codeOf(visit))
    if (offer === undefined) return goneOf(visit)
    const { app, user } = offer
    const members = await everyMember(visit, operate)
    const setBy = app.setBy.map((actor) => members.find(({ id }) => id === actor)?.name ?? actor)
    return offerPage(visit, { user, name: app.webhook.name || app.webhook.id, setBy }, error)
  }
  kit.orgPage(LINK_PATH, offered)
  kit.orgForm(
    LINK_PATH,
    async (visit) => {
      const redirect = await againFor(parts, visit, visit.request.url)
      if (redirect !== undefined) return { redirect }
      const offer = await slackLinks.offer(visit, codeOf(visit))
      if (offer === undefined) return goneOf(visit)
      await slackLinks.link(visit, offer)
      addresses.notify(visit.who.account, 'slack_linked')
      return { redirect: settingsOf(visit, 'slack') }
    },
    offered,
  )
  kit.orgForm(
    `${PATH}/slack/end`,
    async (visit) => {
      await slackLinks.unlink(visit)
      return { redirect: settingsOf(visit, 'slack_off') }
    },
    show,
  )
}

function codeOf({ request }: OrgVisit): SlackCode {
  const { webhook_id: webhookId = '', user = '', code = '' } = request.params as Record<string, string>
  return { webhookId, user, code }
}

function goneOf({ org }: OrgVisit): Page {
  return {
    title: 'This link is not for you, or is too old',
    status: 404,
    narrow: true,
    body: html`<p>Press the button in Slack again for a new one, and open it signed in as the member of ${org.name} that you are there.</p>`,
  }
}

type Offered = { user: string; name: string; setBy: readonly string[] }

function offerPage(visit: OrgVisit, { user, name, setBy }: Offered, error: string | undefined): Page {
  return {
    title: 'Is this your Slack user?',
    at: 'settings',
    narrow: true,
    body: html`${errorBox(error)}
<dl><div><dt>Slack user</dt><dd><code>${user}</code></dd></div>
<div><dt>Through the webhook</dt><dd>${shown(name)}</dd></div>
<div><dt>Its secrets were set by</dt><dd>${setBy.join(', ')}</dd></div>
<div><dt>Would decide as</dt><dd>${visit.who.account.name}</dd></div></dl>
<p class="note" role="status">Link it only if you pressed a button in Slack just now. If somebody sent you this link, they would decide approvals in your name.</p>
<p>Buttons then decide what has a low or medium risk and needs one member. Whoever set the secrets of the app could press them as you; nothing that they may not decide themselves is decided there. The link ends when the secrets change, and you can end it in your settings.</p>
<form method="post">${tokenField(visit.token)}<button>Link it with me</button></form>`,
  }
}

/** Undefined for a member who has no link. */
export async function slackSection(visit: OrgVisit, slackLinks: SlackLinks): Promise<Value> {
  const link = await slackLinks.of(visit.caller)
  if (link === undefined) return undefined
  const { user, webhook, counts } = link
  return html`<h2>Slack</h2>
<p>The Slack user <code>${user}</code> is linked with you, through the webhook ${shown(webhook)}. ${counts ? 'It counts until the secrets of the app change.' : 'It counts no more, because the app was changed: press a button in Slack to link it again.'}</p>
<form method="post" action="${settingsOf(visit)}/slack/end">${tokenField(visit.token)}<button class="danger">End the link</button></form>`
}
