// Links that are opened once: what each is for, sealed, under the hash of its token.
import { createHash } from 'node:crypto'
import type { AccountStore, Ticket } from '../ports/accounts.ts'
import { seal, unseal } from '../sealing.ts'
import type { Client } from './pool.ts'

/** Runs work in a transaction of accounts. */
export type Run = <T>(work: (client: Client) => Promise<T>) => Promise<T>

export function tickets(
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

type TicketRow = { hash: string; kind: Ticket['kind']; content: string; expires: number }
const OPEN = `where hash = $1 and kind = $2 and "expiresAt" > clock_timestamp()`
const TICKET = `hash, kind, content, extract(epoch from "expiresAt")::float8 * 1000 as expires`

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
