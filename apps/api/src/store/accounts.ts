// Accounts: what is read and written of them besides what better-auth does. No org is concerned.
import { randomUUID } from 'node:crypto'
import type { SignInMethod } from '@countersign/terms'
import type {
  Account,
  AccountStore,
  Membership,
  Passkey,
  PasskeyCredential,
  Session,
} from '../ports/accounts.ts'
import { withAccounts } from './account-pool.ts'
import type { Client, Database } from './pool.ts'
import { type Run, tickets } from './tickets.ts'

type SessionRow = {
  id: string
  method: SignInMethod
  orgId: string | null
  signedInAt: number
  expiresAt: number
  userAgent: string
}
type AccountRow = {
  accountId: string
  name: string
  email: string
  hasSecondFactor: boolean
  isProven: boolean
}

const SESSION = `s.id, s.method, s."orgId", extract(epoch from s."createdAt")::float8 * 1000 as "signedInAt",
  extract(epoch from s."expiresAt")::float8 * 1000 as "expiresAt", coalesce(s."userAgent", '') as "userAgent"`
const ACCOUNT = `u.id as "accountId", u.name, u.email, coalesce(u."twoFactorEnabled", false) as "hasSecondFactor",
  u."emailVerified" as "isProven"`

/** `ticketKey` seals what links are for. */
export function createAccountStore(db: Database, ticketKey: Uint8Array): AccountStore {
  const urgent: Run = (work) => withAccounts(db.urgent, db.timeouts, work)
  const plain: Run = (work) => withAccounts(db.readers, db.timeouts, work)
  return {
    ...people(urgent, plain),
    ...waysIn(plain),
    ...addresses(plain),
    ...sessions(plain),
    ...tickets(plain, ticketKey),
    sweep: () =>
      plain(async (client) => {
        for (const table of ['session', 'verification', 'ticket']) {
          await client.query(
            `delete from accounts.${table} where ctid in
               (select ctid from accounts.${table} where "expiresAt" < clock_timestamp() limit ${SWEEP_ROWS})`,
          )
        }
      }),
  }
}

/** What every request of a session waits for is urgent. */
function people(
  urgent: Run,
  plain: Run,
): Pick<AccountStore, 'signedIn' | 'memberships' | 'isOnlyIn' | 'withEmail' | 'erase'> {
  return {
    signedIn: (token) =>
      urgent(async (client) => {
        const found = await client.query<SessionRow & AccountRow>(
          `select ${SESSION}, ${ACCOUNT} from accounts.session s join accounts."user" u on u.id = s."userId"
            where s.token = $1 and s."expiresAt" > clock_timestamp()`,
          [token],
        )
        const [row] = found.rows
        return row && { session: sessionOf(row), account: accountOf(row) }
      }),
    memberships: (accountId) =>
      urgent(async (client) => {
        const found = await client.query<Membership>(
          `select org_id as "orgId", member_id as "memberId" from accounts.membership
            where account_id = $1 order by org_id`,
          [accountId],
        )
        return found.rows
      }),
    isOnlyIn: (accountId, orgId) =>
      plain(async (client) => {
        const found = await client.query(`select 1 where ${ONLY_IN}`, [accountId, orgId])
        return found.rows.length > 0
      }),
    withEmail: (email) =>
      plain(async (client) => {
        const found = await client.query<AccountRow>(
          `select ${ACCOUNT} from accounts."user" u where u.email = $1`,
          [email.toLowerCase()],
        )
        const [row] = found.rows
        return row && accountOf(row)
      }),
    erase: (accountId) =>
      plain(async (client) => {
        await client.query('delete from accounts."user" where id = $1', [accountId])
      }),
  }
}

type CredentialMethods =
  | 'passkeys'
  | 'credentials'
  | 'hasCredential'
  | 'hasOtherWay'
  | 'removePasskey'
  | 'passwordMark'
  | 'setPassword'
  | 'addPassword'
  | 'resetAccess'

