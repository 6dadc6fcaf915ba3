// The lists of approvals: what waits, what was decided, and what may still be used.
import { hasScope, type Output } from '@countersign/contract'
import { APPROVAL_STATUSES, type ApprovalStatus, ID_PATTERNS, NAME_PATTERN } from '@countersign/terms'
import { agentChoices, agentOptions } from '../agents.ts'
import { type Html, html, type Value } from '../html.ts'
import type { Answer, OrgVisit } from '../kit.ts'
import { tokenField } from '../layout.ts'
import { shown } from './marks.ts'
import type { Parts } from './parts.ts'
import { approversOf, duration, plural, STATUS_WORDS, time, VIA_WORDS } from './words.ts'

type Listed = Output<'approvals.list'>['data'][number]
type Filter = { status?: ApprovalStatus; agent_id?: string; environment?: string; cursor?: string }
type Names = ReadonlyMap<string, string>

const PAGE = 50

/** What the query asks for; whatever cannot be is left out. */
function filterOf({ request }: OrgVisit): Filter {
  const query = request.query as { status?: unknown; [name: string]: unknown }
  function read(name: string, pattern: RegExp): string | undefined {
    const value = query[name]
    return typeof value === 'string' && pattern.test(value) ? value : undefined
  }
  const status = APPROVAL_STATUSES.find((one) => one === query.status)
  const agentId = read('agent', ID_PATTERNS.agt)
  const environment = read('environment', NAME_PATTERN)
  const cursor = read('cursor', /^[\w-]{1,512}$/)
  return {
    ...(status && { status }),
    ...(agentId !== undefined && { agent_id: agentId }),
    ...(environment !== undefined && { environment }),
    ...(cursor !== undefined && { cursor }),
  }
}

function queryOf({ agent_id: agent, ...rest }: Filter, changed: Filter = {}): string {
  const { agent_id: other, ...more } = changed
  const wanted = {
    ...rest,
    ...(agent !== undefined && { agent }),
    ...more,
    ...(other !== undefined && { agent: other }),
  }
  return new URLSearchParams(wanted).toString()
}

async function namesOf({ operate }: Parts, visit: OrgVisit, rows: readonly Listed[]): Promise<Names> {
  const names = new Map<string, string>()
  for (const id of new Set(rows.map(({ agent_id }) => agent_id))) {
    names.set(id, (await operate(visit, 'agents.get', { agent_id: id })).name)
  }
  return names
}

function agentLink(base: string, names: Names, id: string): Html {
  return html`<a href="${base}?agent=${id}">${shown(names.get(id) ?? id)}</a>`
}

/** Ways to the three lists. */
function tabs(orgId: string, here: string): Html {
  const found = [
    ['', 'Waiting'],
    ['/granted', 'Approved, not used up'],
    ['/history', 'History'],
  ] as const
  return html`<nav class="tabs" aria-label="Approvals">${found.map(
    ([path, word]) =>
      html`<a href="/o/${orgId}/approvals${path}"${path === here && html` aria-current="page"`}>${word}</a> `,
  )}</nav>`
}

type Agents = Awaited<ReturnType<typeof agentChoices>>

function filterForm(
  path: string,
  filter: Filter,
  agents: Agents,
  statuses: readonly ApprovalStatus[] = [],
): Html {
  const { status, agent_id: agent, environment } = filter
  return html`<form method="get" action="${path}" class="row filter">
${
  statuses.length > 0 &&
  html`<label>Status <select name="status"><option value="">any</option>${statuses.map(
    (one) => html`<option value="${one}"${one === status && html` selected`}>${STATUS_WORDS[one]}</option>`,
  )}</select></label>`
}
<label>Agent ${
    agents === undefined
      ? html`<input name="agent" placeholder="agt_…" value="${agent ?? ''}">`
      : html`<select name="agent"><option value="">any</option>${agentOptions(agents, agent)}</select>`
  }</label>
<label>Environment <input name="environment" value="${environment ?? ''}"></label>
<button class="plain">Filter</button>${(agent ?? environment ?? status) !== undefined && html` <a href="${path}">all</a>`}</form>`
}

function nextLink(path: string, filter: Filter, cursor: string | undefined): Value {
  return cursor !== undefined && html`<p><a href="${path}?${queryOf(filter, { cursor })}">Older ones</a></p>`
}

function table(heads: readonly string[], rows: readonly Html[], none: string): Html {
  if (rows.length === 0) return html`<p>${none}</p>`
  return html`<div class="wide"><table class="stacked">
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`
}

function callCell(base: string, { id, action, tool, environment, risk }: Listed): Html {
  return html`<td class="lead"><a href="${base}/${id}"><strong>${action}</strong>${tool !== undefined && tool !== action && html` by ${tool}`}</a><br>
<span class="quiet">${environment} · <span class="risk ${risk.band}">${risk.band} risk</span></span></td>`
}

export async function inboxPage(parts: Parts, visit: OrgVisit): Promise<Answer> {
  const filter = filterOf(visit)
  const base = `/o/${visit.org.id}/approvals`
  const { data, next_cursor: next } = await parts.operate(visit, 'approvals.list', {
    ...filter,
    status: 'pending',
    limit: PAGE,
  })
  const names = await namesOf(parts, visit, data)
  const agents = await agentChoices(parts.operate, visit)
  const now = parts.clock()
  const mine = data.filter(({ refusal }) => refusal === undefined)
  const others = data.filter(({ refusal }) => refusal !== undefined)
  const heads = ['Call', 'Agent', 'Needs', 'Left']
  function row(approval: Listed): Html {
    return html`<tr>${callCell(base, approval)}<td data-label="Agent">${agentLink(base, names, approval.agent_id)}</td>
<td data-label="Needs">${approversOf(approval)}; ${approval.given} so far${approval.refusal !== undefined && html`<br><span class="quiet">${approval.refusal}</span>`}</td>
<td data-label="Left">${duration(Math.max(0, approval.expires_at - now))}</td></tr>`
  }
  const more = next === undefined ? '' : ' or more'
  return {
    title: 'Approvals',
    at: 'approvals',
    body: html`${tabs(visit.org.id, '')}
${filterForm(base, filter, agents)}
<h2>For you: ${mine.length}${more}</h2>
${table(heads, mine.map(row), 'Nothing waits for you.')}
${data.length === 0 && noneYet(visit)}
${others.length > 0 && html`<h2>For others: ${others.length}${more}</h2>${table(heads, others.map(row), '')}`}
${nextLink(base, filter, next)}`,
  }
}

