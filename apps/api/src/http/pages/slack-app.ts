// The forms of an app in Slack: its channel and its secrets, and who of the members is which Slack user.
import { EVENTS, type EventName, hasScope, type Output } from '@countersign/contract'
import { isApprover } from '@countersign/terms'
import type { Form } from './form.ts'
import { type Html, html, type Value } from './html.ts'
import type { OrgVisit } from './kit.ts'
import { field, tokenField } from './layout.ts'
import { everyMember } from './members.ts'
import type { Operate } from './operate.ts'

type Member = Awaited<ReturnType<typeof everyMember>>[number]
type Webhook = Output<'webhooks.get'>
type Users = NonNullable<Webhook['slack']>['users']

/** As many as the settings hold. */
const USERS_MAX = 200

/** Of its settings only who may decide takes part in what is decided there. */
export function maySetApp({ caller }: OrgVisit): boolean {
  return hasScope(caller.scopes, 'webhooks:write') && hasScope(caller.scopes, 'approvals:decide')
}

export async function deciders(visit: OrgVisit, operate: Operate): Promise<readonly Member[]> {
  const members = await everyMember(visit, operate)
  return members.filter(({ role }) => isApprover(role)).slice(0, USERS_MAX)
}

/** What the form says; who is not in it stays as they are. */
export function appOfForm(form: Form, members: readonly Member[], before: Users = []) {
  const asked = new Set(members.map(({ id }) => id))
  const named = members.flatMap(({ id }) => {
    const user = form.text(`user_${id}`)
    return user === '' ? [] : [{ slack_user: user, member_id: id }]
  })
  return {
    channel: form.text('channel'),
    users: [...before.filter(({ member_id }) => !asked.has(member_id)), ...named],
  }
}

export function secretsOfForm(form: Form) {
  return { bot_token: form.text('bot_token'), signing_secret: form.text('signing_secret') }
}

/** Everything that an approval comes to, so that its message is rewritten with it. */
export const APP_EVENTS: EventName[] = EVENTS.filter((event) => event.startsWith('approval.'))

export function newAppForm(visit: OrgVisit, members: readonly Member[], form: Form): Value {
  if (!maySetApp(visit)) return undefined
  return html`<h2>Post approvals to Slack</h2>
<details${form.text('channel') !== '' && html` open`}><summary>With an app of yours, which has buttons</summary>
<form method="post" action="/o/${visit.org.id}/webhooks/slack">${tokenField(visit.token)}
${field('slack_name', 'Name', { value: form.text('slack_name'), maxlength: 200 })}
${channelField(form.text('channel'))}
${secretFields()}
${userFields(members, (id) => form.text(`user_${id}`))}
<button>Make it</button></form></details>`
}

/** Two forms, so that who is who can be changed without ending the links. */
export function appForms(
  visit: OrgVisit,
  { id, slack }: Webhook,
  members: readonly Member[],
  url: string,
): Value {
  if (slack === undefined) return undefined
  const base = `/o/${visit.org.id}/webhooks/${id}/slack`
  function userOf(member: string): string {
    return slack?.users.find(({ member_id }) => member_id === member)?.slack_user ?? ''
  }
  return html`<h2>The app in Slack</h2>
<p>In the app, switch on interactivity with this request URL:</p>
<pre>${url}</pre>
${
  maySetApp(visit) &&
  html`<form method="post" action="${base}">${tokenField(visit.token)}
${channelField(slack.channel)}
${userFields(members, userOf)}
<button>Save</button></form>
<details><summary>Set its secrets anew</summary>
<form method="post" action="${base}/secrets">${tokenField(visit.token)}
<p>Every link with a Slack user ends, and each member confirms theirs again.</p>
${secretFields()}
<button class="danger">Set them</button></form></details>`
}`
}

function channelField(value: string): Html {
  return field('channel', 'Channel', { value, maxlength: 31, hint: 'Its id, such as C024BE91L.' })
}

function secretFields(): Html {
  return html`${field('bot_token', 'Bot token', { type: 'password', hint: 'Of the app, with the scope chat:write; it begins with xoxb-.' })}
${field('signing_secret', 'Signing secret', { type: 'password', hint: 'From the basic information of the app. Whoever knows it can press as everybody who is linked.' })}`
}

function userFields(members: readonly Member[], userOf: (id: string) => string): Html {
  return html`<fieldset><legend>Who is which Slack user</legend>
<p class="hint">The member id in their Slack profile, such as U061F7AUR. Each confirms it when they first press a button.</p>
${members.map(({ id, name }) => field(`user_${id}`, `${name} (…${id.slice(-6)})`, { isOptional: true, value: userOf(id), maxlength: 31 }))}
</fieldset>`
}
