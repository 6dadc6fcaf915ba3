// Gates: those that a batch names or expires, and those that it opens and closes.

import { encodeHex } from '@countersign/json'
import type { Payload } from '@countersign/receipt'
import { NOTHING } from '../lists.ts'
import type { ApprovalState, Gate, GateReader } from '../ports/gates.ts'
import type { Change, ChangeOf, Needs, Recorded, View, Work } from '../ports/ledger.ts'
import { LOG_NOW } from './clock.ts'
import type { Locked } from './ledger/nouns.ts'
import { listed, type Part, sparse } from './ledger/rows.ts'
import type { Client } from './pool.ts'
import type { Readers } from './readers.ts'
import type { SegmentCache } from './segments/cache.ts'
import { leafHashOf } from './segments/leaf.ts'
import { readTexts } from './segments/read.ts'

const EXPIRED_MAX = 200

/** Gates of an org as the items of a batch so far have left them, and what the batch will write. */
export type Gates = {
  held: Map<number, Gate>
  /** Receipts at a seq that was named and that opened no gate. */
  refused: Map<number, Recorded>
  /** What every item sees that asks for no expired ones. */
  view: View['gates']
  expired: Gate[]
  opened: { seq: number; change: ChangeOf<'gate.open'> }[]
  closed: { seq: number; change: ChangeOf<'gate.close'> }[]
  /** The seqs of gates whose end has moved. */
  moved: Set<number>
  /** Whether the org's time in `due` is to be found anew. */
  settles: boolean
}

export function createGateReader(readers: Readers, cache: SegmentCache): GateReader {
  return {
    get: (orgId, seq) =>
      readers.point(orgId, async (client) => {
        const gates = noGates()
        await readNamed(client, cache, orgId, [seq], gates)
        if (!gates.held.has(seq) && !gates.refused.has(seq)) return undefined
        const { rows } = await client.query<{ at: number }>(`select ${LOG_NOW}::float8 as at`, [orgId])
        return { gate: gates.held.get(seq), recorded: recordedAt(gates, seq), at: rows[0]?.at ?? 0 }
      }),
  }
}

function noGates(): Gates {
  const held: Gates['held'] = new Map()
  const refused: Gates['refused'] = new Map()
  return {
    held,
    refused,
    view: { get: (seq) => held.get(seq), refused: (seq) => refused.get(seq)?.payload, expired: [] },
    expired: [],
    opened: [],
    closed: [],
    moved: new Set(),
    settles: false,
  }
}

/** Loads the gates that works name, those at `more`, and expired ones where a work asks for them. */
export async function loadGates(
  { client, orgId, now }: Locked,
  cache: SegmentCache,
  works: readonly Work<unknown>[],
  more: readonly number[],
): Promise<Gates> {
  const gates = { ...noGates(), settles: works.some(({ needs }) => needs.expired) }
  const seqs = [...more, ...works.flatMap(({ needs }) => needs.gates ?? NOTHING)]
  await Promise.all([
    seqs.length > 0 && readNamed(client, cache, orgId, seqs, gates),
    gates.settles && readExpired(client, cache, orgId, now, gates),
  ])
  return gates
}

type GateRow = {
  seq: number
  status: Gate['status'] | null
  expires_at: number
  approval_id: string | null
  output_digest: Buffer | null
  approval_status: ApprovalState['status'] | null
  decisions: ApprovalState['decisions'] | null
  used: number | null
  agent_status: Gate['agentStatus']
  key_revoked_at: number | null
}

/** Each gate, the approval that it waits for, and what may have stopped since: its agent, and the key that was its actor. */
// A limit of one keeps each look-up a look-up: a join may read a whole table, whose size the planner knows too late.
const NAMED = `
  select wanted.seq::float8 as seq, g.status, g.expires_at::float8 as expires_at, g.approval_id, g.output_digest,
         p.approval_status, p.decisions, p.used, a.status as agent_status, k.revoked_at::float8 as key_revoked_at
    from unnest($2::bigint[], $3::text[], $4::text[]) as wanted(seq, agent_id, actor)
    left join lateral (select * from gates where org_id = $1 and seq = wanted.seq limit 1) g on true
    left join lateral (select status as approval_status, decisions, used from approvals
                        where org_id = $1 and id = g.approval_id limit 1) p on true
    left join lateral (select status from agents where org_id = $1 and id = wanted.agent_id limit 1) a on true
    left join lateral (select revoked_at from api_keys where org_id = $1 and id = wanted.actor limit 1) k on true`

