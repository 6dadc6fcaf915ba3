// The front page: what this is for a stranger, and a member's orgs.
import type { Entrances } from '../../identity/entrances.ts'
import type { Sessions } from '../../identity/session.ts'
import type { Store } from '../../ports/store.ts'
import { html } from './html.ts'
import type { Kit } from './kit.ts'
import { homeOf, type Page } from './layout.ts'

type Parts = { sessions: Sessions; store: Pick<Store, 'config'>; entrances: Pick<Entrances, 'signup'> }

export function frontPages(kit: Kit, { sessions, store, entrances }: Parts): void {
  kit.page('/', async ({ who }) => {
    if (who === undefined) return strangersPage(entrances.signup === 'open')
    const memberships = await sessions.memberships(who.account.id)
    const orgs = await Promise.all(
      memberships.map(async ({ orgId }) => {
        const caller = await sessions.memberOf(who, orgId, { fresh: false })
        const home = homeOf(orgId, caller?.scopes ?? new Set())
        return { id: orgId, home, name: (await store.config(orgId, {}))?.org.name }
      }),
    )
    const [first, ...others] = orgs
    if (first !== undefined && others.length === 0) return { redirect: first.home }
    return orgsPage(orgs)
  })
  kit.orgPage('/o/:org_id', async ({ org, caller }) => ({ redirect: homeOf(org.id, caller.scopes) }))
}

function strangersPage(isOpen: boolean): Page {
  return {
    title: 'Countersign',
    body: html`<p>Stop a rogue agent before it acts, and prove what it tried.</p>
<p><a class="button" href="/sign-in">Sign in</a>${isOpen && html` <a class="button plain" href="/sign-up">Sign up</a>`}</p>
<ul>
<li><a href="/docs/guides">Guides</a></li>
<li><a href="/docs">API reference</a></li>
<li><a href="/openapi.json">OpenAPI document</a></li>
<li><a href="/docs/errors">Errors</a></li>
<li><a href="/llms.txt">The documentation for agents</a></li>
<li><a href="/ready">Readiness</a></li>
</ul>`,
  }
}

function orgsPage(orgs: readonly { id: string; home: string; name: string | undefined }[]): Page {
  if (orgs.length === 0) {
    return {
      title: 'No org',
      body: html`<p>You are not a member of any org. Ask an owner of one for an invitation.</p>`,
    }
  }
  return {
    title: 'Your orgs',
    body: html`<ul>${orgs.map(({ id, home, name }) => html`<li><a href="${home}">${name}</a> <span class="quiet">${id}</span></li>`)}</ul>`,
  }
}
