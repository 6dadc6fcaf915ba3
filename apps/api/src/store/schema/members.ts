// The table of members.
import { jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { millis } from './columns.ts'
import { orgs } from './orgs.ts'

/** The people of an org. A row goes when its member is removed; receipts hold the id. */
export const members = pgTable(
  'members',
  {
    orgId: text('org_id')
      .notNull()
      .references(() => orgs.orgId),
    id: text('id').notNull(),
    name: text('name').notNull(),
    email: text('email'),
    role: text('role').notNull(),
    groups: jsonb('groups').$type<string[]>().notNull(),
    createdAt: millis('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.id] })],
)
