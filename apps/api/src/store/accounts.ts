// Accounts: what is read and written of them besides what better-auth does. No org is concerned.
import { createHash } from 'node:crypto'
import type { SignInMethod } from '@countersign/terms'
import type {
  Account,
  AccountStore,
  Membership,
  Passkey,
  PasskeyCredential,
  Session,
  Ticket,
} from '../ports/accounts.ts'
import { seal, unseal } from '../sealing.ts'
import { withAccounts } from './account-pool.ts'
import type { Client, Database } from './pool.ts'

type SessionRow = {
  id: string
  method: SignInMethod
  signedInAt: number
  expiresAt: number
  userAgent: string
}
type AccountRow = { accountId: string; name: string; email: string; hasSecondFactor: boolean }

const SESSION = `s.id, s.method, extract(epoch from s."createdAt")::float8 * 1000 as "signedInAt",
  extract(epoch from s."expiresAt")::float8 * 1000 as "expiresAt", coalesce(s."userAgent", '') as "userAgent"`
const ACCOUNT = `u.id as "accountId", u.name, u.email, coalesce(u."twoFactorEnabled", false) as "hasSecondFactor"`

type Run = <T>(work: (client: Client) => Promise<T>) => Promise<T>

/** `ticketKey` seals what links are for. */
export function createAccountStore(db: Database, ticketKey: Uint8Array): AccountStore {
  const urgent: Run = (work) => withAccounts(db.urgent, db.timeouts, work)
  const plain: Run = (work) => withAccounts(db.readers, db.timeouts, work)
  return {
    ...people(urgent, plain),
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
): Pick<
  AccountStore,
  | 'signedIn'
  | 'memberships'
  | 'withEmail'
  | 'erase'
  | 'passkeys'
  | 'credentials'
  | 'passwordMark'
  | 'setPassword'
> {
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
    withEmail: (email) =>
      plain(async (client) => {
        const found = await client.query<AccountRow>(
          `select ${ACCOUNT} from accounts."user" u where u.email = $1`,
          [email.toLowerCase()],
        )
        const [row] = found.rows
        return row && accountOf(row)
      }),
    passkeys: (accountId) =>
      plain(async (client) => {
        const found = await client.query<Passkey>(
          `select id, coalesce(name, '') as name, extract(epoch from "createdAt")::float8 * 1000 as "createdAt"
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
    passwordMark: (accountId) =>
      plain(async (client) => {
        const found = await client.query<{ mark: string }>(
          `select ${MARK} as mark from accounts.account where "userId" = $1 and "providerId" = 'credential'`,
          [accountId],
        )
        return found.rows[0]?.mark
      }),
    setPassword: (accountId, hash, mark) => plain((client) => setPassword(client, accountId, hash, mark)),
    erase: (accountId) =>
      plain(async (client) => {
        await client.query('delete from accounts."user" where id = $1', [accountId])
      }),
  }
}

const MARK = `encode(sha256(convert_to(password, 'UTF8')), 'hex')`

/** Whoever made an account with an address that was not theirs keeps no other way in. */
async function setPassword(client: Client, accountId: string, hash: string, mark: string): Promise<boolean> {
  const set = await client.query(
    `update accounts.account set password = $2, "updatedAt" = now()
      where "userId" = $1 and "providerId" = 'credential' and ${MARK} = $3`,
    [accountId, hash, mark],
  )
  if (set.rowCount === 0) return false
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
  await client.query('delete from accounts.session where "userId" = $1', [accountId])
  return true
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

function tickets(
  plain: Run,
  ticketKey: Uint8Array,
): Pick<AccountStore, 'issue' | 'peek' | 'take' | 'withdraw' | 'isFirst'> {
  function open({ hash, kind, content, expires }: TicketRow): Ticket {
    const text = Buffer.from(unseal(ticketKey, `ticket/${hash}`, Buffer.from(content, 'base64'))).toString()
    return { kind, content: JSON.parse(text), expiresAt: expires }
  }
  function one(statement: string, token: string, kind: Ticket['kind']): Promise<Ticket | undefined> {
    return plain(async (client) => {
      const found = await client.query<TicketRow>(statement, [hashOf(token), kind])
      return found.rows[0] && open(found.rows[0])
    })
  }
  return {
    issue: (token, { kind, content, expiresAt }) =>
      plain(async (client) => {
        const hash = hashOf(token)
        const sealed = seal(ticketKey, `ticket/${hash}`, Buffer.from(JSON.stringify(content)))
        await client.query(
          `insert into accounts.ticket (hash, kind, content, "expiresAt")
           values ($1, $2, $3, to_timestamp($4::float8 / 1000))`,
          [hash, kind, Buffer.from(sealed).toString('base64'), expiresAt],
        )
      }),
    peek: (token, kind) => one(`select ${TICKET} from accounts.ticket ${OPEN}`, token, kind),
    take: (token, kind) => one(`delete from accounts.ticket ${OPEN} returning ${TICKET}`, token, kind),
    isFirst: (name, expiresAt) =>
      plain(async (client) => {
        const taken = await client.query(
          `insert into accounts.ticket (hash, kind, content, "expiresAt")
           values ($1, 'used_code', '', to_timestamp($2::float8 / 1000))
           on conflict (hash) do update set "expiresAt" = excluded."expiresAt"
             where accounts.ticket."expiresAt" < clock_timestamp()`,
          [hashOf(`used ${name}`), expiresAt],
        )
        return taken.rowCount === 1
      }),
    withdraw: (kind) =>
      plain(async (client) => {
        await client.query('delete from accounts.ticket where kind = $1', [kind])
      }),
  }
}

const SWEEP_ROWS = 1000

type TicketRow = { hash: string; kind: Ticket['kind']; content: string; expires: number }
const OPEN = `where hash = $1 and kind = $2 and "expiresAt" > clock_timestamp()`
const TICKET = `hash, kind, content, extract(epoch from "expiresAt")::float8 * 1000 as expires`

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

function sessionOf({ id, method, signedInAt, expiresAt, userAgent }: SessionRow): Session {
  return { id, method, signedInAt, expiresAt, userAgent }
}

function accountOf({ accountId: id, name, email, hasSecondFactor }: AccountRow): Account {
  return { id, name, email, hasSecondFactor }
}
