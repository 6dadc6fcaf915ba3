// The members of an org: who they are, what they may do, and whom one invites.
import type { Output } from '@countersign/contract'
import { hasScope, scopesOfRole } from '@countersign/contract'
import { MEMBER_ROLES, type MemberRole } from '@countersign/terms'
import { ApiError } from '../../operations/refusal.ts'
import { shown } from './approvals/marks.ts'
import type { Form } from './form.ts'
import { type Html, html, type Value } from './html.ts'
import type { Attempt, Kit, OrgVisit } from './kit.ts'
import { confirming, errorBox, field, noteBox, type Page, tokenField } from './layout.ts'
import type { Operate } from './operate.ts'

type Member = Output<'members.list'>['data'][number]
type Invitation = Output<'invitations.list'>['data'][number]
type Invited = Output<'invitations.create'>

export function memberPages(kit: Kit, operate: Operate): void {
  async function show(visit: OrgVisit, attempt: Attempt): Promise<Page> {
    const members = await everyMember(visit, operate)
    const { data: invitations } = await operate(visit, 'invitations.list', {})
    return membersPage(visit, { members, invitations }, attempt)
  }
  function showMember(visit: OrgVisit, attempt: Attempt): Promise<Page> {
    return memberPage(visit, operate, attempt)
  }
  const path = '/o/:org_id/members'
  kit.orgPage(path, show)
  kit.orgForm(
    `${path}/invite`,
    async (visit, form) => {
      const email = form.text('email')
      const made = await operate(visit, 'invitations.create', {
        role: roleOf(form),
        groups: groupsOf(form),
        ...(email !== '' && { email }),
      })
      return invitedPage(visit, made)
    },
    show,
  )
  kit.orgForm(
    `${path}/:member_id/change`,
    async (visit, form) => {
      const id = memberIdOf(visit)
      await operate(visit, 'members.update', { member_id: id, role: roleOf(form), groups: groupsOf(form) })
      return { redirect: `/o/${visit.org.id}/members?done=changed` }
    },
    show,
  )
  kit.orgForm(
    `${path}/:member_id/remove`,
    async (visit) => {
      await operate(visit, 'members.remove', { member_id: memberIdOf(visit) })
      return { redirect: `/o/${visit.org.id}/members?done=removed` }
    },
    show,
  )
  kit.orgForm(
    `${path}/:member_id/reset`,
    async (visit) => {
      const made = await operate(visit, 'members.reset', { member_id: memberIdOf(visit) })
      return resetPage(visit, made)
    },
    showMember,
  )
  kit.orgForm(
    `${path}/:member_id/revoke`,
    async (visit) => {
      await operate(visit, 'invitations.revoke', { member_id: memberIdOf(visit) })
      return { redirect: `/o/${visit.org.id}/members?done=revoked` }
    },
    show,
  )
  kit.orgPage(`${path}/:member_id`, showMember)
}

const DONE: Readonly<Record<string, string>> = {
  changed: 'The member is changed.',
  removed: 'The member is removed.',
  revoked: 'The invitation is revoked.',
}

/** What was done a moment ago, by a word of ours in the query. */
export function doneOf(
  { request }: Pick<OrgVisit, 'request'>,
  words: Readonly<Record<string, string>>,
): string | undefined {
  const { done } = request.query as { done?: unknown }
  return typeof done === 'string' && Object.hasOwn(words, done) ? words[done] : undefined
}

export async function everyMember(visit: OrgVisit, operate: Operate): Promise<Member[]> {
  const found: Member[] = []
  let cursor: string | undefined
  do {
    const page = await operate(visit, 'members.list', { limit: 200, ...(cursor && { cursor }) })
    found.push(...page.data)
    cursor = page.next_cursor
  } while (cursor !== undefined)
  return found
}

function memberIdOf({ request }: OrgVisit): string {
  const { member_id: id = '' } = request.params as { member_id?: string }
  return id
}

function roleOf(form: Form): MemberRole {
  const role = MEMBER_ROLES.find((word) => word === form.text('role'))
  if (role !== undefined) return role
  throw new ApiError('request.invalid', {
    errors: [{ code: 'role', pointer: '/role', message: 'must be one of the list' }],
  })
}

function groupsOf(form: Form): string[] {
  return form
    .text('groups')
    .split(/[\s,]+/)
    .filter((group) => group !== '')
}

function mayWrite({ caller }: OrgVisit): boolean {
  return hasScope(caller.scopes, 'members:write')
}

type Shown = { members: readonly Member[]; invitations: readonly Invitation[] }

function membersPage(visit: OrgVisit, { members, invitations }: Shown, { form, error }: Attempt): Page {
  const isWriter = mayWrite(visit)
  return {
    title: 'Members',
    at: 'members',
    body: html`${errorBox(error)}${noteBox(doneOf(visit, DONE))}
<div class="wide"><table class="stacked">
<thead><tr><th scope="col">Name</th><th scope="col">Role</th><th scope="col">Groups</th>${isWriter && html`<th scope="col">Change</th>`}</tr></thead>
<tbody>${members.map((member) => memberRow(visit, member, isWriter))}</tbody></table></div>
${invitations.length > 0 && openInvitations(visit, invitations, isWriter)}
${isWriter && inviteForm(visit, form)}`,
  }
}

function memberRow({ caller, org }: OrgVisit, member: Member, isWriter: boolean): Html {
  const { id, name, email, role, groups } = member
  return html`<tr>
<td>${shown(name)}${id === caller.memberId && ' (you)'}<br><span class="quiet">${shown(email ?? id)}</span></td>
<td data-label="Role">${role}</td><td data-label="Groups">${groups.join(', ')}</td>
${isWriter && html`<td>${mayGive(caller, role) && html`<a href="/o/${org.id}/members/${id}">Change<span class="hidden"> ${name}</span></a>`}</td>`}</tr>`
}

