// The tables of approvals, and of which were decided lately.
import { sql } from 'drizzle-orm'
import { index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { millis, position } from './columns.ts'

/** What changes of an approval, and what lists filter by; the rest is in the receipt of its gate. */
export const approvals = pgTable(
  'approvals',
  {
    orgId: text('org_id').notNull(),
    id: text('id').notNull(),
    gateSeq: position('gate_seq').notNull(),
    agentId: text('agent_id').notNull(),
    /** What is called, where: the receipt says the same. */
    environment: text('environment').notNull(),
    tool: text('tool').notNull(),
    action: text('action').notNull(),
    /** What the receipt of its gate asks for, unchanged. */
    asked: jsonb('asked').notNull(),
    status: text('status').notNull(),
    decisions: jsonb('decisions').notNull(),
    /** How often it was used. */
    used: integer('used').notNull().default(0),
    /** Until when it may be decided, and once it is granted, used. */
    expiresAt: millis('expires_at').notNull(),
    /** Equal for requests that differ in nothing but the salts of their commitments. */
    sameness: text('sameness').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    index('approvals_status').on(t.orgId, t.status, t.id),
    index('approvals_agent').on(t.orgId, t.agentId, t.id),
    index('approvals_agent_status').on(t.orgId, t.agentId, t.status, t.id),
    index('approvals_waiting').on(t.orgId, t.agentId, t.expiresAt).where(sql`status = 'pending'`),
    index('approvals_used').on(t.orgId, t.environment, t.tool, t.action, t.id).where(sql`used > 0`),
    index('approvals_same').on(t.orgId, t.sameness, t.id).where(sql`status in ('pending', 'granted')`),
  ],
)

/** Approvals that were decided or ended lately. Outside row security: each process asks for all that its callers wait for. */
export const decided = pgTable(
  'decided',
  {
    orgId: text('org_id').notNull(),
    approvalId: text('approval_id').notNull(),
    at: millis('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.approvalId] }), index('decided_at').on(t.at)],
)
