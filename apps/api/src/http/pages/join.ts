// Accepting an invitation, with an account that is there or with a new one.
import { scopesOfRole } from '@countersign/contract'
import type { Entrances } from '../../identity/entrances.ts'
import type { Invited } from '../../identity/invited.ts'
import { ApiError } from '../../operations/refusal.ts'
import { html } from './html.ts'
import type { Attempt, Kit, Visit } from './kit.ts'
import { errorBox, homeOf, type Page, tokenField } from './layout.ts'
import { signInPath } from './next.ts'
import { newAccountForm, newPasskeyForm, personOf } from './passkeys.ts'

type JoinParts = { entrances: Entrances; publicUrl: () => string }

export function joinPages(kit: Kit, { entrances, publicUrl }: JoinParts): void {
  async function show(visit: Visit, attempt: Attempt): Promise<Page> {
    const token = tokenOf(visit)
    const invited = await entrances.invited(token)
    if (invited === undefined) throw new ApiError('not_found')
    return visit.who === undefined
      ? strangerPage(visit, { token, invited, publicUrl: publicUrl() }, attempt)
      : memberPage(visit, visit.who.account.email, token, invited, attempt)
  }
  kit.page('/join/:token', show)
  newPasskeyForm(
    kit,
    '/join/:token',
    async (visit, person) => {
      if ((await entrances.invited(tokenOf(visit))) === undefined) throw new ApiError('not_found')
      return entrances.askForNewcomer(person, visit.token)
    },
    show,
  )
  kit.form(
    '/join/:token',
    async (visit, form) => {
      const token = tokenOf(visit)
      if (visit.who !== undefined) {
        const { orgId, role } = await entrances.joinAs(token, visit.who.account)
        return { redirect: homeOf(orgId, scopesOfRole(role)) }
      }
      const { orgId, role, setCookies } = await entrances.joinNew(token, personOf(form, visit), visit.browser)
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

type Strange = { token: string; invited: Invited; publicUrl: string }

function strangerPage(visit: Visit, { token, invited, publicUrl }: Strange, { form, error }: Attempt): Page {
  const { email, mailed } = invited.invitation
  const given = form.text('email') === '' && mailed && email !== null ? email : undefined
  const account = { action: `/join/${token}`, word: 'Join', form, email: given }
  return {
    title: `Join ${invited.org.name}`,
    narrow: true,
    body: html`${errorBox(error)}
<p>You are invited to become a member: <strong>${roleOf(invited)}</strong>.</p>
<p>Do you have an account? <a href="${signInPath(`/join/${token}`)}">Sign in first</a>. Otherwise make one:</p>
${newAccountForm(visit, account, publicUrl)}`,
  }
}
