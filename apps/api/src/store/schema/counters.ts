// The table of counters.
import { pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { bytea, millis } from './columns.ts'

/** The recent activity of each agent, session and run, counted under the log's lock; found by a digest. */
export const counters = pgTable(
  'counters',
  {
    orgId: text('org_id').notNull(),
    id: bytea('id').notNull(),
    state: text('state').notNull(),
    until: millis('until').notNull(),
  },
  // No index on `until`: rows change with every gate, and without one they change in place.
  (t) => [primaryKey({ columns: [t.orgId, t.id] })],
)
