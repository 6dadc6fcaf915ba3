// The tables of a log besides its receipts: its head, its keys, its signed heads, its tree.
import { index, pgTable, primaryKey, smallint, text } from 'drizzle-orm/pg-core'
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

/** One signed head per commit. */
export const checkpoints = pgTable(
  'checkpoints',
  {
    orgId: text('org_id').notNull(),
    treeSize: position('tree_size').notNull(),
    issuedAt: millis('issued_at').notNull(),
    root: bytea('root').notNull(),
    kid: bytea('kid').notNull(),
    protectedHeader: bytea('protected_header').notNull(),
    signature: bytea('signature').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.treeSize] }),
    index('checkpoints_time').on(t.orgId, t.issuedAt, t.treeSize),
  ],
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
