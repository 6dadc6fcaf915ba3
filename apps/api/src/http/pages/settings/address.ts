// Confirming that the address of an account is its owner's: only then mails about approvals go to it.
import type { Addresses } from '../../../identity/addresses.ts'
import { ApiError } from '../../../operations/refusal.ts'
import { shareOf } from '../../address.ts'
import type { Attempts } from '../attempts.ts'
import { html } from '../html.ts'
import type { Attempt, Kit, Visit } from '../kit.ts'
import { errorBox, type Page, tokenField } from '../layout.ts'
import { signInPath } from '../next.ts'
import { PATH, type Show, settingsOf } from './place.ts'

type Parts = { addresses: Addresses; attempts: Attempts }

export function addressForms(kit: Kit, { addresses, attempts }: Parts, show: Show): void {
  kit.orgForm(
    `${PATH}/address`,
    async (visit) => {
      const { account } = visit.who
      if (!(await attempts.mayMail(account.email, shareOf(visit.request.ip))))
        throw new ApiError('rate.limited', { detail: 'too many mails were asked for: wait an hour' })
      await addresses.ask(account)
      return { redirect: settingsOf(visit, 'mailed') }
    },
    show,
  )

  async function confirm(visit: Visit, { error }: Attempt): Promise<Page | { redirect: string }> {
    const path = `/address/${tokenOf(visit)}`
    if (visit.who === undefined) return { redirect: signInPath(path) }
    return {
      title: 'Confirm your address',
      narrow: true,
      body: html`${errorBox(error)}
<p>You are signed in as ${visit.who.account.name}. Is ${visit.who.account.email} your address?</p>
<form method="post" action="${path}">${tokenField(visit.token)}<button>Yes, it is mine</button></form>`,
    }
  }
  kit.page('/address/:token', confirm)
  kit.form(
    '/address/:token',
    async (visit) => {
      if (visit.who === undefined) return { redirect: signInPath(`/address/${tokenOf(visit)}`) }
      await addresses.confirm(tokenOf(visit), visit.who.account)
      return {
        title: 'Your address is confirmed',
        narrow: true,
        body: html`<p>Mails about approvals that you may decide go to ${visit.who.account.email}.</p>
<p><a href="/">To your org</a></p>`,
      }
    },
    confirm,
  )
}

function tokenOf({ request }: Visit): string {
  const { token = '' } = request.params as { token?: string }
  if (!/^[A-Za-z0-9_-]{20,100}$/.test(token)) throw new ApiError('not_found')
  return token
}
