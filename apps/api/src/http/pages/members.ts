// The members of an org.
import type { Output } from '@countersign/contract'
import { html } from './html.ts'
import type { Kit, OrgVisit } from './kit.ts'
import type { Page } from './layout.ts'
import type { Operate } from './operate.ts'

type Member = Output<'members.list'>['data'][number]

export function memberPages(kit: Kit, operate: Operate): void {
  kit.orgPage('/o/:org_id/members', async (visit) => membersPage(visit, await everyMember(visit, operate)))
}

async function everyMember(visit: OrgVisit, operate: Operate): Promise<Member[]> {
  const found: Member[] = []
  let cursor: string | undefined
  do {
    const page = await operate(visit, 'members.list', { limit: 200, ...(cursor && { cursor }) })
    found.push(...page.data)
    cursor = page.next_cursor
  } while (cursor !== undefined)
  return found
}

function membersPage({ caller }: OrgVisit, members: readonly Member[]): Page {
  return {
    title: 'Members',
    at: 'members',
    body: html`<div class="wide"><table class="stacked">
<thead><tr><th scope="col">Name</th><th scope="col">Role</th><th scope="col">Groups</th></tr></thead>
<tbody>${members.map(
      ({ id, name, email, role, groups }) => html`<tr>
<td>${name}${id === caller.memberId && ' (you)'}<br><span class="quiet">${email ?? id}</span></td>
<td>${role}</td><td>${groups.join(', ')}</td></tr>`,
    )}</tbody></table></div>`,
  }
}
