// The table of invitations.
import { boolean, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { bytea, millis } from './columns.ts'
import { orgs } from './orgs.ts'

/** Who may become a member, by the hash of a link's secret. A row goes when it is accepted, revoked or past its time. */
export const invitations = pgTable(
  'invitations',
  {
    orgId: text('org_id')
      .notNull()
      .references(() => orgs.orgId),
    /** The id that the member will have. */
    id: text('id').notNull(),
    hash: bytea('hash').notNull(),
    email: text('email'),
    /** Whether only the owner of the address has the link. */
    mailed: boolean('mailed').notNull(),
    role: text('role').notNull(),
    groups: jsonb('groups').$type<string[]>().notNull(),
    /** The actor; the invitation goes with their right to invite. */
    invitedBy: text('invited_by'),
    createdAt: millis('created_at').notNull(),
    expiresAt: millis('expires_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.id] })],
)