function openInvitations(
  { org, token }: OrgVisit,
  invitations: readonly Invitation[],
  isWriter: boolean,
): Html {
  return html`<h2>Invited</h2>
<ul>${invitations.map(
    ({
      id,
      email,
      role,
      groups,
      expires_at,
    }) => html`<li class="row"><span>${email ?? 'by link'}: ${role}${groups.length > 0 && ` of ${groups.join(', ')}`}, until ${dayOf(expires_at)}</span>
${isWriter && html`<form method="post" action="/o/${org.id}/members/${id}/revoke">${tokenField(token)}<button class="danger">Revoke<span class="hidden"> the invitation of ${email ?? id}</span></button></form>`}</li>`,
  )}</ul>`
}

export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ').concat(' UTC')
}

function inviteForm({ org, token, caller }: OrgVisit, form: Form): Html {
  return html`<h2>Invite somebody</h2>
<form method="post" action="/o/${org.id}/members/invite">${tokenField(token)}
${field('email', 'E-mail address', { type: 'email', isOptional: true, value: form.text('email'), hint: 'Without one, you get a link to pass on yourself.', maxlength: 254 })}
${roleSelect(caller, form.text('role') || 'approver')}
${groupsField(form.text('groups'))}
<button>Invite</button></form>`
}

/** Nobody makes or changes a member who may do more than they may themselves: the form would be refused. */
function mayGive({ scopes }: OrgVisit['caller'], role: MemberRole): boolean {
  return [...scopesOfRole(role)].every((scope) => hasScope(scopes, scope))
}

function roleSelect(caller: OrgVisit['caller'], chosen: string): Html {
  return html`<label for="role">Role</label>
<select id="role" name="role">${MEMBER_ROLES.filter((role) => mayGive(caller, role)).map(
    (role) =>
      html`<option value="${role}"${role === chosen && html` selected`}>${role}: ${MEANING[role]}</option>`,
  )}</select>`
}

const MEANING: Readonly<Record<MemberRole, string>> = {
  owner: 'may do everything',
  admin: 'everything but making and removing owners, and keys that decide approvals',
  approver: 'reads everything and decides approvals',
  auditor: 'reads everything and changes nothing',
  member: 'reads the org, its members, agents, tools, policies and log',
}

function groupsField(value: string): Html {
  return field('groups', 'Groups', {
    isOptional: true,
    value,
    hint: 'Names that policies ask for, such as sre, with commas between them.',
    maxlength: 4000,
  })
}

async function memberPage(visit: OrgVisit, operate: Operate, { error }: Attempt): Promise<Page> {
  const id = memberIdOf(visit)
  const member = (await everyMember(visit, operate)).find((one) => one.id === id)
  if (member === undefined || !mayWrite(visit) || !mayGive(visit.caller, member.role))
    throw new ApiError('not_found')
  const base = `/o/${visit.org.id}/members/${id}`
  return {
    title: member.name,
    at: 'members',
    narrow: true,
    body: html`${errorBox(error)}<p class="quiet">${member.email !== undefined && shown(member.email)} <code>${id}</code></p>
<form method="post" action="${base}/change">${tokenField(visit.token)}
${roleSelect(visit.caller, member.role)}
${groupsField(member.groups.join(', '))}
<button>Save</button></form>
${id !== visit.caller.memberId && resetSection(visit, member, base)}
<h2>Remove</h2>
<p>What ${member.name} has decided stays decided, and stays in the log under the id above. The name and the address are removed.</p>
${confirming('Remove', member.name, 'They can do nothing here from then on, and come back only by a new invitation.', `${base}/remove`, visit.token)}`,
  }
}

function resetSection({ token }: OrgVisit, { name }: Member, base: string): Html {
  return html`<h2>Reset how they sign in</h2>
<p>For who has lost their passkey, their app or their password. Be sure that it is ${name} who asks: call them, do not answer a mail.</p>
${confirming('Reset', name, 'Their password, passkeys and sessions end, and they set a new password by a link.', `${base}/reset`, token)}`
}

function resetPage({ org }: OrgVisit, { link, mailed }: Output<'members.reset'>): Page {
  return {
    title: 'Reset',
    at: 'members',
    body: html`${
      link === undefined
        ? html`<p>${mailed ? 'A link to set a new password is on its way to them.' : 'The mail with the link was not taken. They get another one at'} ${!mailed && html`<code>/reset</code>.`}</p>`
        : html`<p>Give this link to them, and to nobody else. It is shown only this once, and sets their new password within a day.</p>
<pre id="link">${link}</pre>`
    }
<p><a href="/o/${org.id}/members">Back to the members</a></p>`,
  }
}

function invitedPage({ org }: OrgVisit, { email, link, mailed }: Invited): Page {
  return {
    title: 'Invited',
    at: 'members',
    body: html`${howInvited(email, link, mailed)}
<p><a href="/o/${org.id}/members">Back to the members</a></p>`,
  }
}

function howInvited(email: string | undefined, link: string | undefined, mailed: boolean): Value {
  if (link !== undefined) {
    return html`<p>Send this link to your colleague. It is shown only this once, works for seven days, and whoever uses it first becomes the member.</p>
<pre id="link">${link}</pre>`
  }
  if (mailed) return html`<p>The link is on its way to ${email}. It works once, within seven days.</p>`
  return html`<p class="error">No mail went to ${email}: too many were sent lately. Revoke the invitation, and invite them again later.</p>`
}
