// Accepting an invitation, with an account that is there or with a new one.
import { scopesOfRole } from '@countersign/contract'
import type { Entrances } from '../../identity/entrances.ts'
import type { Invited } from '../../identity/invited.ts'
import type { Passkeys } from '../../identity/passkeys.ts'
import { ApiError } from '../../operations/refusal.ts'
import { html } from './html.ts'
import type { Attempt, Kit, Visit } from './kit.ts'
import { errorBox, homeOf, type Page, tokenField } from './layout.ts'
import { signInPath } from './next.ts'
import { personFields, personOf } from './sign-up.ts'

type JoinParts = { entrances: Entrances; passkeys: Passkeys }

export function joinPages(kit: Kit, { entrances, passkeys }: JoinParts): void {
  async function show(visit: Visit, attempt: Attempt): Promise<Page> {
    const token = tokenOf(visit)
    const invited = await entrances.invited(token)
    if (invited === undefined) throw new ApiError('not_found')
    return visit.who === undefined
      ? strangerPage(visit, token, invited, attempt)
      : memberPage(visit, visit.who.account.email, token, invited, attempt)
  }
  kit.page('/join/:token', show)
  kit.form(
    '/join/:token',
    async (visit, form) => {
      const token = tokenOf(visit)
      if (visit.who !== undefined) {
        const { orgId, role } = await entrances.joinAs(token, visit.who.account)
        await passkeys.record(visit.who, visit.request.id)
        return { redirect: homeOf(orgId, scopesOfRole(role)) }
      }
      const { orgId, role, setCookies } = await entrances.joinNew(token, personOf(form), visit.browser)
      return { redirect: homeOf(orgId, scopesOfRole(role)), setCookies }
    },
    show,
  )
}

function tokenOf({ request }: Visit): string {
  const { token = '' } = request.params as { token?: string }
  return token
}

function roleOf({ invitation: { role, groups } }: Invited): string {
  return groups.length === 0 ? role : `${role} of ${groups.join(', ')}`
}

function memberPage(visit: Visit, email: string, token: string, invited: Invited, { error }: Attempt): Page {
  return {
    title: `Join ${invited.org.name}`,
    narrow: true,
    body: html`${errorBox(error)}
<p>You are invited to become a member: <strong>${roleOf(invited)}</strong>. You are signed in as ${email}.</p>
<form method="post" action="/join/${token}">${tokenField(visit.token)}<button>Join</button></form>`,
  }
}

function strangerPage(
  { token: csrf }: Visit,
  token: string,
  invited: Invited,
  { form, error }: Attempt,
): Page {
  const { email, mailed } = invited.invitation
  return {
    title: `Join ${invited.org.name}`,
    narrow: true,
    body: html`${errorBox(error)}
<p>You are invited to become a member: <strong>${roleOf(invited)}</strong>.</p>
<p>Do you have an account? <a href="${signInPath(`/join/${token}`)}">Sign in first</a>. Otherwise make one:</p>
<form method="post" action="/join/${token}">${tokenField(csrf)}
${personFields(form, form.text('email') === '' && mailed && email !== null ? email : undefined)}
<button>Join</button></form>`,
  }
}
