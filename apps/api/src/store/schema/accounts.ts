// The tables of accounts, in a schema of their own: people who sign in, whatever orgs they are members of.
// Names of tables and columns are better-auth's, which writes most of them.
import { boolean, index, integer, pgSchema, primaryKey, text, timestamp } from 'drizzle-orm/pg-core'

export const accounts = pgSchema('accounts')

function moment(name: string) {
  return timestamp(name, { withTimezone: true })
}

/** A person who signs in. */
export const user = accounts.table('user', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  email: text('email').notNull().unique(),
  emailVerified: boolean('emailVerified').notNull(),
  image: text('image'),
  createdAt: moment('createdAt').notNull(),
  updatedAt: moment('updatedAt').notNull(),
  twoFactorEnabled: boolean('twoFactorEnabled'),
})

function ofUser() {
  return text('userId')
    .notNull()
    .references(() => user.id, { onDelete: 'cascade' })
}

/** `method`: how they signed in. A token is of no use without its signature, which is stored nowhere. */
export const session = accounts.table(
  'session',
  {
    id: text('id').primaryKey(),
    token: text('token').notNull().unique(),
    userId: ofUser(),
    method: text('method').notNull(),
    /** The only org that a program acts in; null where a person is signed in. */
    orgId: text('orgId'),
    expiresAt: moment('expiresAt').notNull(),
    createdAt: moment('createdAt').notNull(),
    updatedAt: moment('updatedAt').notNull(),
    ipAddress: text('ipAddress'),
    userAgent: text('userAgent'),
  },
  (t) => [index('session_user').on(t.userId)],
)

/** How an account signs in other than by passkey: a password's hash, or an identity provider. */
export const account = accounts.table(
  'account',
  {
    id: text('id').primaryKey(),
    accountId: text('accountId').notNull(),
    providerId: text('providerId').notNull(),
    userId: ofUser(),
    password: text('password'),
    accessToken: text('accessToken'),
    refreshToken: text('refreshToken'),
    idToken: text('idToken'),
    accessTokenExpiresAt: moment('accessTokenExpiresAt'),
    refreshTokenExpiresAt: moment('refreshTokenExpiresAt'),
    scope: text('scope'),
    createdAt: moment('createdAt').notNull(),
    updatedAt: moment('updatedAt').notNull(),
  },
  (t) => [index('account_user').on(t.userId)],
)

/** What waits for an answer: a challenge, a second factor. */
export const verification = accounts.table(
  'verification',
  {
    id: text('id').primaryKey(),
    identifier: text('identifier').notNull(),
    value: text('value').notNull(),
    expiresAt: moment('expiresAt').notNull(),
    createdAt: moment('createdAt').notNull(),
    updatedAt: moment('updatedAt').notNull(),
  },
  (t) => [index('verification_identifier').on(t.identifier), index('verification_expires').on(t.expiresAt)],
)

export const twoFactor = accounts.table(
  'twoFactor',
  {
    id: text('id').primaryKey(),
    secret: text('secret').notNull(),
    backupCodes: text('backupCodes').notNull(),
    userId: ofUser(),
    verified: boolean('verified'),
    failedVerificationCount: integer('failedVerificationCount'),
    lockedUntil: moment('lockedUntil'),
  },
  (t) => [index('two_factor_user').on(t.userId)],
)

export const passkey = accounts.table(
  'passkey',
  {
    id: text('id').primaryKey(),
    name: text('name'),
    publicKey: text('publicKey').notNull(),
    userId: ofUser(),
    credentialID: text('credentialID').notNull().unique(),
    counter: integer('counter').notNull(),
    deviceType: text('deviceType').notNull(),
    backedUp: boolean('backedUp').notNull(),
    transports: text('transports'),
    createdAt: moment('createdAt'),
    aaguid: text('aaguid'),
  },
  (t) => [index('passkey_user').on(t.userId)],
)

/** Ours: links that are opened once, by the hash of their token. */
export const ticket = accounts.table(
  'ticket',
  {
    hash: text('hash').primaryKey(),
    kind: text('kind').notNull(),
    /** Sealed: names, addresses and hashes of passwords of people who are not members yet. */
    content: text('content').notNull(),
    expiresAt: moment('expiresAt').notNull(),
  },
  (t) => [index('ticket_expires').on(t.expiresAt)],
)

/** Ours: which members an account is. Written with the member's change, under row security of the org. */
export const membership = accounts.table(
  'membership',
  {
    accountId: text('account_id')
      .notNull()
      .references(() => user.id),
    orgId: text('org_id').notNull(),
    memberId: text('member_id').notNull(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.orgId] }), index('membership_org').on(t.orgId, t.memberId)],
)

/** Ours: how often something was tried, or mailed, in a window of time. Names are keyed hashes. */
export const attempt = accounts.table(
  'attempt',
  {
    name: text('name').primaryKey(),
    count: integer('count').notNull(),
    endsAt: moment('endsAt').notNull(),
  },
  (t) => [index('attempt_ends').on(t.endsAt)],
)
