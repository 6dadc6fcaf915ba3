// The table of orgs.
import { boolean, pgTable, text } from 'drizzle-orm/pg-core'
import { bytea, millis } from './columns.ts'

export const orgs = pgTable('orgs', {
  orgId: text('org_id').primaryKey(),
  name: text('name').notNull(),
  halted: boolean('halted').notNull().default(false),
  logsPublic: boolean('logs_public').notNull().default(true),
  dataKey: bytea('data_key').notNull(),
  createdAt: millis('created_at').notNull(),
})
