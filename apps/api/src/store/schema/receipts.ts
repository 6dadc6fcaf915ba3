// The tables of receipts and of what they disclose.
import { sql } from 'drizzle-orm'
import { index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { bytea, position } from './columns.ts'

/** Leaves of the log, beside what lists filter by. No foreign keys: each would cost a look-up per row in every commit. */
export const receipts = pgTable(
  'receipts',
  {
    orgId: text('org_id').notNull(),
    seq: position('seq').notNull(),
    type: text('type').notNull(),
    agentId: text('agent_id'),
    verdict: text('verdict'),
    action: text('action'),
    tool: text('tool'),
    sessionId: text('session_id'),
    /** The gate that it closes or decides on; not the one that it opens, which has its own seq. */
    gateSeq: position('gate_seq'),
    approvalId: text('approval_id'),
    leafHash: bytea('leaf_hash').notNull(),
    payload: bytea('payload').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.seq] }),
    index('receipts_agent').on(t.orgId, t.agentId, t.seq),
    index('receipts_people').on(t.orgId, t.seq).where(sql`type in ('member.invited', 'member.added')`),
    index('receipts_gate').on(t.orgId, t.gateSeq, t.seq).where(sql`gate_seq is not null`),
    index('receipts_approval').on(t.orgId, t.approvalId, t.seq).where(sql`approval_id is not null`),
  ],
)

/** Values and salts behind a receipt's commitments, sealed; deleting a row erases them. */
export const disclosures = pgTable(
  'disclosures',
  {
    orgId: text('org_id').notNull(),
    seq: position('seq').notNull(),
    sealed: bytea('sealed').notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.seq] })],
)
