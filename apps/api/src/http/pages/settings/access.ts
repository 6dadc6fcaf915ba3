// The forms with which a member changes how they sign in: password, authenticator app, passkeys.
import type { Addresses } from '../../../identity/addresses.ts'
import type { Passkeys } from '../../../identity/passkeys.ts'
import { parsePassword } from '../../../identity/person.ts'
import { ApiError } from '../../../operations/refusal.ts'
import type { AccountStore, Accounts } from '../../../ports/accounts.ts'
import { shareOf } from '../../address.ts'
import type { Attempts } from '../attempts.ts'
import { type Form, responseOf } from '../form.ts'
import type { Answer, Kit, OrgVisit } from '../kit.ts'
import { againFor, PATH, type Show, settingsOf } from './place.ts'
import { totpPage } from './totp.ts'

export type AccessParts = {
  accounts: Accounts
  accountStore: AccountStore
  addresses: Addresses
  passkeys: Passkeys
  attempts: Attempts
}

export function accessForms(kit: Kit, parts: AccessParts, show: Show): void {
  passwordForms(kit, parts, show)
  secondStepForms(kit, parts, show)
  passkeyForms(kit, parts, show)
}

/** What a password confirms is tried as seldom as signing in. */
async function withPassword<T>(
  { attempts }: AccessParts,
  { who, request }: OrgVisit,
  work: () => Promise<T | undefined>,
): Promise<T> {
  const { email } = who.account
  const share = shareOf(request.ip)
  if (!(await attempts.mayTry(email, share))) {
    throw new ApiError('rate.limited', {
      detail: 'there were too many wrong passwords: wait fifteen minutes',
    })
  }
  const found = await work()
  if (found !== undefined) {
    await attempts.succeeded(email, share)
    return found
  }
  throw new ApiError('request.invalid', {
    errors: [{ code: 'password', pointer: '/password', message: 'is not the right one' }],
  })
}

function passwordForms(kit: Kit, parts: AccessParts, show: Show): void {
  kit.orgForm(
    `${PATH}/password`,
    async (visit, form) => {
      const change = { current: form.raw('password'), next: parsePassword(form.raw('new_password')) }
      const { setCookies } = await withPassword(parts, visit, async () =>
        orRefused(await parts.accounts.changePassword(visit.browser, change, visit.who)),
      )
      parts.addresses.notify(visit.who.account, 'password')
      return { redirect: settingsOf(visit, 'password'), setCookies }
    },
    show,
  )
  kit.orgForm(
    `${PATH}/password/add`,
    guarded(parts, async (visit, form) => {
      const { account } = visit.who
      const hash = await parts.accounts.hashPassword(parsePassword(form.raw('new_password')))
      if (!(await parts.accountStore.addPassword(account.id, hash)))
        throw new ApiError('request.invalid', { detail: 'the account has a password: change it' })
      parts.addresses.notify(account, 'password_added')
      return { redirect: settingsOf(visit, 'password_added') }
    }),
    show,
  )
}

function orRefused<T extends { state: string }>(entered: T): T | undefined {
  return entered.state === 'refused' ? undefined : entered
}

type Submit = (visit: OrgVisit, form: Form) => Promise<Answer>

/** Adds or removes a way to sign in: an open browser or the password alone is not enough. */
function guarded(parts: AccessParts, submit: Submit): Submit {
  return async (visit, form) => {
    const redirect = await againFor(parts, visit)
    return redirect === undefined ? submit(visit, form) : { redirect }
  }
}

function secondStepForms(kit: Kit, parts: AccessParts, show: Show): void {
  const { accounts, addresses } = parts
  kit.orgForm(
    `${PATH}/totp`,
    guarded(parts, async (visit, form) => {
      const begun = await withPassword(parts, visit, () =>
        accounts.startTotp(visit.browser, form.raw('password')),
      )
      return totpPage(visit, begun)
    }),
    show,
  )
  kit.orgForm(
    `${PATH}/totp/confirm`,
    guarded(parts, async (visit, form) => {
      const code = form.text('code').replaceAll(' ', '')
      const { state, setCookies } = await accounts.confirmTotp(visit.browser, code)
      if (state !== 'done')
        return {
          ...totpPage(visit, undefined, 'This code is not valid. Wait for the next one.'),
          status: 400,
        }
      addresses.notify(visit.who.account, 'totp_on')
      return { redirect: settingsOf(visit, 'totp'), setCookies }
    }),
    show,
  )
  kit.orgForm(
    `${PATH}/totp/stop`,
    guarded(parts, async (visit, form) => {
      const { setCookies } = await withPassword(parts, visit, async () =>
        orRefused(await accounts.stopTotp(visit.browser, form.raw('password'))),
      )
      addresses.notify(visit.who.account, 'totp_off')
      return { redirect: settingsOf(visit, 'totp_off'), setCookies }
    }),
    show,
  )
}

function passkeyForms(kit: Kit, parts: AccessParts, show: Show): void {
  const { accounts, addresses, passkeys } = parts
  kit.orgForm(
    `${PATH}/passkeys/options`,
    async (visit) => {
      const again = await againFor(parts, visit)
      if (again !== undefined) return { json: { sign_in: again } }
      const challenge = await accounts.passkeyOptions(visit.browser, 'add')
      if (challenge === undefined) throw new ApiError('request.invalid', { detail: 'try again' })
      return { json: challenge.options, setCookies: challenge.setCookies }
    },
    show,
  )
  kit.orgForm(
    `${PATH}/passkeys`,
    guarded(parts, async (visit, form) => {
      const name = form.text('passkey_name').slice(0, 100)
      if (!(await accounts.addPasskey(visit.browser, responseOf(form), name)))
        throw new ApiError('request.invalid', { detail: 'the passkey was not accepted: try again' })
      await passkeys.record(visit.who, visit.requestId)
      addresses.notify(visit.who.account, 'passkey_added')
      return { redirect: settingsOf(visit, 'passkey') }
    }),
    show,
  )
  kit.orgForm(
    `${PATH}/passkeys/remove`,
    guarded(parts, async (visit, form) => {
      await passkeys.remove(visit.who, form.text('id'), visit.requestId)
      addresses.notify(visit.who.account, 'passkey_removed')
      return { redirect: settingsOf(visit, 'passkey_off') }
    }),
    show,
  )
}
