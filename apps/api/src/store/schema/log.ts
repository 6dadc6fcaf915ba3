// The tables of a log: its head, its keys, its receipts by commit, its tree.
import { sql } from 'drizzle-orm'
import { index, integer, pgTable, primaryKey, smallint, text } from 'drizzle-orm/pg-core'
import { bytea, millis, position } from './columns.ts'
import { orgs } from './orgs.ts'

/** The head of an org's log; the row that every commit locks. */
export const logs = pgTable('logs', {
  orgId: text('org_id')
    .primaryKey()
    .references(() => orgs.orgId),
  size: position('size').notNull(),
  epoch: position('epoch').notNull(),
  frontier: bytea('frontier').notNull(),
  lastLeaf: bytea('last_leaf').notNull(),
  issuedAt: millis('issued_at').notNull(),
})

export const signingKeys = pgTable(
  'signing_keys',
  {
    orgId: text('org_id')
      .notNull()
      .references(() => orgs.orgId),
    kid: bytea('kid').notNull(),
    publicKey: bytea('public_key').notNull(),
    seed: bytea('seed').notNull(),
    fromSize: position('from_size').notNull(),
    untilSize: position('until_size'),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.kid] })],
)

/** One row per commit: its receipts and what they disclose as compressed blocks, and its signed head. */
export const segments = pgTable(
  'segments',
  {
    orgId: text('org_id').notNull(),
    /** Of the log after it. */
    treeSize: position('tree_size').notNull(),
    count: integer('count').notNull(),
    issuedAt: millis('issued_at').notNull(),
    root: bytea('root').notNull(),
    kid: bytea('kid').notNull(),
    protectedHeader: bytea('protected_header').notNull(),
    signature: bytea('signature').notNull(),
    payloads: bytea('payloads').notNull(),
    /** Before compression. */
    payloadBytes: integer('payload_bytes').notNull(),
    /** Sealed; the only column that changes, when something is erased. */
    disclosures: bytea('disclosures'),
    disclosureBytes: integer('disclosure_bytes').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.treeSize] }),
    index('segments_time').on(t.orgId, t.issuedAt, t.treeSize),
    // Those that still disclose something, the oldest first.
    index('segments_disclosing').on(t.orgId, t.treeSize).where(sql`disclosures is not null`),
  ],
)

/** Which agents the receipts of a segment are about. */
export const segmentAgents = pgTable(
  'segment_agents',
  {
    orgId: text('org_id').notNull(),
    agentId: text('agent_id').notNull(),
    treeSize: position('tree_size').notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.agentId, t.treeSize] })],
)

/** Receipts that name a gate, an approval or a member, where nothing else finds them. */
export const mentions = pgTable(
  'mentions',
  {
    orgId: text('org_id').notNull(),
    id: text('id').notNull(),
    seq: position('seq').notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.id, t.seq] })],
)

/** Full 256-wide hash tiles: level 0 holds leaf hashes, level n the roots of 256 tiles of level n-1. */
export const tiles = pgTable(
  'tiles',
  {
    orgId: text('org_id').notNull(),
    level: smallint('level').notNull(),
    index: position('index').notNull(),
    hashes: bytea('hashes').notNull(),
    root: bytea('root').notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.level, t.index] })],
)
