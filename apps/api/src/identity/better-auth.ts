// better-auth on our tables, with our hashes and cookies. It is loaded once the service listens.

import { setTimeout } from 'node:timers/promises'
import { SIGN_IN_METHODS, type SignInMethod } from '@countersign/terms'
import type { Passwords } from '../adapters/passwords.ts'
import type { AccountPool } from '../store/account-pool.ts'
import { cookiePrefix } from './cookies.ts'
import { coseKey } from './cose-key.ts'

export type AuthParts = {
  pool: AccountPool
  passwords: Passwords
  secret: string
  publicUrl: string
  onFault: (message: string) => void
}

const DAY_SECONDS = 86_400
export const SESSION_SECONDS = 7 * DAY_SECONDS
export const SESSIONS_MAX = 100
export const PASSWORD_CHARACTERS = { least: 10, most: 256 }

/** Signing in by these paths proves more than a password. */
const METHODS: Readonly<Record<string, string>> = {
  '/two-factor/verify-totp': 'totp',
  '/two-factor/verify-backup-code': 'totp',
  '/passkey/verify-authentication': 'passkey',
}

/** A program is signed in as its owner was when they allowed it. */
function methodOf(session: object): SignInMethod {
  const given = 'method' in session ? session.method : undefined
  return SIGN_IN_METHODS.find((method) => method === given) ?? 'password'
}

export type Auth = Awaited<ReturnType<typeof createAuth>>

type NewSession = { userAgent?: string | null | undefined }

async function withMethod<S extends NewSession>(session: S, context: { path?: string | undefined } | null) {
  const method = METHODS[context?.path ?? ''] ?? methodOf(session)
  return { data: { ...session, method, userAgent: (session.userAgent ?? '').slice(0, 200) } }
}

/** Signing in again and again fills no table. */
async function endOldest(pool: AccountPool, accountId: string): Promise<void> {
  const connection = await pool.connect()
  await connection.query(
    `delete from accounts.session where id in
       (select id from accounts.session where "userId" = $1 order by "expiresAt" desc, id offset ${SESSIONS_MAX})`,
    [accountId],
  )
}

type Registered = {
  verification: { registrationInfo?: { userVerified: boolean; credential: { publicKey: Uint8Array } } }
}

/** A passkey that cannot be verified offline for ever could not sign a decision. */
async function requireUsable({ verification: { registrationInfo: made } }: Registered): Promise<void> {
  const key = made && coseKey(made.credential.publicKey)
  if (key === undefined || made?.userVerified !== true) throw new Error('not a usable passkey')
}

/** One after the other, so that requests have their turns in between: together they hold the thread for half a second. */
export async function loadParts(): Promise<void> {
  const parts = [
    () => import('zod'),
    () => import('kysely'),
    () => import('better-auth/plugins/two-factor'),
    () => import('@better-auth/passkey'),
    () => import('better-auth'),
  ]
  for (const load of parts) {
    await load()
    await setTimeout(PAUSE_MS)
  }
}

const PAUSE_MS = 20

/** Its own HTTP handler is served nowhere: our routes call `api`, so paths, limits and origins are ours alone. */
export async function createAuth({ pool, passwords, secret, publicUrl, onFault }: AuthParts) {
  const [{ betterAuth }, { twoFactor }, { passkey }, { Kysely, PostgresDialect }] = await Promise.all([
    import('better-auth'),
    import('better-auth/plugins/two-factor'),
    import('@better-auth/passkey'),
    import('kysely'),
  ])
  const { origin, hostname, protocol } = new URL(publicUrl)
  return betterAuth({
    appName: 'Countersign',
    baseURL: origin,
    basePath: '/',
    secret,
    telemetry: { enabled: false },
    logger: { level: 'error', log: (_level, message) => onFault(message) },
    database: {
      db: new Kysely({ dialect: new PostgresDialect({ pool: pool as never }) }),
      type: 'postgres',
      schemaName: 'accounts',
      transaction: false,
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_CHARACTERS.least,
      maxPasswordLength: PASSWORD_CHARACTERS.most,
      password: {
        hash: passwords.hash,
        verify: ({ hash, password }) => passwords.verify(hash, password),
      },
    },
    session: {
      expiresIn: SESSION_SECONDS,
      disableSessionRefresh: true,
      freshAge: 600,
      additionalFields: {
        method: { type: 'string', required: true, input: false, defaultValue: 'password' },
        orgId: { type: 'string', required: false, input: false },
      },
    },
    user: { changeEmail: { enabled: false }, deleteUser: { enabled: false } },
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: cookiePrefix(publicUrl),
      useSecureCookies: false,
      defaultCookieAttributes: {
        httpOnly: true,
        sameSite: 'lax',
        path: '/',
        secure: protocol === 'https:',
      },
      ipAddress: { disableIpTracking: true },
    },
    databaseHooks: {
      session: { create: { before: withMethod, after: ({ userId }) => endOldest(pool, userId) } },
    },
    plugins: [
      twoFactor({ issuer: 'Countersign', twoFactorCookieMaxAge: 600 }),
      passkey({
        rpID: hostname,
        rpName: 'Countersign',
        origin,
        registration: { afterVerification: requireUsable },
        // A passkey counts as two factors, so the holder of the device must prove that it is theirs.
        authentication: {
          async afterVerification({ verification }) {
            if (!verification.authenticationInfo.userVerified)
              throw new Error('the authenticator did not verify the user')
          },
        },
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      }),
    ],
  })
}
