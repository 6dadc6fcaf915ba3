// Gates: those that a batch names or expires, those that it opens and closes, and when the next one is due.
import type { Payload } from '@countersign/receipt'
import type { ChangeOf, Needs, Recorded, View, Work } from '../ports/ledger.ts'
import type { ApprovalState, Gate, GateReader } from '../ports/nouns.ts'
import type { Locked } from './ledger/nouns.ts'
import { type Part, sparse } from './ledger/rows.ts'
import type { Client } from './pool.ts'
import type { Readers } from './readers.ts'

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

export function createGateReader(readers: Readers): GateReader {
  return {
    get: (orgId, seq) =>
      readers.point(orgId, async (client) => {
        const gates = noGates()
        await readNamed(client, orgId, [seq], gates)
        if (!gates.held.has(seq) && !gates.refused.has(seq)) return undefined
        const { rows } = await client.query<{ at: number }>(
          'select floor(extract(epoch from clock_timestamp()) * 1000)::float8 as at',
        )
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
  works: readonly Work<unknown>[],
  more: readonly number[],
): Promise<Gates> {
  const gates = { ...noGates(), settles: works.some(({ needs }) => needs.expired) }
  const seqs = [...more, ...works.flatMap(({ needs }) => needs.gates ?? [])]
  await Promise.all([
    seqs.length > 0 && readNamed(client, orgId, seqs, gates),
    gates.settles && readExpired(client, orgId, now, gates),
  ])
  return gates
}

type GateRow = {
  seq: number
  payload: Buffer
  leaf_hash: Buffer
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

const GATE_COLUMNS = `r.seq::float8 as seq, r.payload, r.leaf_hash,
  g.status, g.expires_at::float8 as expires_at, g.approval_id, g.output_digest,
  p.approval_status, p.decisions, p.used, a.status as agent_status, k.revoked_at::float8 as key_revoked_at`

/** The approval that it waits for; and what may have stopped since: its agent, and the key that was its actor. */
const AROUND = `left join lateral (select status as approval_status, decisions, used from approvals
                                 where org_id = $1 and id = g.approval_id limit 1) p on true
             left join lateral (select status from agents where org_id = $1 and id = r.agent_id limit 1) a on true
             left join lateral (select revoked_at from api_keys
                                 where org_id = $1 and id = convert_from(r.payload, 'UTF8')::json ->> 'actor' limit 1) k on true`

// A limit of one keeps each look-up a look-up: a join may read a whole table, whose size the planner knows too late.
async function readNamed(client: Client, orgId: string, seqs: number[], gates: Gates): Promise<void> {
  const found = await client.query<GateRow>({
    name: 'gates_named',
    text: `select ${GATE_COLUMNS} from unnest($2::bigint[]) as wanted(seq)
             cross join lateral (select seq, payload, leaf_hash, agent_id from receipts
                                  where org_id = $1 and seq = wanted.seq limit 1) r
             left join lateral (select * from gates where org_id = $1 and seq = wanted.seq limit 1) g on true
             ${AROUND}`,
    values: [orgId, seqs],
  })
  for (const row of found.rows) hold(row, gates)
}

async function readExpired(client: Client, orgId: string, now: number, gates: Gates): Promise<void> {
  const found = await client.query<GateRow>({
    name: 'gates_expired',
    text: `select ${GATE_COLUMNS}
             from (select * from gates where org_id = $1 and closed_seq is null and expires_at <= $2
                    order by expires_at limit ${EXPIRED_MAX}) g
             cross join lateral (select seq, payload, leaf_hash, agent_id from receipts
                                  where org_id = $1 and seq = g.seq limit 1) r
             ${AROUND}
            order by g.expires_at`,
    values: [orgId, now],
  })
  for (const row of found.rows) {
    const gate = hold(row, gates)
    if (gate !== undefined) gates.expired.push(gate)
  }
}

function hold(row: GateRow, { held, refused }: Gates): Gate | undefined {
  // Our own canonical bytes, checked when they were written.
  const opened = JSON.parse(row.payload.toString('utf8')) as Payload
  const leafHash = row.leaf_hash.toString('hex')
  if (row.status === null) {
    refused.set(row.seq, { payload: opened, leafHash })
    return undefined
  }
  const gate: Gate = {
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
  }
  held.set(row.seq, gate)
  return gate
}

/** The receipt at a seq that was named, whether or not it opened a gate. */
export function recordedAt({ held, refused }: Gates, seq: number): Recorded {
  const gate = held.get(seq)
  const recorded = gate ? { payload: gate.opened, leafHash: gate.leafHash } : refused.get(seq)
  if (recorded === undefined) throw new Error(`receipt ${seq} is named and missing`)
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
      opened.map(({ seq }) => seq),
      opened.map(({ change }) => change.status),
      opened.map(({ change }) => change.expiresAt),
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
  if (gate === undefined) throw new Error(`gate ${seq} changes and is not loaded`)
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

/** Finds when the org next has something to expire, once every gate of the batch is written. */
export async function settleDue(client: Client, orgId: string): Promise<void> {
  const next = await client.query<{ at: string | null }>(
    'select min(expires_at) as at from gates where org_id = $1 and closed_seq is null',
    [orgId],
  )
  const at = next.rows[0]?.at
  if (at === null || at === undefined) await client.query('delete from due where org_id = $1', [orgId])
  else await client.query('update due set at = $2 where org_id = $1', [orgId, at])
}

/** Orgs that have something to expire. */
export async function readDueOrgs(client: Client, limit: number): Promise<string[]> {
  const found = await client.query<{ org_id: string }>(
    `select org_id from due where at <= floor(extract(epoch from clock_timestamp()) * 1000) order by at limit $1`,
    [limit],
  )
  return found.rows.map((row) => row.org_id)
}
