// The table of registered tools.
import { jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { millis } from './columns.ts'
import { orgs } from './orgs.ts'

/** Registered tools and their settings. */
export const tools = pgTable(
  'tools',
  {
    orgId: text('org_id')
      .notNull()
      .references(() => orgs.orgId),
    name: text('name').notNull(),
    settings: jsonb('settings').notNull(),
    // As it was pinned; only comparisons read it.
    definition: jsonb('definition'),
    createdAt: millis('created_at').notNull(),
    changedAt: millis('changed_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.name] })],
)