/** What an account is entered with. */
function waysIn(plain: Run): Pick<AccountStore, CredentialMethods> {
  return {
    passkeys: (accountId) =>
      plain(async (client) => {
        const found = await client.query<Passkey>(
          `select id, coalesce(name, '') as name, extract(epoch from "createdAt")::float8 * 1000 as "createdAt",
                  jsonb_build_object('id', "credentialID", 'publicKey', "publicKey") as credential
             from accounts.passkey where "userId" = $1 order by "createdAt" limit 100`,
          [accountId],
        )
        return found.rows
      }),
    credentials: (accountId) =>
      plain(async (client) => {
        const found = await client.query<PasskeyCredential>(
          `select "credentialID" as id, "publicKey" from accounts.passkey
            where "userId" = $1 order by "createdAt" limit 100`,
          [accountId],
        )
        return found.rows
      }),
    hasOtherWay: (accountId, passkeyId) =>
      plain(async (client) => {
        const found = await client.query(`select 1 where ${OTHER_WAY}`, [accountId, passkeyId])
        return found.rows.length > 0
      }),
    removePasskey: (accountId, passkeyId) =>
      plain(async (client) => {
        // Two that are removed at once must not both take the other one for a way in.
        await client.query(LOCK, [accountId])
        const removed = await client.query(
          `delete from accounts.passkey where "userId" = $1 and id = $2 and ${OTHER_WAY}`,
          [accountId, passkeyId],
        )
        return removed.rowCount === 1
      }),
    hasCredential: (id) =>
      plain(async (client) => {
        const found = await client.query('select 1 from accounts.passkey where "credentialID" = $1', [id])
        return found.rows.length > 0
      }),
    passwordMark: (accountId) => plain((client) => markOf(client, accountId)),
    resetAccess: (accountId, orgId) => plain((client) => resetAccess(client, accountId, orgId)),
    addPassword: (accountId, hash) => plain((client) => addPassword(client, accountId, hash)),
    setPassword: (accountId, hash, how) => plain((client) => setPassword(client, accountId, hash, how)),
  }
}

function addresses(plain: Run): Pick<AccountStore, 'provenAddresses' | 'prove'> {
  return {
    provenAddresses: (accountIds) =>
      plain(async (client) => {
        const found = await client.query<{ id: string; email: string }>(
          `select id, email from accounts."user" where id = any($1) and "emailVerified"`,
          [accountIds],
        )
        return new Map(found.rows.map(({ id, email }) => [id, email.toLowerCase()]))
      }),
    prove: (accountId) =>
      plain(async (client) => {
        await client.query(
          'update accounts."user" set "emailVerified" = true, "updatedAt" = now() where id = $1',
          [accountId],
        )
      }),
  }
}

/** `$1`: the account, `$2`: the org. */
const ONLY_IN = `(select array_agg(org_id) = array[$2::text] from accounts.membership where account_id = $1)`

const LOCK = 'select 1 from accounts."user" where id = $1 for update'

/** `$1`: the account, `$2`: a passkey of it. */
const OTHER_WAY = `(
  exists (select 1 from accounts.account where "userId" = $1 and "providerId" = 'credential')
  or exists (select 1 from accounts.passkey where "userId" = $1 and id <> $2))`

const MARK = `encode(sha256(convert_to(password, 'UTF8')), 'hex')`

type PasswordProof = Parameters<AccountStore['setPassword']>[2]

async function setPassword(
  client: Client,
  accountId: string,
  hash: string,
  { mark, proves }: PasswordProof,
): Promise<boolean> {
  const isSet =
    mark === ''
      ? await addPassword(client, accountId, hash)
      : await replacePassword(client, accountId, hash, mark)
  if (!isSet) return false
  if (proves) await proveByMail(client, accountId)
  await client.query('delete from accounts.session where "userId" = $1', [accountId])
  return true
}

