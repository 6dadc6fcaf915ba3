// Members: rows, what a configuration holds of them, and what their changes write.
import type { ChangeOf } from '../ports/ledger.ts'
import type { Member, MemberReader, People } from '../ports/nouns.ts'
import { lapseGrants } from './lapses.ts'
import { pageOf } from './page.ts'
import type { Client } from './pool.ts'
import type { Readers } from './readers.ts'
import type { Erasures } from './segments/erase.ts'

const COLUMNS = `id, name, email, role, groups, substitute, passkeys, slack, account_id as "accountId", created_at::float8 as "createdAt"`

/** What there is of the members as a whole. */
export async function readPeople(client: Client, orgId: string): Promise<People> {
  const found = await client.query<People>({
    name: 'config_people',
    text: `select count(*)::int as count,
                  coalesce((array_agg(id order by id) filter (where role = 'owner'))[1:2], '{}') as owners,
                  coalesce(bool_or(role = 'owner' and account_id is not null), false) as "isOwned"
             from members where org_id = $1`,
    values: [orgId],
  })
  const [people] = found.rows
  if (people === undefined) throw new Error('an aggregate without a row')
  return people
}

/** Members by id and by e-mail address, both as far as they are asked for. */
export type FoundMembers = { members: Map<string, Member | null>; emails: Map<string, string | null> }

export async function readMembers(
  client: Client,
  orgId: string,
  ids: readonly string[],
  emails: readonly string[],
): Promise<FoundMembers> {
  const read: FoundMembers = {
    members: new Map(ids.map((id) => [id, null])),
    emails: new Map(emails.map((email) => [email, null])),
  }
  if (ids.length === 0 && emails.length === 0) return read
  const found = await client.query<Member>({
    name: 'config_members',
    text: `select ${COLUMNS} from members where org_id = $1 and (id = any($2) or lower(email) = any($3))`,
    values: [orgId, ids, emails],
  })
  for (const member of found.rows) {
    read.members.set(member.id, member)
    const email = member.email?.toLowerCase()
    if (email !== undefined && read.emails.has(email)) read.emails.set(email, member.id)
  }
  return read
}

export function createMemberReader(readers: Readers): MemberReader {
  return {
    list: (orgId, { limit, after }) =>
      readers.scan(orgId, async (client) => {
        const found = await client.query<Member>(
          `select ${COLUMNS} from members where org_id = $1 and id > $2 order by id limit $3`,
          [orgId, after ?? '', limit + 1],
        )
        return pageOf(found.rows, limit)
      }),
    named: (orgId, ids) =>
      readers.point(orgId, async (client) => {
        const found = await client.query<Member>(
          `select ${COLUMNS} from members where org_id = $1 and id = any($2)`,
          [orgId, ids],
        )
        return new Map(found.rows.map((member) => [member.id, member]))
      }),
    // An org has a bounded number of members, and row security keeps an index on a part of a column from being used.
    absent: (orgId, substituteId) =>
      readers.point(orgId, async (client) => {
        const found = await client.query<Member>(
          `select ${COLUMNS} from members where org_id = $1 and substitute ->> 'id' = $2 order by id limit 50`,
          [orgId, substituteId],
        )
        return found.rows
      }),
  }
}

/** The account learns of its org in the same commit. */
function addMember(client: Client, orgId: string, { member }: ChangeOf<'member.add'>) {
  const { id, name, email, role, groups, passkeys, createdAt, accountId } = member
  return Promise.all([
    client.query(
      `insert into members (org_id, id, name, email, role, groups, passkeys, account_id, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [orgId, id, name, email, role, JSON.stringify(groups), JSON.stringify(passkeys), accountId, createdAt],
    ),
    accountId === null ||
      client.query('insert into accounts.membership (account_id, org_id, member_id) values ($1, $2, $3)', [
        accountId,
        orgId,
        id,
      ]),
  ])
}

function changeMember(client: Client, orgId: string, change: ChangeOf<'member.change'>) {
  const { id, role, groups, substitute, passkeys, slack } = change
  return Promise.all([
    client.query(
      `update members set role = $3, groups = $4, substitute = $5, passkeys = coalesce($6, passkeys),
              slack = case when $7 then $8 else slack end
        where org_id = $1 and id = $2`,
      [
        orgId,
        id,
        role,
        JSON.stringify(groups),
        substitute && JSON.stringify(substitute),
        passkeys && JSON.stringify(passkeys),
        slack !== undefined,
        slack && JSON.stringify(slack),
      ],
    ),
    lapseGrants(client, orgId, { id, role, groups }),
  ])
}

function removeMember(client: Client, orgId: string, { id }: ChangeOf<'member.remove'>) {
  return Promise.all([
    client.query('delete from members where org_id = $1 and id = $2', [orgId, id]),
    client.query('delete from accounts.membership where org_id = $1 and member_id = $2', [orgId, id]),
    lapseGrants(client, orgId, { id }),
  ])
}

/** Name and address go with their salts: the commitments to them stay in the log, and nobody can open them. */
function eraseMember({ erasures }: { erasures: Erasures }, { id }: ChangeOf<'member.remove'>): void {
  erasures.push({ id, below: 'member' })
}

export const memberEffects = {
  'member.add': { write: addMember },
  'member.change': { write: changeMember },
  'member.remove': { write: removeMember, apply: eraseMember },
}
