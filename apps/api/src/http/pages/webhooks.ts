// The webhooks of an org: which there are, and a new one with its secret, shown once.
import { EVENTS, type EventName, hasScope, type Output } from '@countersign/contract'
import { shown } from './approvals/marks.ts'
import { chosenOf, type Form } from './form.ts'
import { type Html, html } from './html.ts'
import type { Attempt, Kit, OrgVisit } from './kit.ts'
import { errorBox, field, noteBox, type Page, tokenField } from './layout.ts'
import { dayOf, doneOf } from './members.ts'
import type { Operate } from './operate.ts'
import { APP_EVENTS, appOfForm, deciders, maySetApp, newAppForm, secretsOfForm } from './slack-app.ts'
import { nameOf, webhookPage } from './webhook.ts'

type Webhook = Output<'webhooks.list'>['data'][number]

const PATH = '/o/:org_id/webhooks'
const DONE = { removed: 'The webhook is removed.' }
const FORMATS = { standard: 'Standard Webhooks, signed', teams: 'a card for Teams' } as const

const SLACK_URL = 'https://slack.com/api'

export function webhookPages(kit: Kit, operate: Operate, publicUrl: () => string): void {
  async function show(visit: OrgVisit, attempt: Attempt): Promise<Page> {
    const { data } = await operate(visit, 'webhooks.list', {})
    const members = maySetApp(visit) ? await deciders(visit, operate) : []
    return webhooksPage(visit, data, members, attempt)
  }
  kit.orgPage(PATH, show)
  kit.orgForm(
    PATH,
    async (visit, form) => {
      const made = await operate(visit, 'webhooks.create', {
        url: form.text('url'),
        name: form.text('name'),
        events: chosenOf(form, 'events', 'event') as EventName[],
        format: form.text('format') === 'teams' ? 'teams' : 'standard',
      })
      return secretPage(visit, made)
    },
    show,
  )
  kit.orgForm(
    `${PATH}/slack`,
    async (visit, form) => {
      const slack = { ...appOfForm(form, await deciders(visit, operate)), ...secretsOfForm(form) }
      const { id } = await operate(visit, 'webhooks.create', {
        url: SLACK_URL,
        name: form.text('slack_name'),
        events: APP_EVENTS,
        format: 'slack',
        slack,
      })
      return { redirect: `/o/${visit.org.id}/webhooks/${id}` }
    },
    show,
  )
  webhookPage(kit, operate, { secretPage, publicUrl })
}

function webhooksPage(
  visit: OrgVisit,
  webhooks: readonly Webhook[],
  members: Awaited<ReturnType<typeof deciders>>,
  { form, error }: Attempt,
): Page {
  return {
    title: 'Webhooks',
    at: 'webhooks',
    body: html`${errorBox(error)}${noteBox(doneOf(visit, DONE))}
${webhooks.length === 0 ? html`<p>There is no webhook yet. A webhook tells another program, or a channel in Teams or Slack, as soon as an approval is asked for or an agent is stopped.</p>` : webhookTable(visit, webhooks)}
${hasScope(visit.caller.scopes, 'webhooks:write') && createForm(visit, form)}
${newAppForm(visit, members, form)}`,
  }
}

function webhookTable({ org }: OrgVisit, webhooks: readonly Webhook[]): Html {
  return html`<div class="wide"><table class="stacked">
<thead><tr><th scope="col">Name</th><th scope="col">Events</th><th scope="col">State</th></tr></thead>
<tbody>${webhooks.map(
    ({ id, name, url, events, status, failing_since: since }) =>
      html`<tr><td><a href="/o/${org.id}/webhooks/${id}">${shown(nameOf({ id, name }))}</a><br><span class="quiet">${url}</span></td>
<td data-label="Events">${events.join(', ')}</td><td data-label="State">${status}${since !== undefined && html`<br><span class="bad">failing since ${dayOf(since)}</span>`}</td></tr>`,
  )}</tbody></table></div>`
}

function createForm({ org, token }: OrgVisit, form: Form): Html {
  const chosen = new Set(form.all('events'))
  return html`<h2>Make a webhook</h2>
<form method="post" action="/o/${org.id}/webhooks">${tokenField(token)}
${field('name', 'Name', { value: form.text('name'), maxlength: 200 })}
${field('url', 'URL', { value: form.text('url'), maxlength: 2000, hint: 'With https, and not inside a private network unless the setting COUNTERSIGN_WEBHOOK_ALLOW of the server names it.' })}
<label for="format">What it gets</label><select id="format" name="format">${Object.entries(FORMATS).map(
    ([format, words]) =>
      html`<option value="${format}"${format === form.text('format') && html` selected`}>${words}</option>`,
  )}</select>
<fieldset class="choices"><legend>Of which events</legend>
${EVENTS.map((event) => html`<label class="choice"><input type="checkbox" name="events" value="${event}"${chosen.has(event) && html` checked`}> ${event}</label>`)}
</fieldset>
<button>Make the webhook</button></form>`
}

type WithSecret = Output<'webhooks.create'>

/** Also after the secret was changed. */
function secretPage({ org }: OrgVisit, { id, name, secret, format }: WithSecret): Page {
  return {
    title: nameOf({ id, name }),
    at: 'webhooks',
    body: html`${
      format === 'standard' && secret !== undefined
        ? html`<p>Deliveries are signed with this secret. It is shown this once: keep it where the receiver keeps its own.</p>
<pre id="secret">${secret}</pre>`
        : html`<p>Cards are on their way with the first event.</p>`
    }
<p><a href="/o/${org.id}/webhooks/${id}">To the webhook</a></p>`,
  }
}
