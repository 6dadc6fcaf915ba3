// The table of what was done first under an Idempotency-Key.
import { pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { bytea, position } from './columns.ts'

/** A keyed digest of actor, operation and Idempotency-Key; one of the body it came with; which receipt it made. */
export const repeats = pgTable(
  'repeats',
  {
    orgId: text('org_id').notNull(),
    id: bytea('id').notNull(),
    digest: bytea('digest').notNull(),
    seq: position('seq').notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.id] })],
)
