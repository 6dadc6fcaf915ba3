// Signing up with an org of one's own, and becoming the first owner of one by its link.
import { scopesOfRole } from '@countersign/contract'
import type { Entrances, SigningUp } from '../../identity/entrances.ts'
import type { Named } from '../../identity/person.ts'
import { ApiError } from '../../operations/refusal.ts'
import { shareOf } from '../address.ts'
import type { Attempts } from './attempts.ts'
import { firstSteps } from './first-steps.ts'
import type { Form } from './form.ts'
import { type Html, html } from './html.ts'
import type { Attempt, Kit, Visit } from './kit.ts'
import { errorBox, field, homeOf, noteBox, type Page, tokenField } from './layout.ts'
import { asking, chosenIn, newAccountForm, newPasskeyForm, passkeyButton, personOf } from './passkeys.ts'

type Parts = { entrances: Entrances; attempts: Attempts; publicUrl: () => string }

export function signUpPages(kit: Kit, parts: Parts): void {
  openSignUp(kit, parts)
  linkSignUp(kit, parts)
  confirmation(kit, parts)
  ownership(kit, parts)
}

function openSignUp(kit: Kit, { entrances, attempts, publicUrl }: Parts): void {
  async function show(visit: Visit, attempt: Attempt): Promise<Page> {
    if (entrances.signup !== 'open') return closedPage()
    return signUpPage(visit, '/sign-up', attempt, publicUrl())
  }
  async function ask({ token }: Visit, person: Named, form: Form): Promise<object> {
    orgOf(form)
    return entrances.askForNew(person, token)
  }
  kit.page('/sign-up', show)
  newPasskeyForm(kit, '/sign-up', ask, show)
  kit.form(
    '/sign-up',
    async (visit, form) => {
      if (entrances.signup !== 'open') return closedPage()
      const person = { ...personOf(form, visit), org: orgOf(form) }
      if (!(await attempts.mayMail(person.email, shareOf(visit.request.ip)))) {
        throw new ApiError('rate.limited', { detail: 'too many mails were asked for: wait an hour' })
      }
      await entrances.begin(person, visit.token)
      return lookPage(person.email)
    },
    show,
  )
}

/** With a link from the server's command line. */
function linkSignUp(kit: Kit, { entrances, publicUrl }: Parts): void {
  async function show(visit: Visit, attempt: Attempt): Promise<Page> {
    const token = tokenOf(visit)
    if (!(await entrances.isNewOrgLink(token))) throw new ApiError('not_found')
    return signUpPage(visit, `/sign-up/${token}`, attempt, publicUrl())
  }
  async function ask(visit: Visit, person: Named, form: Form): Promise<object> {
    orgOf(form)
    if (!(await entrances.isNewOrgLink(tokenOf(visit)))) throw new ApiError('not_found')
    return entrances.askForNewcomer(person, visit.token)
  }
  kit.page('/sign-up/:token', show)
  newPasskeyForm(kit, '/sign-up/:token', ask, show)
  kit.form(
    '/sign-up/:token',
    async (visit, form) => {
      const person = { ...personOf(form, visit), org: orgOf(form) }
      const came = await entrances.enterByLink(tokenOf(visit), person, visit.browser)
      return { ...firstSteps(came, publicUrl()), setCookies: came.setCookies }
    },
    show,
  )
}

function confirmation(kit: Kit, { entrances, publicUrl }: Parts): void {
  async function show(visit: Visit, { error }: Attempt): Promise<Page> {
    const token = tokenOf(visit)
    const found = await entrances.signingUp(token, visit.token)
    if (found === undefined) throw new ApiError('not_found')
    return confirmPage(visit, `/welcome/${token}`, found, error)
  }
  kit.page('/welcome/:token', show)
  kit.form(
    '/welcome/:token/passkey',
    async (visit) => ({ json: await entrances.askAgain(tokenOf(visit), visit.token) }),
    show,
  )
  kit.form(
    '/welcome/:token',
    async (visit, form) => {
      const came = await entrances.confirm(tokenOf(visit), visit.token, chosenIn(form, visit), visit.browser)
      return { ...firstSteps(came, publicUrl()), setCookies: came.setCookies }
    },
    show,
  )
}

