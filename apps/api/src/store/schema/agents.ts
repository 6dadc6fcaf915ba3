// The table of agents.
import { sql } from 'drizzle-orm'
import { index, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { millis } from './columns.ts'
import { orgs } from './orgs.ts'

export const agents = pgTable(
  'agents',
  {
    orgId: text('org_id')
      .notNull()
      .references(() => orgs.orgId),
    id: text('id').notNull(),
    name: text('name').notNull(),
    status: text('status').notNull(),
    roles: jsonb('roles').$type<string[]>().notNull(),
    labels: jsonb('labels').$type<Record<string, string>>().notNull(),
    environment: text('environment'),
    owner: text('owner'),
    createdAt: millis('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    index('agents_status').on(t.orgId, t.status, t.id),
    index('agents_environment').on(t.orgId, t.environment).where(sql`environment is not null`),
  ],
)
