// The table of orgs.
import { boolean, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { bytea, millis } from './columns.ts'

/** For how many days disclosed values are kept, null for ever; and the shorter time that will hold from a moment on. */
export type Retention = { days: number | null; next?: { days: number; at: number } }

export const orgs = pgTable('orgs', {
  orgId: text('org_id').primaryKey(),
  name: text('name').notNull(),
  halted: boolean('halted').notNull().default(false),
  logsPublic: boolean('logs_public').notNull().default(true),
  dataKey: bytea('data_key').notNull(),
  createdAt: millis('created_at').notNull(),
  /** Null: values are kept for ever, and always were. */
  retention: jsonb('retention').$type<Retention>(),
})

/** When the values of an org are next looked through for old ones. Outside row security, as `due` is. */
export const retentionDue = pgTable(
  'retention_due',
  {
    orgId: text('org_id').primaryKey(),
    at: millis('at').notNull(),
    /** Since when it should have been looked through to its end and was not. */
    behindSince: millis('behind_since'),
  },
  (t) => [index('retention_due_at').on(t.at), index('retention_due_behind_since').on(t.behindSince)],
)
