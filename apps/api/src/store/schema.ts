// The tables, and with them the types of their rows. Row security, grants and triggers are SQL: migrations/0001_isolation.sql.
import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  customType,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'

const bytea = customType<{ data: Uint8Array; driverData: Buffer }>({ dataType: () => 'bytea' })
function position(name: string) {
  return bigint(name, { mode: 'number' })
}

function millis(name: string) {
  return bigint(name, { mode: 'number' })
}

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

export const orgs = pgTable('orgs', {
  orgId: text('org_id').primaryKey(),
  name: text('name').notNull(),
  halted: boolean('halted').notNull().default(false),
  logsPublic: boolean('logs_public').notNull().default(true),
  dataKey: bytea('data_key').notNull(),
  createdAt: millis('created_at').notNull(),
})

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

/**
 * Leaves of the log, beside what lists filter by. No foreign keys here and below: each would cost a look-up per row on
 * the ledger's path.
 */
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

/** SHA-256 over key id, operation and Idempotency-Key; which body it came with; which receipt it made. */
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

/** When each org next has something to expire. Outside row security: jobs read it across orgs. */
export const due = pgTable(
  'due',
  {
    orgId: text('org_id').primaryKey(),
    at: millis('at').notNull(),
  },
  (t) => [index('due_at').on(t.at)],
)

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

/** Registered tools and their settings. */
export const environments = pgTable(
  'environments',
  {
    orgId: text('org_id')
      .notNull()
      .references(() => orgs.orgId),
    name: text('name').notNull(),
    createdAt: millis('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.name] })],
)

export const tools = pgTable(
  'tools',
  {
    orgId: text('org_id')
      .notNull()
      .references(() => orgs.orgId),
    name: text('name').notNull(),
    settings: jsonb('settings').notNull(),
    createdAt: millis('created_at').notNull(),
    changedAt: millis('changed_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.name] })],
)

/** The recent activity of each agent, session and run, counted under the log's lock; found by a digest. */
export const counters = pgTable(
  'counters',
  {
    orgId: text('org_id').notNull(),
    id: bytea('id').notNull(),
    state: text('state').notNull(),
    until: millis('until').notNull(),
  },
  // No index on `until`: rows change with every gate, and without one they change in place.
  (t) => [primaryKey({ columns: [t.orgId, t.id] })],
)
