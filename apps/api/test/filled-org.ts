// An org with a log of 50,000 receipts and as many other rows as one of that size has, written by SQL.
import { randomBytes } from 'node:crypto'
import { gateId } from '@countersign/terms'
import type pg from 'pg'
import { noting, type TestStore } from './store-harness.ts'

export const RECEIPTS = 50_000
const RECORDED = 600
const AGENTS = 20_000

export type Filled = {
  orgId: string
  /** Most receipts are this agent's; of the rare one there are ten, the oldest. */
  busyAgent: string
  rareAgent: string
  gateId: string
  approvalId: string
  /** One of a thousand that wait; ten thousand are over. */
  waitingId: string
  /** Times of the middle and of the end of the log, ms since the epoch. */
  middle: number
  end: number
}

export async function fillOrg(store: TestStore, sql: pg.Client): Promise<Filled> {
  const { orgId } = store
  await Promise.all(Array.from({ length: RECORDED }, () => store.record(orgId, noting({}, disclosed()))))
  const head = await store.log.checkpoint(orgId)
  const begin = head?.treeSize ?? 0
  const time = (head?.issuedAt ?? 0) + 1
  const org: Filled = {
    orgId,
    busyAgent: agentOf(1),
    rareAgent: agentOf(2),
    gateId: gateId(0, 30_000),
    approvalId: `apr_${'0'.repeat(26)}`,
    waitingId: approvalOf(7),
    middle: time + RECEIPTS / 2,
    end: time + RECEIPTS,
  }
  for (const [text, values] of [
    [RECEIPT_ROWS, [orgId, begin, org.busyAgent, org.rareAgent, org.gateId, org.approvalId]],
    [DISCLOSURE_ROWS, [orgId, begin]],
    [CHECKPOINT_ROWS, [orgId, begin, time]],
    [TILE_ROWS, [orgId, begin]],
    [GATE_ROWS, [orgId, begin]],
    [APPROVAL_ROWS, [orgId, begin, org.busyAgent]],
    [AGENT_ROWS, [orgId]],
    [KEY_ROWS, [orgId]],
    [MEMBER_ROWS, [orgId]],
    [VERSION_ROWS, [orgId]],
    [LIVE_ROWS, [orgId]],
    [COUNTER_ROWS, [orgId]],
    [REPEAT_ROWS, [orgId, begin]],
    [TOOL_ROWS, [orgId]],
  ] as const) {
    await sql.query(text, [...values])
  }
  await sql.query('analyze')
  return org
}

function disclosed() {
  return {
    disclosures: [
      { path: 'action.arguments', salt: randomBytes(32).toString('hex'), value: { text: 'x'.repeat(200) } },
    ],
  }
}

function agentOf(n: number): string {
  return `agt_${String(n).padStart(26, '0')}`
}

function approvalOf(n: number): string {
  return `apr_${String(n).padStart(26, '0')}`
}

const RECEIPT_ROWS = `
  insert into receipts (org_id, seq, type, agent_id, verdict, action, tool, session_id, gate_seq, approval_id, leaf_hash, payload)
  select $1, n, case when n % 20 = 0 then 'gate.denied' when n % 5 = 0 then 'action.completed' else 'gate.allowed' end,
         case when n < $2::int + 10 then $4 when n % 5 < 3 then $3 else 'agt_' || lpad((n % 1000)::text, 26, '0') end,
         case when n % 20 = 0 then 'deny' when n % 5 = 0 then null else 'allow' end,
         'action-' || n % 7, 'tool-' || n % 7, 'session-' || n % 500,
         case when n % 20 <> 0 and n % 5 = 0 then n - 1 end, case when n % 2500 = 0 then $6 end,
         sha256(n::text::bytea),
         convert_to('{"gate":{"id":"' || $5 || '"},"pad":"' || repeat(md5(n::text), 20) || '"}', 'UTF8')
    from generate_series($2::int, ${RECEIPTS - 1}) n`
const DISCLOSURE_ROWS = `
  insert into disclosures (org_id, seq, sealed)
  select $1, n, convert_to(repeat(md5(n::text), 12), 'UTF8') from generate_series($2::int, ${RECEIPTS - 1}) n`
