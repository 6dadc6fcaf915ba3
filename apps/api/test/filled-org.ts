// An org with a log of 50,000 receipts and as many other rows as one of that size has, written by SQL.
import { createHash, randomBytes } from 'node:crypto'
import { canonicalize } from '@countersign/json'
import { gateId } from '@countersign/terms'
import type pg from 'pg'
import { type Blocks, packBlocks } from '../src/store/segments/blocks.ts'
import { noting, type TestStore } from './store-harness.ts'

export const RECEIPTS = 50_000
const RECORDED = 600
const AGENTS = 20_000

export type Filled = {
  orgId: string
  /** Where what was filled in begins. */
  begin: number
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
    begin,
    busyAgent: agentOf(1),
    rareAgent: agentOf(2),
    gateId: gateId(0, 30_000),
    approvalId: `apr_${'0'.repeat(26)}`,
    waitingId: approvalOf(7),
    middle: time + RECEIPTS / 2,
    end: time + RECEIPTS,
  }
  for (let from = begin; from < RECEIPTS; from += CHUNK) await writeSegments(sql, org, from, time)
  for (const [text, values] of [
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

const PER_SEGMENT = 25
const FIRST_PAGE = 1500
const CHUNK = 200 * PER_SEGMENT

/** What the filters read, and as many bytes as a receipt has. */
export function receiptAt(n: number, { begin, busyAgent, rareAgent, gateId, approvalId }: Filled) {
  const isDenied = n % 20 === 0
  const isDone = !isDenied && n % 5 === 0
  const agent = n < begin + 10 ? rareAgent : n % 5 < 3 ? busyAgent : agentOf(n % 1000)
  const approval = n % 2500 === 0 ? { approval: { id: approvalId } } : {}
  const verdict = isDone ? {} : { decision: { verdict: isDenied ? 'deny' : 'allow' } }
  return {
    action: { name: `action-${n % 7}`, tool: `tool-${n % 7}` },
    agent,
    ...approval,
    ...verdict,
    gate: { id: gateId },
    pad: createHash('sha512').update(`${n}`).digest('hex').repeat(4),
    session: `session-${n % 500}`,
    type: isDenied ? 'gate.denied' : isDone ? 'action.completed' : 'gate.allowed',
  }
}

async function writeSegments(sql: pg.Client, org: Filled, from: number, time: number) {
  const sizes: number[] = []
  const blocks: Blocks[] = []
  const agents: [string, number][] = []
  const mentions: [string, number][] = []
  const { begin } = org
  for (let at = from; at < Math.min(RECEIPTS, from + CHUNK); at += PER_SEGMENT) {
    const count = Math.min(PER_SEGMENT, RECEIPTS - at)
    const receipts = Array.from({ length: count }, (_, n) => receiptAt(at + n, org))
    const place = { orgId: org.orgId, treeSize: at + count }
    sizes.push(place.treeSize)
    blocks.push(
      packBlocks(
        UNREAD_KEY,
        place,
        receipts.map((receipt) => ({
          text: canonicalize(receipt),
          recorded: { leafHash: NO_HASH },
          // A page that begins with those that were recorded can be opened.
          ...(at > begin + FIRST_PAGE ? disclosed() : { disclosures: [] }),
        })),
      ),
    )
    for (const agent of new Set(receipts.map((receipt) => receipt.agent)))
      agents.push([agent, place.treeSize])
    for (const [n, { approval }] of receipts.entries())
      if (approval !== undefined) mentions.push([approval.id, at + n])
  }
  await sql.query(SEGMENT_ROWS, [
    org.orgId,
    sizes,
    sizes.map((size, n) => size - (sizes[n - 1] ?? from)),
    time,
    blocks.map(({ payloads }) => payloads),
    blocks.map(({ payloadBytes }) => payloadBytes),
    blocks.map(({ disclosures }) => disclosures),
    blocks.map(({ disclosureBytes }) => disclosureBytes),
  ])
  await sql.query(
    'insert into segment_agents (org_id, agent_id, tree_size) select $1, id, size from unnest($2::text[], $3::bigint[]) as row (id, size)',
    [org.orgId, agents.map(([id]) => id), agents.map(([, size]) => size)],
  )
  await sql.query(
    'insert into mentions (org_id, id, seq) select $1, id, seq from unnest($2::text[], $3::bigint[]) as row (id, seq)',
    [org.orgId, mentions.map(([id]) => id), mentions.map(([, seq]) => seq)],
  )
}

/** What is sealed with it is never opened. */
/** Of receipts that name none before them. */
const NO_HASH = '00'.repeat(32)
const UNREAD_KEY = new Uint8Array(32)
const SEGMENT_ROWS = `
  insert into segments (org_id, tree_size, count, issued_at, root, kid, protected_header, signature,
                        payloads, payload_bytes, disclosures, disclosure_bytes)
  select $1, size, count, $4::bigint + size, sha256('a'), sha256('b'), 'c', convert_to(repeat(md5(size::text), 103), 'UTF8'),
         payloads, payload_bytes, disclosures, disclosure_bytes
    from unnest($2::bigint[], $3::int[], $5::bytea[], $6::int[], $7::bytea[], $8::int[])
      as row (size, count, payloads, payload_bytes, disclosures, disclosure_bytes)`
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
                         environment, tool, action, asked, used)
  select $1, 'apr_' || lpad(n::text, 26, '0'), $2::int + n, case when n % 3 > 0 then $3 else 'agt_' || lpad((n % 1000)::text, 26, '0') end,
         case when n <= 1000 then 'pending' when n <= 1020 then 'granted' else 'used' end, '[]', 9e15::bigint,
         'same-' || lpad((n % 5000)::text, 4, '0'), case when n % 2 = 0 then 'production' else 'staging' end,
         'tool-' || n % 7, 'action-' || n % 7, '{}', case when n > 1020 then 1 else 0 end
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
