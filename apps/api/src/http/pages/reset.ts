// Setting a new password by mail, for whoever has forgotten theirs.
import type { Resets } from '../../identity/resets.ts'
import { ApiError } from '../../operations/refusal.ts'
import { shareOf } from '../address.ts'
import type { Attempts } from './attempts.ts'
import { html } from './html.ts'
import type { Attempt, Kit, Visit } from './kit.ts'
import { errorBox, field, noteBox, type Page, tokenField } from './layout.ts'

type Parts = { resets: Resets; attempts: Attempts }

export function resetPages(kit: Kit, { resets, attempts }: Parts): void {
  async function ask({ token }: Visit, { form, error }: Attempt): Promise<Page> {
    if (!resets.canMail) return noMailPage()
    return {
      title: 'Set a new password',
      narrow: true,
      body: html`${errorBox(error)}
<form method="post" action="/reset">${tokenField(token)}
${field('email', 'E-mail address', { type: 'email', autocomplete: 'username', value: form.text('email'), maxlength: 254 })}
<button>Send me a link</button></form>`,
    }
  }
  kit.page('/reset', ask)
  kit.form(
    '/reset',
    async (visit, form) => {
      const email = form.text('email')
      if (!(await attempts.mayMail(email, shareOf(visit.request.ip)))) {
        throw new ApiError('rate.limited', { detail: 'too many mails were asked for: wait an hour' })
      }
      await resets.ask(email)
      return {
        title: 'Look into your mail',
        narrow: true,
        body: html`${noteBox(`If ${email} has an account, a mail is on its way to it.`)}`,
      }
    },
    ask,
  )

  async function choose(visit: Visit, { error }: Attempt): Promise<Page> {
    const token = tokenOf(visit)
    if (!(await resets.isOpen(token))) throw new ApiError('not_found')
    return {
      title: 'Set a new password',
      narrow: true,
      body: html`${errorBox(error)}
<p>You are signed out everywhere then.</p>
<form method="post" action="/reset/${token}">${tokenField(visit.token)}
${field('password', 'New password', { type: 'password', autocomplete: 'new-password', hint: 'At least ten characters.' })}
<button>Set the password</button></form>`,
    }
  }
  kit.page('/reset/:token', choose)
  kit.form(
    '/reset/:token',
    async (visit, form) => {
      await resets.set(tokenOf(visit), form.raw('password'))
      return { redirect: '/sign-in?done=password' }
    },
    choose,
  )
}

function tokenOf({ request }: Visit): string {
  const { token = '' } = request.params as { token?: string }
  return token
}

function noMailPage(): Page {
  return {
    title: 'Set a new password',
    narrow: true,
    body: html`<p>This server sends no mail. Ask an owner or an admin of your org to reset how you sign in, or sign in with a passkey.</p>`,
  }
}
