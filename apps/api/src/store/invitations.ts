// Invitations: rows, what a configuration holds of them, and what their changes write.
import type { ChangeOf } from '../ports/ledger.ts'
import type { Invitation } from '../ports/nouns.ts'
import type { Client } from './pool.ts'

/** All of them, by id and in that order: there are few. */
export async function readInvitations(client: Client, orgId: string): Promise<Map<string, Invitation>> {
  const found = await client.query<Invitation>({
    name: 'config_invitations',
    text: `select id, hash, email, mailed, role, groups, invited_by as "invitedBy", created_at::float8 as "createdAt",
                  expires_at::float8 as "expiresAt"
             from invitations where org_id = $1 order by id`,
    values: [orgId],
  })
  return new Map(found.rows.map((row) => [row.id, row]))
}

/** Adds the invitation, and sets when the job must end it. */
function addInvitation(client: Client, orgId: string, { invitation }: ChangeOf<'invitation.add'>) {
  const { id, hash, email, mailed, role, groups, invitedBy, createdAt, expiresAt } = invitation
  return Promise.all([
    client.query(
      `insert into due (org_id, at) values ($1, $2)
       on conflict (org_id) do update set at = excluded.at where due.at > excluded.at`,
      [orgId, expiresAt],
    ),
    client.query(
      `insert into invitations (org_id, id, hash, email, mailed, role, groups, invited_by, created_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        orgId,
        id,
        Buffer.from(hash),
        email,
        mailed,
        role,
        JSON.stringify(groups),
        invitedBy,
        createdAt,
        expiresAt,
      ],
    ),
  ])
}

function removeInvitation(client: Client, orgId: string, { id }: ChangeOf<'invitation.remove'>) {
  return client.query('delete from invitations where org_id = $1 and id = $2', [orgId, id])
}

export const invitationEffects = {
  'invitation.add': { write: addInvitation },
  'invitation.remove': { write: removeInvitation },
}
