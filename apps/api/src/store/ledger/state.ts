// What the items of one batch need to see of the org, read under its lock.

import type { Payload } from '@countersign/receipt'
import type { GateStatus } from '@countersign/terms'
import type { Gate, Recorded, Work } from '../../ports.ts'
import type { Client } from '../pool.ts'
import { loadTraces, type Traces } from './activity.ts'

const EXPIRED_MAX = 200

/** The state that later items of the batch see changed by earlier ones. */
export type State = {
  gates: Map<number, Gate>
  /** Receipts at a seq that a caller took for a gate. */
  refused: Map<number, Payload>
  repeats: Map<string, { digest: Uint8Array; first: Recorded }>
  expired: Gate[]
  traces: Traces
}

export function emptyState(traces: Traces = new Map()): State {
  return { gates: new Map(), refused: new Map(), repeats: new Map(), expired: [], traces }
}

export async function loadState(
  client: Client,
  orgId: string,
  now: number,
  works: readonly Work<unknown>[],
  traces: Traces,
): Promise<State> {
  const state = emptyState(traces)
  const seqs = works.flatMap((work) => work.gateSeq ?? [])
  const repeats = works.flatMap((work) => work.repeat?.id ?? [])
  await loadTraces(client, orgId, works, traces)
  if (seqs.length > 0) await loadGates(client, orgId, seqs, state)
  if (repeats.length > 0) await loadRepeats(client, orgId, repeats, state)
  if (works.some((work) => work.expired)) await loadExpired(client, orgId, now, state)
  return state
}

type GateRow = {
  seq: number
  payload: Buffer
  leaf_hash: Buffer
  status: GateStatus | null
  expires_at: number
  approval_id: string | null
  output_digest: Buffer | null
}

const GATE_COLUMNS = `r.seq::float8 as seq, r.payload, r.leaf_hash,
  g.status, g.expires_at::float8 as expires_at, g.approval_id, g.output_digest`
const RECEIPT_AT = (seq: string) =>
  `cross join lateral (select seq, payload, leaf_hash from receipts where org_id = $1 and seq = ${seq}) r
   left join lateral (select * from gates where org_id = $1 and seq = ${seq}) g on true`

async function loadGates(client: Client, orgId: string, seqs: number[], state: State): Promise<void> {
  const found = await client.query<GateRow>({
    name: 'state_gates',
    text: `select ${GATE_COLUMNS} from unnest($2::bigint[]) as wanted(seq) ${RECEIPT_AT('wanted.seq')}`,
    values: [orgId, seqs],
  })
  for (const row of found.rows) remember(row, state)
}

async function loadRepeats(client: Client, orgId: string, ids: Uint8Array[], state: State): Promise<void> {
  const found = await client.query<GateRow & { id: Buffer; digest: Buffer }>({
    name: 'state_repeats',
    text: `select i.id, i.digest, ${GATE_COLUMNS} from unnest($2::bytea[]) as wanted(id)
             cross join lateral (select id, digest, seq from idempotency where org_id = $1 and id = wanted.id) i
             ${RECEIPT_AT('i.seq')}`,
    values: [orgId, ids],
  })
  for (const row of found.rows) {
    remember(row, state)
    const first = { payload: payloadOf(row), leafHash: row.leaf_hash.toString('hex') }
    state.repeats.set(repeatKey(row.id), { digest: row.digest, first })
  }
}

async function loadExpired(client: Client, orgId: string, now: number, state: State): Promise<void> {
  const found = await client.query<GateRow>({
    name: 'state_expired',
    text: `select ${GATE_COLUMNS}
             from (select * from gates where org_id = $1 and closed_seq is null and expires_at <= $2
                    order by expires_at limit ${EXPIRED_MAX}) g
             join receipts r on r.org_id = $1 and r.seq = g.seq
            order by g.expires_at`,
    values: [orgId, now],
  })
  for (const row of found.rows) {
    remember(row, state)
    const gate = state.gates.get(row.seq)
    if (gate !== undefined) state.expired.push(gate)
  }
}

function remember(row: GateRow, state: State): void {
  if (row.status === null) {
    state.refused.set(row.seq, payloadOf(row))
    return
  }
  state.gates.set(row.seq, {
    seq: row.seq,
    status: row.status,
    expiresAt: row.expires_at,
    approvalId: row.approval_id,
    outputDigest: row.output_digest,
    opened: payloadOf(row),
    leafHash: row.leaf_hash.toString('hex'),
  })
}

function payloadOf(row: { payload: Buffer }): Payload {
  // Our own canonical bytes, checked when they were written.
  return JSON.parse(row.payload.toString('utf8')) as Payload
}

export function repeatKey(id: Uint8Array): string {
  return Buffer.from(id).toString('latin1')
}
