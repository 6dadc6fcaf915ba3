// Members: rows, what a configuration holds of them, and what their changes write.
import type { ChangeOf } from '../ports/ledger.ts'
import type { Member } from '../ports/nouns.ts'
import type { Client } from './pool.ts'

/** All of them, by id and in that order: there are at most a thousand. */
export async function readMembers(client: Client, orgId: string): Promise<Map<string, Member>> {
  const found = await client.query<Member>({
    name: 'config_members',
    text: `select id, name, email, role, groups, substitute, account_id as "accountId", created_at::float8 as "createdAt"
             from members where org_id = $1 order by id`,
    values: [orgId],
  })
  return new Map(found.rows.map((row) => [row.id, row]))
}

/** The account learns of its org in the same commit. */
function addMember(client: Client, orgId: string, { member }: ChangeOf<'member.add'>) {
  const { id, name, email, role, groups, createdAt, accountId } = member
  return Promise.all([
    client.query(
      `insert into members (org_id, id, name, email, role, groups, account_id, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [orgId, id, name, email, role, JSON.stringify(groups), accountId, createdAt],
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
  const { id, role, groups, substitute } = change
  return client.query(
    'update members set role = $3, groups = $4, substitute = $5 where org_id = $1 and id = $2',
    [orgId, id, role, JSON.stringify(groups), substitute && JSON.stringify(substitute)],
  )
}

function removeMember(client: Client, orgId: string, { id }: ChangeOf<'member.remove'>) {
  return Promise.all([
    client.query('delete from members where org_id = $1 and id = $2', [orgId, id]),
    client.query('delete from accounts.membership where org_id = $1 and member_id = $2', [orgId, id]),
  ])
}

export const memberEffects = {
  'member.add': { write: addMember },
  'member.change': { write: changeMember },
  'member.remove': { write: removeMember },
}
