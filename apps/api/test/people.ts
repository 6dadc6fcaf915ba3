// People for tests: accounts, members of an org, and browsers in which they are signed in.
import { randomBytes, scryptSync } from 'node:crypto'
import type { MemberRole } from '@countersign/terms'
import { join } from '../src/operations/members/join.ts'
import type { TestApp } from './harness.ts'

export const PASSWORD = 'correct horse battery staple'
export const HOST = '127.0.0.1:80'
export const ORIGIN = `http://${HOST}`

export type Page = {
  status: number
  text: string
  location: string | undefined
  headers: Record<string, unknown>
}

/** A browser: keeps cookies, sends the origin with forms, follows nothing by itself. */
export type TestBrowser = {
  cookies: Map<string, string>
  cookie(): string
  get(path: string, headers?: Record<string, string>): Promise<Page>
  /** Posts a form with the token of the page before, unless the fields bring their own. */
  post(path: string, fields?: Record<string, string>, headers?: Record<string, string>): Promise<Page>
  /** The token of the last page. */
  token(): string
}

export function newBrowser(app: Pick<TestApp, 'http'>, remoteAddress = '127.0.0.1'): TestBrowser {
  const cookies = new Map<string, string>()
  let token = ''
  function cookie() {
    return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }
  async function send(
    method: 'GET' | 'POST',
    path: string,
    headers: Record<string, string>,
    payload?: string,
  ) {
    const answer = await app.http.inject({
      method,
      url: path,
      remoteAddress,
      headers: { host: HOST, ...(cookies.size > 0 && { cookie: cookie() }), ...headers },
      ...(payload !== undefined && { payload }),
    })
    for (const { name, value, maxAge } of answer.cookies as {
      name: string
      value: string
      maxAge?: number
    }[]) {
      if (maxAge === 0) cookies.delete(name)
      else cookies.set(name, encodeURIComponent(value))
    }
    const text = answer.payload
    token = /name="csrf-token" content="([^"]*)"/.exec(text)?.[1] ?? token
    const { location } = answer.headers
    return {
      status: answer.statusCode,
      text,
      location: location as string | undefined,
      headers: answer.headers,
    }
  }
  return {
    cookies,
    cookie,
    token: () => token,
    get: (path, headers = {}) => send('GET', path, headers),
    post: (path, fields = {}, headers = {}) =>
      send(
        'POST',
        path,
        { origin: ORIGIN, 'content-type': 'application/x-www-form-urlencoded', ...headers },
        new URLSearchParams({ csrf: token, ...fields }).toString(),
      ),
  }
}

export type TestPerson = {
  memberId: string
  accountId: string
  email: string
  browser: TestBrowser
  /** What the session cookie carries, as a program would send it. */
  bearer: string
}

/** A member of the org with an account, signed in. */
export async function newPerson(
  app: TestApp,
  role: MemberRole,
  { orgId = app.orgId, groups = [] as string[], origin = ORIGIN } = {},
): Promise<TestPerson> {
  const email = `${role}-${randomBytes(6).toString('hex')}@countersign.example`
  const accountId = await newAccount(app, email)
  const memberId = await join(
    app.context,
    orgId,
    { name: `an ${role}`, role, groups, email, accountId, passkeys: [] },
    () => {},
  )
  const browser = await signIn(app, email, newBrowser(app), origin)
  const signed = [...browser.cookies].find(([name]) => name.endsWith('.session_token'))?.[1] ?? ''
  return { memberId, accountId, email, browser, bearer: decodeURIComponent(signed) }
}

/** A stored hash says what it cost. One of the product's takes 0.3 s of computing, and so does each comparison with it. */
const passwordHash = cheapHash(PASSWORD)

function cheapHash(password: string): string {
  const salt = randomBytes(16)
  const key = scryptSync(password, salt, 32, { N: 16, r: 8, p: 1 })
  return `scrypt$16$8$1$${salt.toString('base64url')}$${key.toString('base64url')}`
}

export async function newAccount({ people }: TestApp, email: string, isProven = true): Promise<string> {
  return people.accounts.create({ name: email, email, passwordHash, isProven })
}

export async function signIn(
  app: TestApp,
  email: string,
  browser = newBrowser(app),
  origin = ORIGIN,
): Promise<TestBrowser> {
  await browser.get('/sign-in')
  const { status, text } = await browser.post('/sign-in', { email, password: PASSWORD }, { origin })
  if (status !== 303) throw new Error(`signing in answered ${status}: ${text}`)
  return browser
}
