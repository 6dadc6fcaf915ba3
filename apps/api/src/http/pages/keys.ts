// The API keys of an org: which there are, a new one shown once, and revoking.
import { agentScopes, hasScope, maySupply, type Output, type Scope, scopes } from '@countersign/contract'
import { agentChoices, agentOptions } from './agents.ts'
import { shown } from './approvals/marks.ts'
import { mcpBlock } from './first-steps.ts'
import { chosenOf, type Form } from './form.ts'
import { type Html, html } from './html.ts'
import type { Attempt, Kit, OrgVisit } from './kit.ts'
import { confirming, errorBox, field, noteBox, type Page, tokenField } from './layout.ts'
import { dayOf, doneOf } from './members.ts'
import type { Operate } from './operate.ts'

type Key = Output<'keys.list'>['data'][number]
type Agents = Awaited<ReturnType<typeof agentChoices>>
type KeyPage = { keys: readonly Key[]; next: string | undefined; agents: Agents }

const DONE = { revoked: 'The key is revoked.' }

export function keyPages(kit: Kit, operate: Operate, publicUrl: () => string): void {
  async function show(visit: OrgVisit, attempt: Attempt): Promise<Page> {
    const { cursor } = visit.request.query as { cursor?: unknown }
    const found = await operate(visit, 'keys.list', {
      limit: 100,
      ...(typeof cursor === 'string' && { cursor }),
    })
    const agents = await agentChoices(operate, visit)
    return keysPage(visit, { keys: found.data, next: found.next_cursor, agents }, attempt)
  }
  kit.orgPage('/o/:org_id/keys', show)
  kit.orgForm(
    '/o/:org_id/keys',
    async (visit, form) => {
      const [agent, environment] = [form.text('agent_id'), form.text('environment')]
      const made = await operate(visit, 'keys.create', {
        name: form.text('name'),
        scopes: chosenOf(form, 'scopes', 'thing that the key may do') as Scope[],
        ...(agent !== '' && { agent_id: agent }),
        ...(environment !== '' && { environment }),
      })
      return createdPage(visit, made, publicUrl())
    },
    show,
  )
  kit.orgForm(
    '/o/:org_id/keys/:key_id/revoke',
    async (visit) => {
      const { key_id: id = '' } = visit.request.params as { key_id?: string }
      await operate(visit, 'keys.revoke', { key_id: id })
      return { redirect: `/o/${visit.org.id}/keys?done=revoked` }
    },
    show,
  )
}

function keysPage(visit: OrgVisit, { keys, next, agents }: KeyPage, { form, error }: Attempt): Page {
  const isWriter = hasScope(visit.caller.scopes, 'keys:write')
  return {
    title: 'Keys',
    at: 'keys',
    body: html`${errorBox(error)}${noteBox(doneOf(visit, DONE))}
<div class="wide"><table class="stacked">
<thead><tr><th scope="col">Name</th><th scope="col">May</th><th scope="col">Created</th>${isWriter && html`<th scope="col">Revoke</th>`}</tr></thead>
<tbody>${keys.map((key) => keyRow(visit, key, isWriter))}</tbody></table></div>
${next !== undefined && html`<p><a href="/o/${visit.org.id}/keys?cursor=${encodeURIComponent(next)}">More</a></p>`}
${isWriter && createForm(visit, form, agents)}`,
  }
}

function keyRow({ org, token, caller }: OrgVisit, key: Key, isWriter: boolean): Html {
  const bound = [key.agent_id, key.environment].filter((one) => one !== undefined).join(', ')
  const action = `/o/${org.id}/keys/${key.id}/revoke`
  const what = 'Whatever uses it is refused at once, and it cannot be brought back.'
  const revoke = confirming('Revoke', key.name, what, action, token)
  const mayRevoke = key.scopes.every((scope) => hasScope(caller.scopes, scope))
  return html`<tr>
<td>${shown(key.name)}<br><span class="quiet">…${key.hint ?? ''} <code>${key.id}</code></span></td>
<td data-label="May">${key.scopes.join(', ')}${bound !== '' && html`<br><span class="quiet">only ${bound}</span>`}</td>
<td data-label="Created">${dayOf(key.created_at)}</td>
${isWriter && html`<td>${key.status === 'active' ? mayRevoke && revoke : 'revoked'}</td>`}</tr>`
}

const AGENT_HINT = `The agent that the key is for. Such a key may hold only ${[...agentScopes].join(', ')}.`

/** Of the agents there are; where those are too many, by its id. */
function agentField(agents: Agents, form: Form): Html {
  const chosen = form.text('agent_id')
  if (agents === undefined)
    return field('agent_id', 'Agent', { isOptional: true, value: chosen, hint: AGENT_HINT, maxlength: 64 })
  return html`<label for="agent_id">Agent <span class="quiet">(optional)</span></label>
<select id="agent_id" name="agent_id" aria-describedby="agent_id-hint"><option value="">no agent</option>${agentOptions(agents, chosen)}</select>
<p class="hint" id="agent_id-hint">${AGENT_HINT}</p>`
}

function createForm({ org, token, caller }: OrgVisit, form: Form, agents: Agents): Html {
  const chosen = new Set(form.all('scopes').length > 0 ? form.all('scopes') : ['check', 'gate', 'complete'])
  const offered = scopes.filter((scope) => maySupply(caller.scopes, scope))
  return html`<h2>Make a key</h2>
<form method="post" action="/o/${org.id}/keys">${tokenField(token)}
${field('name', 'Name', { value: form.text('name'), maxlength: 200 })}
${agentField(agents, form)}
${field('environment', 'Environment', { isOptional: true, value: form.text('environment'), hint: 'Leave it empty for all environments.', maxlength: 64 })}
<fieldset class="choices"><legend>What it may do</legend>
${offered.toSorted(agentFirst).map((scope) => html`<label class="choice"><input type="checkbox" name="scopes" value="${scope}"${chosen.has(scope) && html` checked`}> ${scope}</label>`)}
</fieldset>
<button>Make the key</button></form>`
}

function agentFirst(a: Scope, b: Scope): number {
  return Number(agentScopes.has(b)) - Number(agentScopes.has(a))
}

function createdPage({ org }: OrgVisit, key: Output<'keys.create'>, url: string): Page {
  const secret = key.secret ?? ''
  return {
    title: key.name,
    at: 'keys',
    body: html`<p>This is the key. It is shown this once: keep it where you keep passwords.</p>
<pre id="secret">${secret}</pre>
<h2>For an agent with MCP</h2>
${mcpBlock(url, secret)}
<p><a href="/o/${org.id}/keys">Back to the keys</a></p>`,
  }
}