/** What somebody sees whose agents have not asked for anything. */
function noneYet({ org, caller }: OrgVisit): Html {
  return html`<p>A call that your policies permit only with approval waits here until somebody decides.
${
  hasScope(caller.scopes, 'keys:write') &&
  html`To let an agent ask, <a href="/o/${org.id}/keys">make a key for it</a>; the <a href="/docs">API reference</a> says how it asks.`
}</p>`
}

const DECIDED = APPROVAL_STATUSES.filter((status) => status !== 'pending')

export async function historyPage(parts: Parts, visit: OrgVisit): Promise<Answer> {
  const filter = filterOf(visit)
  const base = `/o/${visit.org.id}/approvals`
  const found = await parts.operate(visit, 'approvals.list', { ...filter, limit: PAGE })
  const rows = found.data.filter(({ status }) => status !== 'pending')
  const names = await namesOf(parts, visit, rows)
  const agents = await agentChoices(parts.operate, visit)
  const people = await peopleOf(parts, visit)
  return {
    title: 'Decided approvals',
    at: 'approvals',
    body: html`${tabs(visit.org.id, '/history')}
${filterForm(`${base}/history`, filter, agents, DECIDED)}
${table(
  ['Call', 'Agent', 'Outcome', 'Decided'],
  rows.map(
    (
      approval,
    ) => html`<tr>${callCell(base, approval)}<td data-label="Agent">${agentLink(`${base}/history`, names, approval.agent_id)}</td>
<td data-label="Outcome">${STATUS_WORDS[approval.status]}</td><td>${decisionsOf(visit.org.id, approval, people)}</td></tr>`,
  ),
  'Nothing has been decided yet.',
)}
${nextLink(`${base}/history`, filter, found.next_cursor)}`,
  }
}

/** Who decided, how fast, and where that is recorded. */
function decisionsOf(orgId: string, { decisions, created_at: begun }: Listed, people: Names): Html {
  if (decisions.length === 0) return html`nobody decided it`
  return html`<ul class="plain">${decisions.map(
    (made) =>
      html`<li>${made.decision === 'grant' ? 'approved' : 'rejected'} by ${shown(people.get(made.member) ?? made.member)}${made.for !== undefined && html` for ${shown(people.get(made.for) ?? made.for)}`}, ${VIA_WORDS[made.via]}, ${time(made.at)}, after ${duration(made.at - begun)}${
        made.hurried === true && html`, <strong class="hurried">in under two seconds of seeing it</strong>`
      }${made.lapsed === true && html`, counts no longer`} <a href="/o/${orgId}/receipts/${made.receipt.id}">receipt</a></li>`,
  )}</ul>`
}

async function peopleOf({ operate }: Parts, visit: OrgVisit): Promise<Names> {
  const names = new Map<string, string>()
  let cursor: string | undefined
  do {
    const page = await operate(visit, 'members.list', { limit: 200, ...(cursor && { cursor }) })
    for (const { id, name } of page.data) names.set(id, name)
    cursor = page.next_cursor
  } while (cursor !== undefined)
  return names
}

export async function grantedPage(parts: Parts, visit: OrgVisit): Promise<Answer> {
  const filter = filterOf(visit)
  const base = `/o/${visit.org.id}/approvals`
  const { data, next_cursor: next } = await parts.operate(visit, 'approvals.list', {
    ...filter,
    status: 'granted',
    limit: PAGE,
  })
  const names = await namesOf(parts, visit, data)
  const agents = await agentChoices(parts.operate, visit)
  return {
    title: 'Approved, not used up',
    at: 'approvals',
    body: html`${tabs(visit.org.id, '/granted')}
${filterForm(`${base}/granted`, filter, agents)}
<p class="quiet">These exact calls may still be made without asking again.</p>
${table(
  ['Call', 'Agent', 'Uses', 'Take back'],
  data.map(
    (
      approval,
    ) => html`<tr>${callCell(base, approval)}<td data-label="Agent">${agentLink(`${base}/granted`, names, approval.agent_id)}</td>
<td data-label="Uses">${approval.uses && html`${approval.uses.used} of ${plural(approval.uses.max, 'use')}, until ${time(approval.uses.until)}`}</td>
<td>${takeBack(visit, base, approval)}</td></tr>`,
  ),
  'Every approved call has been used.',
)}
${nextLink(`${base}/granted`, filter, next)}`,
  }
}

/** At once where nothing more is asked; what can do much harm is taken back with a reason, on its own page. */
function takeBack(visit: OrgVisit, base: string, { id, digest, risk, action }: Listed): Html {
  if (risk.band === 'high' || risk.band === 'critical')
    return html`<a href="${base}/${id}#decide">on its page</a>`
  return html`<form method="post" action="${base}/granted">${tokenField(visit.token)}
<input type="hidden" name="approval_id" value="${id}"><input type="hidden" name="digest" value="${digest}">
<button class="plain" aria-label="Take back ${action}">Take back</button></form>`
}
