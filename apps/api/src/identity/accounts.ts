// Signing in and out: each attempt is one call of better-auth's, and only cookies of known names leave.
import type { Accounts, Browser } from '../ports/accounts.ts'
import { type Auth, type AuthParts, createAuth, SESSION_SECONDS } from './better-auth.ts'
import { cookiePrefix, cookieValue, sessionCookie, signedToken } from './cookies.ts'

/** How better-auth is told where an account comes from. */
const BY_LINK = { method: 'email-password' } as const

type Parts = Omit<AuthParts, 'publicUrl'> & { publicUrl: () => string }

export function createAccounts(parts: Parts): Accounts {
  let loaded: { url: string; auth: Promise<Auth> } | undefined
  /** The address is known once the service listens. */
  function auth(): Promise<Auth> {
    const url = parts.publicUrl()
    if (loaded?.url !== url) loaded = { url, auth: createAuth({ ...parts, publicUrl: url }) }
    return loaded.auth
  }
  function passed(headers: Headers): string[] {
    const prefix = `${cookiePrefix(parts.publicUrl())}.`
    return headers.getSetCookie().filter((cookie) => cookie.startsWith(prefix))
  }
  /** Whoever signs in leaves the session that the browser had: a token that somebody planted is worth nothing. */
  async function leaveOld({ api }: Auth, browser: Browser): Promise<void> {
    if (cookieValue(browser.cookie, sessionCookie(parts.publicUrl())) === undefined) return
    await api.signOut({ headers: headersOf(browser) }).catch(() => undefined)
  }
  return {
    async signIn(browser, { email, password }) {
      const instance = await auth()
      const answer = await attempted(() =>
        instance.api.signInEmail({
          body: { email, password },
          headers: headersOf(browser),
          returnHeaders: true,
        }),
      )
      if (answer === undefined) return { state: 'refused', setCookies: [] }
      await leaveOld(instance, browser)
      const isHalfway = 'twoFactorRedirect' in answer.response
      return { state: isHalfway ? 'second_factor' : 'signed_in', setCookies: passed(answer.headers) }
    },
    async secondFactor(browser, code) {
      const instance = await auth()
      const headers = headersOf(browser)
      const isAppCode = /^\d{6}$/.test(code)
      const answer = await attempted(() =>
        isAppCode
          ? instance.api.verifyTOTP({ body: { code }, headers, returnHeaders: true })
          : instance.api.verifyBackupCode({ body: { code }, headers, returnHeaders: true }),
      )
      if (answer !== undefined) return { state: 'signed_in', setCookies: passed(answer.headers) }
      const name = `${cookiePrefix(parts.publicUrl())}.two_factor`
      return {
        state: cookieValue(browser.cookie, name) === undefined ? 'expired' : 'refused',
        setCookies: [],
      }
    },
    async signOut(browser) {
      const { api } = await auth()
      const { headers } = await api.signOut({ headers: headersOf(browser), returnHeaders: true })
      return passed(headers)
    },
    async create({ name, email, passwordHash: password, isProven }) {
      const { internalAdapter } = await (await auth()).$context
      const { id } = await internalAdapter.createUser({ name, email, emailVerified: isProven }, BY_LINK)
      await internalAdapter.linkAccount({
        userId: id,
        accountId: id,
        providerId: 'credential',
        password,
      })
      return id
    },
    async enter(browser, accountId) {
      const instance = await auth()
      const { internalAdapter } = await instance.$context
      const { token } = await internalAdapter.createSession(accountId, undefined, {
        userAgent: browser.userAgent,
      })
      await leaveOld(instance, browser)
      return [sessionCookieOf(parts.publicUrl(), signedToken(parts.secret, token))]
    },
    hashPassword: parts.passwords.hash,
  }
}

function sessionCookieOf(publicUrl: string, value: string): string {
  const attributes = [`Max-Age=${SESSION_SECONDS}`, 'Path=/', 'HttpOnly', 'SameSite=Lax']
  if (publicUrl.startsWith('https://')) attributes.push('Secure')
  return [`${sessionCookie(publicUrl)}=${encodeURIComponent(value)}`, ...attributes].join('; ')
}

function headersOf({ cookie, userAgent }: Browser): Headers {
  return new Headers({ cookie, 'user-agent': userAgent })
}

/** Undefined where better-auth refuses; what the database says is thrown on. */
async function attempted<T>(attempt: () => Promise<T>): Promise<T | undefined> {
  try {
    return await attempt()
  } catch (error) {
    if (isRefusal(error)) return undefined
    throw error
  }
}

function isRefusal(error: unknown): boolean {
  const { name, statusCode } = error as { name?: unknown; statusCode?: unknown }
  return name === 'APIError' && typeof statusCode === 'number' && statusCode < 500
}