/** Holds what is at these places, in their order. */
async function readNamed(
  client: Client,
  cache: SegmentCache,
  orgId: string,
  seqs: readonly number[],
  gates: Gates,
): Promise<void> {
  const texts = await readTexts(client, cache, orgId, seqs)
  if (texts.size === 0) return
  // Our own canonical bytes, checked when they were written.
  const payloads = new Map([...texts].map(([seq, text]) => [seq, JSON.parse(text) as Payload]))
  const found = await client.query<GateRow>({
    name: 'gates_named',
    text: NAMED,
    values: [
      orgId,
      [...payloads.keys()],
      [...payloads.values()].map((payload) => ('agent' in payload ? payload.agent : null)),
      [...payloads.values()].map(({ actor }) => actor),
    ],
  })
  for (const row of found.rows) {
    const [opened, text] = [payloads.get(row.seq), texts.get(row.seq)]
    if (opened === undefined || text === undefined) continue
    hold(row, { payload: opened, leafHash: encodeHex(leafHashOf(text)) }, gates)
  }
}

async function readExpired(
  client: Client,
  cache: SegmentCache,
  orgId: string,
  now: number,
  gates: Gates,
): Promise<void> {
  const found = await client.query<{ seq: number }>({
    name: 'gates_expired',
    text: `select seq::float8 as seq from gates where org_id = $1 and closed_seq is null and expires_at <= $2
            order by expires_at limit ${EXPIRED_MAX}`,
    values: [orgId, now],
  })
  const seqs = found.rows.map(({ seq }) => seq)
  if (seqs.length === 0) return
  await readNamed(client, cache, orgId, seqs, gates)
  gates.expired.push(...seqs.flatMap((seq) => gates.held.get(seq) ?? []))
}

function hold(row: GateRow, { payload: opened, leafHash }: Recorded, { held, refused }: Gates): void {
  if (row.status === null) {
    refused.set(row.seq, { payload: opened, leafHash })
    return
  }
  held.set(row.seq, {
    seq: row.seq,
    status: row.status,
    expiresAt: row.expires_at,
    approvalId: row.approval_id,
    approval:
      row.approval_status === null
        ? null
        : { status: row.approval_status, decisions: row.decisions ?? [], used: row.used ?? 0 },
    outputDigest: row.output_digest,
    agentStatus: row.agent_status,
    isKeyRevoked: row.key_revoked_at !== null,
    opened,
    leafHash,
  })
}

/** The receipt at a seq that was named, whether or not it opened a gate. */
export function recordedAt({ held, refused }: Gates, seq: number): Recorded {
  const gate = held.get(seq)
  const recorded = gate ? { payload: gate.opened, leafHash: gate.leafHash } : refused.get(seq)
  if (recorded === undefined) throw new Error(`receipt ${seq} is named but missing`)
  return recorded
}

export function gatesFor({ view, held, expired }: Gates, needs: Needs): View['gates'] {
  if (needs.expired === undefined) return view
  return { ...view, expired: expired.filter(({ seq }) => isWaiting(held.get(seq))) }
}

function isWaiting(gate: Gate | undefined): boolean {
  return gate?.status === 'open' || gate?.status === 'pending'
}

function openGate(
  { gates }: { gates: Gates },
  change: ChangeOf<'gate.open'>,
  { payload, leafHash }: Recorded,
): void {
  const { seq } = payload
  const { status, expiresAt, approvalId } = change
  // A change to an agent or key ends its batch, so within this one both are as they were.
  gates.held.set(seq, {
    seq,
    status,
    expiresAt,
    approvalId,
    approval: approvalId === null ? null : { status: 'pending', decisions: [], used: 0 },
    outputDigest: null,
    agentStatus: 'active',
    isKeyRevoked: false,
    opened: payload,
    leafHash,
  })
  gates.opened.push({ seq, change })
}

