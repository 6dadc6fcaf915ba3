// The tables of published policies and of which version is live where.
import { foreignKey, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { millis } from './columns.ts'
import { orgs } from './orgs.ts'

/** Published versions of an org's policies: the document as it was written, and Cedar's JSON form of its policies. */
export const policies = pgTable(
  'policies',
  {
    orgId: text('org_id')
      .notNull()
      .references(() => orgs.orgId),
    version: integer('version').notNull(),
    digest: text('digest').notNull(),
    document: text('document').notNull(),
    parsed: text('parsed').notNull(),
    environment: text('environment').notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: millis('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.version] }),
    index('policies_environment').on(t.orgId, t.environment, t.version),
  ],
)

/** Which version is live where; the environment `*` stands for every one that has no row of its own. */
export const livePolicies = pgTable(
  'live_policies',
  {
    orgId: text('org_id').notNull(),
    environment: text('environment').notNull(),
    version: integer('version').notNull(),
    since: millis('since').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.environment] }),
    foreignKey({ columns: [t.orgId, t.version], foreignColumns: [policies.orgId, policies.version] }),
  ],
)
