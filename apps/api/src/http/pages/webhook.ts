// One webhook: its latest attempts, a test, sending an event again, another secret, stopping and removing it.
import { hasScope, type Output } from '@countersign/contract'
import type { Form } from './form.ts'
import { type Html, html, type Value } from './html.ts'
import type { Answer, Attempt, Kit, OrgVisit } from './kit.ts'
import { confirming, errorBox, noteBox, type Page, tokenField } from './layout.ts'
import { dayOf, doneOf } from './members.ts'
import type { Operate } from './operate.ts'
import { appForms, appOfForm, deciders, secretsOfForm } from './slack-app.ts'

type Webhook = Output<'webhooks.get'>
type Tried = Output<'webhooks.attempts'>['data'][number]
type SecretPage = (visit: OrgVisit, made: Output<'webhooks.rotate'>) => Page

const PATH = '/o/:org_id/webhooks/:webhook_id'
const DONE = {
  delivered: 'The test arrived.',
  failed: 'The test did not arrive: see below why.',
  replayed: 'The event is sent again.',
  active: 'Deliveries go on.',
  saved: 'It is saved.',
  secrets: 'The secrets are set. Each member confirms their Slack user again.',
  disabled: 'Nothing is delivered until you turn it on again.',
}

type Parts = { secretPage: SecretPage; publicUrl: () => string }

export function webhookPage(kit: Kit, operate: Operate, { secretPage, publicUrl }: Parts): void {
  async function show(visit: OrgVisit, { error }: Attempt): Promise<Page> {
    const id = idOf(visit)
    const webhook = await operate(visit, 'webhooks.get', { webhook_id: id })
    const { data } = await operate(visit, 'webhooks.attempts', { webhook_id: id, limit: 50 })
    const members = webhook.slack === undefined ? [] : await deciders(visit, operate)
    const pressed = `${publicUrl()}/slack/${visit.org.id}/${id}`
    return onePage(visit, webhook, data, { error, app: appForms(visit, webhook, members, pressed) })
  }
  function form(verb: string, submit: (visit: OrgVisit, id: string, form: Form) => Promise<Answer>): void {
    kit.orgForm(`${PATH}/${verb}`, (visit, given) => submit(visit, idOf(visit), given), show)
  }
  kit.orgPage(PATH, show)
  form('test', async (visit, id) => {
    const { delivered } = await operate(visit, 'webhooks.test', { webhook_id: id })
    return { redirect: pathOf(visit, id, delivered ? 'delivered' : 'failed') }
  })
  form('replay', async (visit, id, given) => {
    await operate(visit, 'webhooks.replay', { webhook_id: id, receipt_id: given.text('receipt_id') })
    return { redirect: pathOf(visit, id, 'replayed') }
  })
  form('rotate', async (visit, id) =>
    secretPage(visit, await operate(visit, 'webhooks.rotate', { webhook_id: id })),
  )
  form('status', async (visit, id, given) => {
    const status = given.text('status') === 'active' ? 'active' : 'disabled'
    await operate(visit, 'webhooks.update', { webhook_id: id, status })
    return { redirect: pathOf(visit, id, status) }
  })
  form('slack', async (visit, id, given) => {
    const { slack } = await operate(visit, 'webhooks.get', { webhook_id: id })
    const app = appOfForm(given, await deciders(visit, operate), slack?.users)
    await operate(visit, 'webhooks.update', { webhook_id: id, slack: app })
    return { redirect: pathOf(visit, id, 'saved') }
  })
  form('slack/secrets', async (visit, id, given) => {
    await operate(visit, 'webhooks.update', { webhook_id: id, slack: secretsOfForm(given) })
    return { redirect: pathOf(visit, id, 'secrets') }
  })
  form('remove', async (visit, id) => {
    await operate(visit, 'webhooks.remove', { webhook_id: id })
    return { redirect: `/o/${visit.org.id}/webhooks?done=removed` }
  })
}

/** The id, where it has no name. */
export function nameOf({ name, id }: Pick<Webhook, 'name' | 'id'>): string {
  return name || id
}