function closeGate({ gates }: { gates: Gates }, change: ChangeOf<'gate.close'>, { payload }: Recorded): void {
  const gate = gates.held.get(change.seq)
  if (gate !== undefined) {
    gates.held.set(change.seq, { ...gate, status: change.status, outputDigest: change.outputDigest })
  }
  gates.closed.push({ seq: payload.seq, change })
}

/** Whether these changes end the gate at `seq`, whose row then says by which receipt. */
export function endsGate(changes: readonly Change[], seq: number): boolean {
  return changes.some((change) => change.kind === 'gate.close' && change.seq === seq)
}

function moveGate({ gates }: { gates: Gates }, { seq, expiresAt }: ChangeOf<'gate.until'>): void {
  const gate = gates.held.get(seq)
  if (gate === undefined) return
  gates.held.set(seq, { ...gate, expiresAt })
  gates.moved.add(seq)
}

export const gateEffects = {
  'gate.open': { apply: openGate },
  'gate.until': { apply: moveGate },
  'gate.close': { apply: closeGate },
}

export const gateParts: readonly Part<Gates>[] = [
  {
    sql: `insert into gates (org_id, seq, status, expires_at, approval_id)
          select $1, seq, status, expires_at, approval_id
            from unnest(:1::bigint[], :2::text[], :3::bigint[], :4::text[]) as row (seq, status, expires_at, approval_id)`,
    values: (_, { opened }) => [
      listed(opened.map(({ seq }) => seq)),
      listed(opened.map(({ change }) => change.status)),
      listed(opened.map(({ change }) => change.expiresAt)),
      sparse(opened.map(({ change }) => change.approvalId)),
    ],
  },
  {
    sql: `insert into due (org_id, at)
          select $1, :1::bigint where :1::bigint is not null
          on conflict (org_id) do update set at = excluded.at where due.at > excluded.at`,
    values: (_, { opened, moved, held }) => {
      const ends = [
        ...opened.map(({ change }) => change.expiresAt),
        ...[...moved].map((seq) => endOf(held, seq)),
      ]
      return [ends.length === 0 ? null : Math.min(...ends)]
    },
  },
]

function endOf(held: Gates['held'], seq: number): number {
  const gate = held.get(seq)
  if (gate === undefined) throw new Error(`gate ${seq} changes but is not loaded`)
  return gate.expiresAt
}

/** Statements of their own: they may close or move a gate that the same batch opened. */
export function writeClosed(client: Client, orgId: string, gates: Gates): Promise<unknown>[] {
  const { closed, moved, held } = gates
  return [
    ...(moved.size > 0 ? [writeMoved(client, orgId, [...moved], held)] : []),
    ...(closed.length > 0 ? [writeEnds(client, orgId, closed)] : []),
  ]
}

function writeMoved(client: Client, orgId: string, seqs: number[], held: Gates['held']) {
  return client.query({
    name: 'gates_move',
    text: `update gates g set expires_at = m.at from unnest($2::bigint[], $3::bigint[]) as m (seq, at)
            where g.org_id = $1 and g.seq = m.seq`,
    values: [orgId, seqs, seqs.map((seq) => endOf(held, seq))],
  })
}

function writeEnds(client: Client, orgId: string, closed: Gates['closed']) {
  return client.query({
    name: 'gates_close',
    text: `update gates g set status = c.status, closed_seq = c.closed_seq, output_digest = c.digest
             from unnest($2::bigint[], $3::text[], $4::bigint[], $5::bytea[]) as c (seq, status, closed_seq, digest)
            where g.org_id = $1 and g.seq = c.seq and g.closed_seq is null`,
    values: [
      orgId,
      closed.map(({ change }) => change.seq),
      closed.map(({ change }) => change.status),
      closed.map(({ seq }) => seq),
      closed.map(({ change }) => change.outputDigest && Buffer.from(change.outputDigest)),
    ],
  })
}