function ownership(kit: Kit, { entrances, publicUrl }: Parts): void {
  async function show(visit: Visit, { form, error }: Attempt): Promise<Page> {
    const token = tokenOf(visit)
    const org = await entrances.orgToOwn(token)
    if (org === undefined) throw new ApiError('not_found')
    return {
      title: `Become the owner of ${org.name}`,
      narrow: true,
      body: html`${errorBox(error)}
<p>This link works once. Whoever completes it may do everything in the org.</p>
${newAccountForm(visit, { action: `/owner/${token}`, word: 'Become the owner', form }, publicUrl())}`,
    }
  }
  async function ask(visit: Visit, person: Named): Promise<object> {
    if ((await entrances.orgToOwn(tokenOf(visit))) === undefined) throw new ApiError('not_found')
    return entrances.askForNewcomer(person, visit.token)
  }
  kit.page('/owner/:token', show)
  newPasskeyForm(kit, '/owner/:token', ask, show)
  kit.form(
    '/owner/:token',
    async (visit, form) => {
      const { orgId, setCookies } = await entrances.own(tokenOf(visit), personOf(form, visit), visit.browser)
      return { redirect: homeOf(orgId, scopesOfRole('owner')), setCookies }
    },
    show,
  )
}

function tokenOf({ request }: Visit): string {
  const { token = '' } = request.params as { token?: string }
  if (!/^[A-Za-z0-9_-]{20,100}$/.test(token)) throw new ApiError('not_found')
  return token
}

function orgOf(form: Form): string {
  const org = form.text('org')
  if (org.length > 0 && org.length <= 200 && !/\p{Cc}/u.test(org)) return org
  throw new ApiError('request.invalid', {
    errors: [{ code: 'org', pointer: '/org', message: 'must have 1 to 200 characters' }],
  })
}

function signUpPage(visit: Visit, action: string, { form, error }: Attempt, publicUrl: string): Page {
  const more = field('org', 'Name of your org', {
    autocomplete: 'organization',
    value: form.text('org'),
    maxlength: 200,
  })
  return {
    title: 'Sign up',
    narrow: true,
    body: html`${errorBox(error)}
${newAccountForm(visit, { action, word: 'Sign up', form, more }, publicUrl)}
<p class="quiet">You have an account? <a href="/sign-in">Sign in</a></p>`,
  }
}

function lookPage(email: string): Page {
  return {
    title: 'Look into your mail',
    narrow: true,
    body: html`${noteBox(`A mail is on its way to ${email}.`)}
<p>Open the link in it, in this browser if you can. It works once, for a day.</p>`,
  }
}

function confirmPage(
  { token }: Visit,
  action: string,
  { org, email, isSameBrowser, hasPassword }: SigningUp,
  error: string | undefined,
): Page {
  return {
    title: `Make the org ${org}`,
    narrow: true,
    body: html`${errorBox(error)}
<p>You become its owner, as <strong>${email}</strong>.</p>
${!isSameBrowser && html`<p>You did not sign up in this browser. If you did not sign up yourself, close this page.</p>`}
${isSameBrowser || hasPassword ? confirmForm(token, action, isSameBrowser) : confirmByPasskey(token, action)}`,
  }
}

function confirmForm(token: string, action: string, isSameBrowser: boolean): Html {
  return html`<form method="post" action="${action}">${tokenField(token)}
${!isSameBrowser && field('password', 'The password that you chose', { type: 'password', autocomplete: 'current-password' })}
<button>Make the org</button></form>`
}

/** The passkey may be on a device that this browser does not reach: then the link is opened where it was made. */
function confirmByPasskey(token: string, action: string): Html {
  return html`<p>Show the passkey that you made, or open this link in the browser in which you signed up.</p>
<form method="post" action="${action}"${asking('get', `${action}/passkey`)}>${tokenField(token)}
${passkeyButton('Make the org with your passkey')}
<noscript><p>Passkeys need scripts.</p></noscript></form>`
}

function closedPage(): Page {
  return {
    title: 'Signing up is closed',
    status: 403,
    narrow: true,
    body: html`<p>Nobody makes an org of their own on this server. To join one, ask a member of it for an invitation.</p>
<p><a href="/sign-in">Sign in</a></p>`,
  }
}
