// The table of what belongs to the installation and to no org.
import { sql } from 'drizzle-orm'
import { check, pgTable, smallint, text } from 'drizzle-orm/pg-core'
import { bytea } from './columns.ts'

/** One row: what this installation's secrets are bound to. Not a tenant table. */
export const instance = pgTable(
  'instance',
  {
    id: smallint('id').primaryKey().default(1),
    masterCheck: bytea('master_check').notNull(),
    pepper: bytea('pepper').notNull(),
    firstOrgId: text('first_org_id'),
  },
  (t) => [check('instance_single_row', sql`${t.id} = 1`)],
)
