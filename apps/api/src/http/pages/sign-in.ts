// Signing in, the second step of it, and signing out.
import { ApiError } from '../../operations/refusal.ts'
import type { Accounts, Browser } from '../../ports/accounts.ts'
import { shareOf } from '../address.ts'
import { passkeyScript } from './assets.ts'
import type { Attempts } from './attempts.ts'
import { responseOf } from './form.ts'
import { html } from './html.ts'
import type { Kit, Visit } from './kit.ts'
import { errorBox, field, noteBox, type Page, tokenField } from './layout.ts'
import { doneOf } from './members.ts'
import { type Again, safeNext, signInPath } from './next.ts'

type Parts = { accounts: Accounts; attempts: Attempts }

type Shown = {
  email?: string
  error?: string | undefined
  next: string
  again: Again | undefined
  done: string | undefined
}

const WHY_AGAIN: Readonly<Record<Again, string>> = {
  again: 'What you are about to do needs you to sign in again.',
  second:
    'What you are about to do needs you to sign in again with a passkey that you have, or with your password and a code of your authenticator app.',
}
const DONE = { password: 'Your new password is set. Sign in with it.' }
const WRONG = 'This e-mail address and password do not fit. Try again, or set a new password.'
const TOO_MANY = 'There were too many wrong attempts. Wait fifteen minutes, or set a new password.'

const TOO_LATE = 'There were too many wrong codes, or it took too long. Begin again with your password.'
const LOCKED = 'There were too many wrong codes. Wait fifteen minutes, then begin again with your password.'

export function signInPages(kit: Kit, { accounts, attempts }: Parts): void {
  function show(visit: Visit, shown: Pick<Shown, 'email' | 'error'> = {}): Page {
    return signInPage(visit, {
      ...shown,
      next: nextOf(visit),
      again: queryOf(visit).again,
      done: doneOf(visit, DONE),
    })
  }

  kit.page('/sign-in', async (visit) => show(visit))

  kit.form(
    '/sign-in',
    async (visit, form) => {
      const [email, password] = [form.text('email'), form.raw('password')]
      const share = shareOf(visit.request.ip)
      if (!(await attempts.mayTry(email, share)))
        return { ...show(visit, { email, error: TOO_MANY }), status: 429 }
      const { state, setCookies } = await accounts.signIn(visit.browser, { email, password })
      if (state === 'refused') return { ...show(visit, { email, error: WRONG }), status: 403 }
      await attempts.succeeded(email, share)
      const next = nextOf(visit)
      const redirect = state === 'second_factor' ? `/sign-in/code?next=${encodeURIComponent(next)}` : next
      return { redirect, setCookies }
    },
    async (visit, { form, error }) => show(visit, { email: form.text('email'), error }),
  )

  kit.form(
    '/sign-in/passkey/options',
    async ({ browser }) => {
      const challenge = await accounts.passkeyOptions(withoutSession(browser), 'sign_in')
      if (challenge === undefined) throw new ApiError('request.invalid', { detail: 'try again' })
      return { json: challenge.options, setCookies: challenge.setCookies }
    },
    async (visit, { error }) => show(visit, { error }),
  )

  kit.form(
    '/sign-in/passkey',
    async (visit, form) => {
      const { state, setCookies } = await accounts.signInWithPasskey(visit.browser, responseOf(form))
      if (state === 'signed_in') return { redirect: nextOf(visit), setCookies }
      return { ...show(visit, { error: 'This passkey is not known here.' }), status: 403 }
    },
    async (visit, { error }) => show(visit, { error }),
  )

  kit.page('/sign-in/code', async (visit) => codePage(visit))

  kit.form(
    '/sign-in/code',
    async (visit, form) => {
      const { state, setCookies } = await accounts.secondFactor(
        visit.browser,
        form.text('code').replaceAll(' ', ''),
      )
      if (state === 'signed_in') return { redirect: nextOf(visit), setCookies }
      if (state === 'expired') return { ...show(visit, { error: TOO_LATE }), status: 403 }
      if (state === 'locked') return { ...codePage(visit, LOCKED), status: 429 }
      return { ...codePage(visit, 'This code is not valid, or was used before.'), status: 403 }
    },
    async (visit, { error }) => codePage(visit, error),
  )

  kit.form(
    '/sign-out',
    async ({ browser }) => ({ redirect: '/', setCookies: await accounts.signOut(browser) }),
    async () => ({ redirect: '/' }),
  )
}

/** Any passkey may be used, not only one of the account that is signed in. */
function withoutSession(browser: Browser): Browser {
  return { ...browser, cookie: '' }
}

function queryOf({ request }: Visit): { next?: string; again?: Again } {
  const { next, again } = request.query as Record<string, unknown>
  return {
    ...(typeof next === 'string' && { next }),
    ...(again !== undefined && { again: again === 'second' ? 'second' : 'again' }),
  }
}

function nextOf(visit: Visit): string {
  return safeNext(queryOf(visit).next)
}

function signInPage({ token, who }: Visit, { email, error, next, again, done }: Shown): Page {
  const known = email ?? (again !== undefined ? who?.account.email : undefined)
  return {
    title: again === undefined ? 'Sign in' : 'Sign in again',
    narrow: true,
    body: html`${errorBox(error)}
${noteBox(again && WHY_AGAIN[again])}${noteBox(error === undefined ? done : undefined)}
<form method="post" action="${signInPath(next, again)}">${tokenField(token)}
${field('email', 'E-mail address', { type: 'email', autocomplete: 'username', value: known })}
${field('password', 'Password', { type: 'password', autocomplete: 'current-password' })}
<button>Sign in</button></form>
<form method="post" action="/sign-in/passkey?next=${encodeURIComponent(next)}" data-passkey="get" data-options="/sign-in/passkey/options" hidden>${tokenField(token)}
<input type="hidden" name="response">
<p class="error" role="alert" hidden></p>
<button class="plain">Sign in with a passkey</button></form>
<script src="${passkeyScript.path}" defer></script>
<p><a href="/reset">Forgot your password?</a></p>`,
  }
}

function codePage(visit: Visit, error?: string): Page {
  return {
    title: 'Enter your code',
    narrow: true,
    body: html`${errorBox(error)}
<form method="post" action="/sign-in/code?next=${encodeURIComponent(nextOf(visit))}">${tokenField(visit.token)}
${field('code', 'Code', {
  autocomplete: 'one-time-code',
  hint: 'The six digits that your authenticator app shows, or one of your recovery codes.',
  maxlength: 32,
})}
<button>Continue</button></form>`,
  }
}