/** Somebody who made an account with an address that was not theirs keeps no other way in. */
async function proveByMail(client: Client, accountId: string): Promise<void> {
  const unproven = `select id from accounts."user" where id = $1 and not "emailVerified"`
  for (const table of ['passkey', 'twoFactor']) {
    await client.query(`delete from accounts."${table}" where "userId" in (${unproven})`, [accountId])
  }
  await client.query(
    `update accounts."user" set "emailVerified" = true, "updatedAt" = now(),
            "twoFactorEnabled" = coalesce("twoFactorEnabled", false) and "emailVerified"
      where id = $1`,
    [accountId],
  )
}

/** Another password that opens nothing each time: a link of an earlier reset finds that its own is gone. */
async function resetAccess(client: Client, accountId: string, orgId: string): ReturnType<ResetAccess> {
  await client.query(LOCK, [accountId])
  const found = await client.query<AccountRow>(
    `update accounts."user" u set "twoFactorEnabled" = false, "updatedAt" = now()
      where id = $1 and ${ONLY_IN} returning ${ACCOUNT}`,
    [accountId, orgId],
  )
  const [row] = found.rows
  if (row === undefined) return undefined
  for (const table of ['passkey', 'twoFactor', 'account', 'session'])
    await client.query(`delete from accounts."${table}" where "userId" = $1`, [accountId])
  await addPassword(client, accountId, `none ${randomUUID()}`)
  return { account: accountOf(row), mark: (await markOf(client, accountId)) ?? '' }
}

type ResetAccess = AccountStore['resetAccess']

async function markOf(client: Client, accountId: string): Promise<string | undefined> {
  const found = await client.query<{ mark: string }>(
    `select coalesce(${MARK}, '') as mark from accounts."user" u
       left join accounts.account a on a."userId" = u.id and a."providerId" = 'credential'
      where u.id = $1`,
    [accountId],
  )
  return found.rows[0]?.mark
}

async function replacePassword(
  client: Client,
  accountId: string,
  hash: string,
  mark: string,
): Promise<boolean> {
  const set = await client.query(
    `update accounts.account set password = $2, "updatedAt" = now()
      where "userId" = $1 and "providerId" = 'credential' and ${MARK} = $3`,
    [accountId, hash, mark],
  )
  return set.rowCount === 1
}

/** False where there is one already: of two that are set at once, one counts. */
async function addPassword(client: Client, accountId: string, hash: string): Promise<boolean> {
  await client.query(LOCK, [accountId])
  const added = await client.query(
    `insert into accounts.account (id, "accountId", "providerId", "userId", password, "createdAt", "updatedAt")
     select gen_random_uuid()::text, id, 'credential', id, $2, now(), now() from accounts."user" u
      where id = $1 and not exists
        (select 1 from accounts.account a where a."userId" = u.id and a."providerId" = 'credential')`,
    [accountId, hash],
  )
  return added.rowCount === 1
}

function sessions(plain: Run): Pick<AccountStore, 'sessions' | 'endSession' | 'endSessions'> {
  return {
    sessions: (accountId) =>
      plain(async (client) => {
        const found = await client.query<SessionRow>(
          `select ${SESSION} from accounts.session s
            where s."userId" = $1 and s."expiresAt" > clock_timestamp() order by s."createdAt" desc limit 200`,
          [accountId],
        )
        return found.rows.map(sessionOf)
      }),
    endSession: (accountId, id) =>
      plain(async (client) => {
        await client.query('delete from accounts.session where "userId" = $1 and id = $2', [accountId, id])
      }),
    endSessions: (accountId, exceptId = '') =>
      plain(async (client) => {
        const values = [accountId, exceptId]
        await client.query('delete from accounts.session where "userId" = $1 and id <> $2', values)
      }),
  }
}

const SWEEP_ROWS = 1000

function sessionOf({ id, method, orgId, signedInAt, expiresAt, userAgent }: SessionRow): Session {
  return { id, method, orgId, signedInAt, expiresAt, userAgent }
}

function accountOf({ accountId: id, name, email, hasSecondFactor, isProven }: AccountRow): Account {
  return { id, name, email, hasSecondFactor, isProven }
}
