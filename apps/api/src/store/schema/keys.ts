// The table of API keys.
import { sql } from 'drizzle-orm'
import { foreignKey, index, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { agents } from './agents.ts'
import { bytea, millis } from './columns.ts'
import { orgs } from './orgs.ts'

export const apiKeys = pgTable(
  'api_keys',
  {
    orgId: text('org_id')
      .notNull()
      .references(() => orgs.orgId),
    id: text('id').notNull(),
    hash: bytea('hash').notNull(),
    name: text('name').notNull(),
    hint: text('hint').notNull(),
    scopes: jsonb('scopes').$type<string[]>().notNull(),
    agentId: text('agent_id'),
    environment: text('environment'),
    createdAt: millis('created_at').notNull(),
    revokedAt: millis('revoked_at'),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    uniqueIndex('api_keys_hash').on(t.orgId, t.hash),
    index('api_keys_environment').on(t.orgId, t.environment).where(sql`environment is not null`),
    index('api_keys_agent').on(t.orgId, t.agentId).where(sql`agent_id is not null`),
    foreignKey({ columns: [t.orgId, t.agentId], foreignColumns: [agents.orgId, agents.id] }),
  ],
)