const CHECKPOINT_ROWS = `
  insert into checkpoints (org_id, tree_size, issued_at, root, kid, protected_header, signature)
  select $1, n, $3::bigint + n, sha256('a'), sha256('b'), 'c', convert_to(repeat(md5(n::text), 103), 'UTF8')
    from generate_series($2::int + 25, ${RECEIPTS}, 25) n`
const TILE_ROWS = `
  insert into tiles (org_id, level, index, hashes, root)
  select $1, 0, n, convert_to(repeat(md5(n::text), 256), 'UTF8'), sha256(n::text::bytea)
    from generate_series($2::int / 256, ${Math.floor(RECEIPTS / 256) - 1}) n`
const GATE_ROWS = `
  insert into gates (org_id, seq, status, expires_at, closed_seq)
  select $1, n, case when n % 5 = 4 then 'completed' else 'open' end, 9e15::bigint - n, case when n % 5 = 4 then n + 1 end
    from generate_series($2::int, ${RECEIPTS - 1}) n where n % 5 <> 0`
const APPROVAL_ROWS = `
  insert into approvals (org_id, id, gate_seq, agent_id, status, decisions, expires_at, sameness,
                         environment, tool, action, used)
  select $1, 'apr_' || lpad(n::text, 26, '0'), $2::int + n, case when n % 3 > 0 then $3 else 'agt_' || lpad((n % 1000)::text, 26, '0') end,
         case when n <= 1000 then 'pending' when n <= 1020 then 'granted' else 'used' end, '[]', 9e15::bigint,
         'same-' || lpad((n % 5000)::text, 4, '0'), case when n % 2 = 0 then 'production' else 'staging' end,
         'tool-' || n % 7, 'action-' || n % 7, case when n > 1020 then 1 else 0 end
    from generate_series(1, 11000) n`
const AGENT_ROWS = `
  insert into agents (org_id, id, name, status, roles, labels, created_at)
  select $1, 'agt_' || lpad(n::text, 26, '0'), 'an agent', case when n > ${AGENTS} - 20 then 'quarantined' else 'active' end,
         '[]', '{}', n from generate_series(1, ${AGENTS}) n`
const KEY_ROWS = `
  insert into api_keys (org_id, id, hash, name, hint, scopes, agent_id, created_at)
  select $1, 'key_' || lpad(n::text, 26, '0'), sha256(n::text::bytea), 'a key', 'abcd', '["gate"]',
         case when n % 2 = 0 then 'agt_' || lpad(n::text, 26, '0') end, n from generate_series(1, ${AGENTS}) n`
const MEMBER_ROWS = `
  insert into members (org_id, id, name, email, role, groups, created_at)
  select $1, 'mem_' || lpad(n::text, 26, '0'), 'a member', 'Member' || n || '@example.org',
         case when n < 4 then 'owner' else 'approver' end, '["sre"]', n from generate_series(1, 1000) n`
const VERSION_ROWS = `
  insert into policies (org_id, version, digest, document, parsed, environment, created_by, created_at)
  select $1, n, 'sha256:' || md5(n::text), '{"text":""}', '[]', case when n = 1 then 'staging' else 'production' end, 'key', n
    from generate_series(1, 5000) n`
const LIVE_ROWS = `
  insert into live_policies (org_id, environment, version, since) select $1, 'e' || n, n, n from generate_series(1, 10) n`
const COUNTER_ROWS = `
  insert into counters (org_id, id, state, until)
  select $1, substring(sha256(n::text::bytea) for 16), '{}', 9e15::bigint from generate_series(1, 30000) n`
const REPEAT_ROWS = `
  insert into repeats (org_id, id, digest, seq)
  select $1, sha256(n::text::bytea), sha256('a'), n from generate_series($2::int, ${RECEIPTS - 1}) n`
const TOOL_ROWS = `
  insert into tools (org_id, name, settings, created_at, changed_at)
  select $1, 'tool-' || n, json_build_object('name', 'tool-' || n), 1, 1 from generate_series(1, 200) n`
