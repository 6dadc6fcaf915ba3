// The table of environments.
import { pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { millis } from './columns.ts'
import { orgs } from './orgs.ts'

/** Where agents act and policies apply. */
export const environments = pgTable(
  'environments',
  {
    orgId: text('org_id')
      .notNull()
      .references(() => orgs.orgId),
    name: text('name').notNull(),
    createdAt: millis('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.name] })],
)
