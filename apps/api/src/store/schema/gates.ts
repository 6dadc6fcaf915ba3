// The tables of gates and of when each org next has one to expire.
import { sql } from 'drizzle-orm'
import { index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { bytea, millis, position } from './columns.ts'

/** Gates that were opened or are waiting, found by the seq of the receipt that opened them. */
export const gates = pgTable(
  'gates',
  {
    orgId: text('org_id').notNull(),
    seq: position('seq').notNull(),
    status: text('status').notNull(),
    expiresAt: millis('expires_at').notNull(),
    approvalId: text('approval_id'),
    closedSeq: position('closed_seq'),
    outputDigest: bytea('output_digest'),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.seq] }),
    index('gates_expiry').on(t.orgId, t.expiresAt).where(sql`closed_seq is null`),
  ],
)

/** When each org next has something to expire. Outside row security: jobs read it across orgs. */
export const due = pgTable(
  'due',
  {
    orgId: text('org_id').primaryKey(),
    at: millis('at').notNull(),
  },
  (t) => [index('due_at').on(t.at)],
)
