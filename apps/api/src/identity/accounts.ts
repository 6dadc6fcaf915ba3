// Signing in and out: each attempt is one call of better-auth's, and only cookies of known names leave.
import type { AccountStore, Accounts, Browser, Entered } from '../ports/accounts.ts'
import { isUnattested } from './attestation.ts'
import { type Auth, type AuthParts, createAuth, loadParts, SESSION_SECONDS } from './better-auth.ts'
import {
  cookiePrefix,
  cookieValue,
  programToken,
  sessionCookie,
  signedToken,
  withoutCookie,
} from './cookies.ts'
import { COSE_ALGORITHMS } from './cose-key.ts'

/** How better-auth learns where an account comes from. */
const BY_LINK = { method: 'email-password' } as const

type Parts = Omit<AuthParts, 'publicUrl'> & {
  publicUrl: () => string
  isFirst: AccountStore['isFirst']
}

/** A code of an app is good for the half minute before and after its own. */
const CODE_LASTS_MS = 120_000

export function createAccounts(parts: Parts): Accounts {
  const tools = toolsOf(parts)
  return {
    ...entering(parts, tools),
    ...making(parts, tools),
    ...ownSettings(parts, tools),
    hashPassword: parts.passwords.hash,
    prepare: () => tools.prepare(),
  }
}

type Tools = {
  prepare(): Promise<void>
  auth(): Promise<Auth>
  /** The cookies that a browser gets. */
  passed(headers: Headers): string[]
  leaveOld(auth: Auth, browser: Browser): Promise<void>
}

function toolsOf(parts: Parts): Tools {
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
  /** Signing in ends the session that the browser had: a token that somebody planted is worth nothing. */
  async function leaveOld({ api }: Auth, browser: Browser): Promise<void> {
    if (cookieValue(browser.cookie, sessionCookie(parts.publicUrl())) === undefined) return
    await api.signOut({ headers: headersOf(browser) }).catch(() => undefined)
  }
  async function prepare(): Promise<void> {
    await loadParts()
    await auth()
  }
  return { prepare, auth, passed, leaveOld }
}

function entering(
  parts: Parts,
  { auth, passed, leaveOld }: Tools,
): Pick<Accounts, 'signIn' | 'secondFactor' | 'signInWithPasskey' | 'signOut'> {
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
      // Only the first step counts: somebody with a session could otherwise try codes as often as they like.
      const cookie = withoutCookie(browser.cookie, sessionCookie(parts.publicUrl()))
      const headers = headersOf({ ...browser, cookie })
      const isAppCode = /^\d{6}$/.test(code)
      let why: string | undefined
      const answer = await attempted(
        () =>
          isAppCode
            ? instance.api.verifyTOTP({ body: { code }, headers, returnHeaders: true })
            : instance.api.verifyBackupCode({ body: { code }, headers, returnHeaders: true }),
        (refusal) => {
          why = refusal
        },
      )
      if (answer !== undefined) {
        const { token, user } = answer.response
        if (!isAppCode || (await parts.isFirst(`${user.id} ${code}`, Date.now() + CODE_LASTS_MS)))
          return { state: 'signed_in', setCookies: passed(answer.headers) }
        // Somebody has seen the code being typed.
        await (await instance.$context).internalAdapter.deleteSession(token ?? '')
        return { state: 'refused', setCookies: [] }
      }
      const name = `${cookiePrefix(parts.publicUrl())}.two_factor`
      const isHalfway = cookieValue(browser.cookie, name) !== undefined
      return { state: isHalfway ? (REFUSED_CODE.get(why ?? '') ?? 'refused') : 'expired', setCookies: [] }
    },
    async signInWithPasskey(browser, response) {
      const instance = await auth()
      const answer = await attempted(() =>
        instance.api.verifyPasskeyAuthentication({
          // Whatever a browser sends; better-auth looks at every part of it.
          body: { response: response as never },
          headers: headersOf(browser),
          returnHeaders: true,
        }),
      )
      if (answer === undefined) return { state: 'refused', setCookies: [] }
      await leaveOld(instance, browser)
      return { state: 'signed_in', setCookies: passed(answer.headers) }
    },
    async signOut(browser) {
      const { api } = await auth()
      const { headers } = await api.signOut({ headers: headersOf(browser), returnHeaders: true })
      return passed(headers)
    },
  }
}

/** By what better-auth says: after five wrong codes the first step counts no more, after ten it waits. */
const REFUSED_CODE: ReadonlyMap<string, 'expired' | 'locked'> = new Map([
  ['TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE', 'expired'],
  ['INVALID_TWO_FACTOR_COOKIE', 'expired'],
  ['ACCOUNT_TEMPORARILY_LOCKED', 'locked'],
])