function idOf({ request }: OrgVisit): string {
  const { webhook_id: id = '' } = request.params as { webhook_id?: string }
  return id
}

function pathOf({ org }: OrgVisit, id: string, done: keyof typeof DONE): string {
  return `/o/${org.id}/webhooks/${id}?done=${done}`
}

function onePage(
  visit: OrgVisit,
  webhook: Webhook,
  tried: readonly Tried[],
  { error, app }: { error: string | undefined; app: Value },
): Page {
  const { id, url, format, events, status, failing_since: since, slack } = webhook
  const isWriter = hasScope(visit.caller.scopes, 'webhooks:write')
  return {
    title: nameOf(webhook),
    at: 'webhooks',
    body: html`${errorBox(error)}${noteBox(doneOf(visit, DONE))}
<dl><div><dt>Sends to</dt><dd>${url}</dd></div><div><dt>As</dt><dd>${format}</dd></div>
<div><dt>Events</dt><dd>${events.join(', ')}</dd></div><div><dt>State</dt><dd>${status}${since !== undefined && html`, failing since ${dayOf(since)}`}</dd></div>
${slack && html`<div><dt>Secrets set by</dt><dd>${slack.set_by === undefined ? 'nobody who is known: set the token and the signing secret again' : html`<code>${slack.set_by.join(', ')}</code>`}</dd></div>`}
<div><dt>Id</dt><dd><code>${id}</code></dd></div></dl>
${isWriter && buttons(visit, webhook)}
${app}
<h2>Attempts</h2>
${tried.length === 0 ? html`<p>None yet.</p>` : attemptTable(visit, id, tried, isWriter)}`,
  }
}

function buttons({ org, token }: OrgVisit, webhook: Webhook): Html {
  const { id, status, format } = webhook
  const name = nameOf(webhook)
  const base = `/o/${org.id}/webhooks/${id}`
  const other = status === 'active' ? 'disabled' : 'active'
  return html`<div class="row">
<form method="post" action="${base}/test">${tokenField(token)}<button class="plain">Send a test</button></form>
<form method="post" action="${base}/status">${tokenField(token)}<button class="plain" name="status" value="${other}">${other === 'active' ? 'Turn it on' : 'Turn it off'}</button></form></div>
${format === 'standard' && confirming('Change the secret', `of ${name}`, 'Deliveries carry signatures of both secrets for a day; after that the old one counts no more.', `${base}/rotate`, token)}
${confirming('Remove', name, 'What waits for it is dropped, and its attempts go with it.', `${base}/remove`, token)}`
}

function attemptTable(visit: OrgVisit, id: string, tried: readonly Tried[], isWriter: boolean): Html {
  return html`<div class="wide"><table class="stacked">
<thead><tr><th scope="col">When</th><th scope="col">Event</th><th scope="col">Outcome</th>${isWriter && html`<th scope="col">Again</th>`}</tr></thead>
<tbody>${tried.map(
    (
      one,
    ) => html`<tr><td>${dayOf(one.at)}</td><td>${one.event}<br><span class="quiet">${one.event_id}</span></td>
<td>${outcome(one)}</td>${isWriter && html`<td>${again(visit, id, one)}</td>`}</tr>`,
  )}</tbody></table></div>`
}

function outcome({
  status,
  attempt,
  response_status: code,
  error,
  duration_ms: ms,
  next_at: next,
}: Tried): Html {
  const answer = code === undefined ? (error ?? '') : `answered ${code}`
  return html`<span class="${status === 'succeeded' ? 'good' : 'bad'}">${status}</span> ${answer}, attempt ${attempt}, ${ms} ms${next !== undefined && html`<br><span class="quiet">again at ${dayOf(next)}</span>`}`
}

/** A test has no receipt, so it cannot be sent again. */
function again({ org, token }: OrgVisit, id: string, { receipt_id: receipt, event }: Tried): Value {
  return (
    receipt !== undefined &&
    html`<form method="post" action="/o/${org.id}/webhooks/${id}/replay">${tokenField(token)}<input type="hidden" name="receipt_id" value="${receipt}"><button class="plain">Send again<span class="hidden"> ${event}</span></button></form>`
  )
}
