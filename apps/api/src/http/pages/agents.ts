// The agents of an org: which there are, who answers for each, stopping one and letting it go on.
import { hasScope, type Output } from '@countersign/contract'
import { shown } from './approvals/marks.ts'
import type { Form } from './form.ts'
import { type Html, html, type Value } from './html.ts'
import type { Attempt, Kit, OrgVisit } from './kit.ts'
import { errorBox, field, noteBox, type Page, tokenField } from './layout.ts'
import { dayOf, doneOf } from './members.ts'
import type { Operate } from './operate.ts'

type Agent = Output<'agents.list'>['data'][number]

const PATH = '/o/:org_id/agents'
const DONE = {
  created: 'The agent is registered. Make a key for it next.',
  suspended: 'The agent is suspended: whatever it asks is denied.',
  resumed: 'The agent may act again.',
}

export function agentPages(kit: Kit, operate: Operate): void {
  async function show(visit: OrgVisit, attempt: Attempt): Promise<Page> {
    const { cursor } = visit.request.query as { cursor?: unknown }
    const page = { limit: 100, ...(typeof cursor === 'string' && { cursor }) }
    const { data, next_cursor: next } = await operate(visit, 'agents.list', page)
    return agentsPage(visit, data, next, attempt)
  }
  kit.orgPage(PATH, show)
  kit.orgForm(
    PATH,
    async (visit, form) => {
      const owner = form.text('owner')
      await operate(visit, 'agents.create', { name: form.text('name'), ...(owner !== '' && { owner }) })
      return { redirect: `/o/${visit.org.id}/agents?done=created` }
    },
    show,
  )
  for (const [verb, done] of [
    ['suspend', 'suspended'],
    ['resume', 'resumed'],
  ] as const) {
    kit.orgForm(
      `${PATH}/:agent_id/${verb}`,
      async (visit) => {
        const { agent_id = '' } = visit.request.params as { agent_id?: string }
        await operate(visit, `agents.${verb}`, { agent_id })
        return { redirect: `/o/${visit.org.id}/agents?done=${done}` }
      },
      show,
    )
  }
}

/** The agents that a form offers, by name; undefined where there are too many to choose from, or they may not be read. */
export async function agentChoices(operate: Operate, visit: OrgVisit): Promise<Agent[] | undefined> {
  if (!hasScope(visit.caller.scopes, 'agents:read')) return undefined
  const { data, next_cursor: next } = await operate(visit, 'agents.list', { limit: 200 })
  return next === undefined ? data.toSorted((a, b) => a.name.localeCompare(b.name)) : undefined
}

/** Each with the end of its id, since names may be the same. */
export function agentOptions(agents: readonly Agent[], chosen: string | undefined): Html {
  return html`${agents.map(
    ({ id, name }) =>
      html`<option value="${id}"${id === chosen && html` selected`}>${name} (…${id.slice(-6)})</option>`,
  )}`
}

function agentsPage(
  visit: OrgVisit,
  agents: readonly Agent[],
  next: string | undefined,
  { form, error }: Attempt,
): Page {
  const isWriter = hasScope(visit.caller.scopes, 'agents:write')
  return {
    title: 'Agents',
    at: 'agents',
    body: html`${errorBox(error)}${noteBox(doneOf(visit, DONE))}
${agents.length === 0 ? html`<p>No agent is registered yet.</p>` : agentTable(visit, agents, isWriter)}
${next !== undefined && html`<p><a href="/o/${visit.org.id}/agents?cursor=${encodeURIComponent(next)}">More</a></p>`}
${isWriter && createForm(visit, form)}`,
  }
}

function agentTable(visit: OrgVisit, agents: readonly Agent[], isWriter: boolean): Html {
  return html`<div class="wide"><table class="stacked">
<thead><tr><th scope="col">Name</th><th scope="col">Owner</th><th scope="col">State</th>${isWriter && html`<th scope="col">Suspend or resume</th>`}</tr></thead>
<tbody>${agents.map((agent) => agentRow(visit, agent, isWriter))}</tbody></table></div>`
}

function agentRow(visit: OrgVisit, agent: Agent, isWriter: boolean): Html {
  const { id, name, owner, status, created_at: at } = agent
  return html`<tr><td>${shown(name)}<br><span class="quiet"><code>${id}</code>, since ${dayOf(at)}</span></td>
<td data-label="Owner">${owner === undefined ? html`<span class="quiet">nobody</span>` : shown(owner)}</td><td data-label="State">${status}</td>
${isWriter && html`<td>${turn(visit, agent)}</td>`}</tr>`
}

/** What was revoked stays so. */
function turn({ org, token }: OrgVisit, { id, name, status }: Agent): Value {
  if (status === 'revoked') return undefined
  const [verb, word] = status === 'active' ? ['suspend', 'Suspend'] : ['resume', 'Resume']
  return html`<form method="post" action="/o/${org.id}/agents/${id}/${verb}">${tokenField(token)}<button class="${status === 'active' ? 'danger' : 'plain'}">${word}<span class="hidden"> ${name}</span></button></form>`
}

function createForm({ org, token }: OrgVisit, form: Form): Html {
  return html`<h2>Register an agent</h2>
<form method="post" action="/o/${org.id}/agents">${tokenField(token)}
${field('name', 'Name', { value: form.text('name'), maxlength: 200 })}
${field('owner', 'Owner', { isOptional: true, value: form.text('owner'), maxlength: 200, hint: 'Who answers for it: the e-mail address or the id of a member, who then decides none of its approvals, or a team.' })}
<button>Register it</button></form>`
}