function making(parts: Parts, { auth, leaveOld }: Tools): Pick<Accounts, 'create' | 'admit' | 'enter'> {
  return {
    async create({ name, email, isProven, ...key }) {
      const { adapter, internalAdapter } = await (await auth()).$context
      const { id: userId } = await internalAdapter.createUser(
        { name, email, emailVerified: isProven },
        BY_LINK,
      )
      try {
        if ('passwordHash' in key) {
          const { passwordHash: password } = key
          await internalAdapter.linkAccount({ userId, accountId: userId, providerId: 'credential', password })
        } else {
          const { id: credentialID, ...passkey } = key.passkey
          const data = { ...passkey, credentialID, userId, name: '', createdAt: new Date() }
          await adapter.create({ model: 'passkey', data })
        }
      } catch (error) {
        // An account that nobody can enter would keep the address.
        await internalAdapter.deleteUser(userId)
        throw error
      }
      return userId
    },
    admit: async (program) => programToken(parts.secret, await sessionFor(await auth(), program)),
    async enter(browser, accountId, method) {
      const instance = await auth()
      const made = { accountId, userAgent: browser.userAgent, method, signedInAt: Date.now() }
      const token = await sessionFor(instance, made)
      await leaveOld(instance, browser)
      return [sessionCookieOf(parts.publicUrl(), signedToken(parts.secret, token))]
    },
  }
}

/** What somebody changes about how they sign in, with the session that they have. */
function ownSettings(
  parts: Parts,
  { auth, passed }: Tools,
): Omit<
  Accounts,
  keyof ReturnType<typeof entering> | keyof ReturnType<typeof making> | 'hashPassword' | 'prepare'
> {
  /** One call of better-auth's, refused or done. */
  async function tried(
    call: (api: Auth['api']) => Promise<{ headers: Headers }>,
  ): Promise<Entered<'done' | 'refused'>> {
    const { api } = await auth()
    const answer = await attempted(() => call(api))
    if (answer === undefined) return { state: 'refused', setCookies: [] }
    return { state: 'done', setCookies: passed(answer.headers) }
  }
  return {
    async changePassword(browser, { current, next }, { account, session }) {
      const instance = await auth()
      const answer = await attempted(() =>
        instance.api.changePassword({
          body: { currentPassword: current, newPassword: next },
          headers: headersOf(browser),
        }),
      )
      if (answer === undefined) return { state: 'refused', setCookies: [] }
      const { internalAdapter } = await instance.$context
      await internalAdapter.deleteUserSessions(account.id)
      // Another token, and no younger: knowing the password proves no second step.
      const { method, signedInAt } = session
      const kept = { accountId: account.id, userAgent: browser.userAgent, method, signedInAt }
      const token = signedToken(parts.secret, await sessionFor(instance, kept))
      return { state: 'done', setCookies: [sessionCookieOf(parts.publicUrl(), token)] }
    },
    async startTotp(browser, password) {
      const { api } = await auth()
      const answer = await attempted(() =>
        api.enableTwoFactor({ body: { password, method: 'totp' }, headers: headersOf(browser) }),
      )
      if (answer === undefined || !('totpURI' in answer)) return undefined
      return { uri: answer.totpURI, codes: answer.backupCodes }
    },
    confirmTotp: (browser, code) =>
      tried((api) => api.verifyTOTP({ body: { code }, headers: headersOf(browser), returnHeaders: true })),
    stopTotp: (browser, password) =>
      tried((api) =>
        api.disableTwoFactor({ body: { password }, headers: headersOf(browser), returnHeaders: true }),
      ),
    async passkeyOptions(browser, use) {
      const { api } = await auth()
      const headers = headersOf(browser)
      const answer = await attempted<{ headers: Headers; response: object }>(() =>
        use === 'add'
          ? api.generatePasskeyRegistrationOptions({ query: {}, headers, returnHeaders: true })
          : api.generatePasskeyAuthenticationOptions({ headers, returnHeaders: true }),
      )
      return answer && { options: verifiable(answer.response), setCookies: passed(answer.headers) }
    },
    async addPasskey(browser, response, name) {
      if (!(await isUnattested(response))) return false
      const { api } = await auth()
      const added = await attempted(() =>
        api.verifyPasskeyRegistration({ body: { response, name }, headers: headersOf(browser) }),
      )
      return added !== undefined
    },
  }
}

/** A passkey of an algorithm that receipts do not know could not sign a decision. */
function verifiable(options: object): object {
  if (!('pubKeyCredParams' in options)) return options
  return { ...options, pubKeyCredParams: COSE_ALGORITHMS.map((alg) => ({ type: 'public-key', alg })) }
}

type Program = Parameters<Accounts['admit']>[0]

async function sessionFor(
  auth: Auth,
  { accountId, orgId, userAgent, method, signedInAt }: Omit<Program, 'orgId'> & Partial<Program>,
): Promise<string> {
  const { internalAdapter } = await auth.$context
  const own = { userAgent, method, createdAt: new Date(signedInAt), ...(orgId !== undefined && { orgId }) }
  return (await internalAdapter.createSession(accountId, undefined, own, true)).token
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
async function attempted<T>(
  attempt: () => Promise<T>,
  onRefused: (code: string | undefined) => void = () => {},
): Promise<T | undefined> {
  try {
    return await attempt()
  } catch (error) {
    if (!isRefusal(error)) throw error
    onRefused(codeOf(error))
    return undefined
  }
}

/** What a browser sent of a new passkey and is not one, it calls a fault of its own. */
const NOT_A_PASSKEY = 'FAILED_TO_VERIFY_REGISTRATION'

function isRefusal(error: unknown): boolean {
  const { name, statusCode } = error as { name?: unknown; statusCode?: unknown }
  if (name !== 'APIError' || typeof statusCode !== 'number') return false
  return statusCode < 500 || codeOf(error) === NOT_A_PASSKEY
}

function codeOf(error: unknown): string | undefined {
  const { body } = error as { body?: { code?: unknown } }
  return typeof body?.code === 'string' ? body.code : undefined
}
