// Approvals: what a batch sees of those that wait, and what their changes write.
// The state of one rides on the gate that waits for it.

import type { Payload } from '@countersign/receipt'
import { NOTHING } from '../lists.ts'
import type { ApprovalState, Gate } from '../ports/gates.ts'
import type { ChangeOf, Needs, Recorded, Waiting, Work } from '../ports/ledger.ts'
import { NOW } from './clock.ts'
import type { Gates } from './gates.ts'
import type { Locked } from './ledger/nouns.ts'
import type { Client } from './pool.ts'

/** Those that wait, as the items of a batch so far have left them, and what the batch will write. */
export type Approvals = {
  /** How many of each agent nobody has decided yet; only where a work asks. */
  waiting: Map<string, number>
  /** The seq of the gate that was opened last for a call. */
  bySameness: Map<string, number>
  opened: { seq: number; change: ChangeOf<'approval.open'> }[]
  /** The seqs of gates whose approval has changed. */
  changed: Set<number>
}

/** What waits, where works ask for it. */
export async function loadApprovals(
  { client, orgId, now }: Locked,
  works: readonly Work<unknown>[],
): Promise<Approvals> {
  const approvals: Approvals = {
    waiting: new Map(),
    bySameness: new Map(),
    opened: [],
    changed: new Set(),
  }
  const asked = works.flatMap(({ needs }) => needs.waiting?.sameness ?? NOTHING)
  if (asked.length > 0) {
    await Promise.all([
      readWaiting(client, orgId, now, approvals),
      readSame(client, orgId, now, asked, approvals),
    ])
  }
  return approvals
}

async function readWaiting(client: Client, orgId: string, now: number, { waiting }: Approvals) {
  const found = await client.query<{ agent_id: string; count: number }>({
    name: 'approvals_waiting',
    text: `select agent_id, count(*)::int as count from approvals
            where org_id = $1 and status = 'pending' and expires_at > $2 group by agent_id`,
    values: [orgId, now],
  })
  for (const { agent_id, count } of found.rows) waiting.set(agent_id, count)
}

async function readSame(
  client: Client,
  orgId: string,
  now: number,
  asked: readonly string[],
  { bySameness }: Approvals,
) {
  const found = await client.query<{ sameness: string; seq: number }>({
    name: 'approvals_same',
    text: `select wanted.sameness, a.gate_seq::float8 as seq from unnest($2::text[]) as wanted(sameness)
            cross join lateral (select gate_seq from approvals
                                 where org_id = $1 and sameness = wanted.sameness
                                   and status in ('pending', 'granted') and expires_at > $3
                                 order by id desc limit 1) a`,
    values: [orgId, asked, now],
  })
  for (const { sameness, seq } of found.rows) bySameness.set(sameness, seq)
}

/** What one item sees of those that wait. */
export function waitingFor(
  { waiting, bySameness }: Approvals,
  gates: Gates,
  { waiting: asked }: Needs,
  now: number,
): Waiting | undefined {
  if (asked === undefined) return undefined
  return {
    ofAgent: waiting.get(asked.agentId) ?? 0,
    ofOrg: [...waiting.values()].reduce((sum, count) => sum + count, 0),
    same: usable(gates.held.get(bySameness.get(asked.sameness) ?? -1), now),
  }
}

function usable(gate: Gate | undefined, now: number): Gate | undefined {
  const status = gate?.approval?.status
  if (gate === undefined || gate.expiresAt <= now) return undefined
  return status === 'pending' || status === 'granted' ? gate : undefined
}

type GatesAndApprovals = { gates: Gates; approvals: Approvals }

function openApproval(
  { approvals }: GatesAndApprovals,
  change: ChangeOf<'approval.open'>,
  { payload: { seq } }: Recorded,
): void {
  approvals.opened.push({ seq, change })
  approvals.bySameness.set(change.sameness, seq)
  approvals.waiting.set(change.agentId, (approvals.waiting.get(change.agentId) ?? 0) + 1)
}

function decideApproval(
  both: GatesAndApprovals,
  { seq, status, decision }: ChangeOf<'approval.decide'>,
  { payload, leafHash }: Recorded,
): void {
  const { id, type, issued_at: at } = payload
  const receipt = { id, type, seq: payload.seq, leaf_hash: leafHash }
  alter(both, seq, ({ decisions, used }) => ({
    status,
    decisions: [...decisions, { ...decision, at, receipt }],
    used,
  }))
}

function useApproval(both: GatesAndApprovals, { seq, status }: ChangeOf<'approval.use'>): void {
  alter(both, seq, (before) => ({ ...before, status, used: before.used + 1 }))
}

function closeApproval(both: GatesAndApprovals, { seq, status }: ChangeOf<'approval.close'>): void {
  alter(both, seq, (before) => ({ ...before, status }))
}

function alter(
  { gates, approvals }: GatesAndApprovals,
  seq: number,
  changed: (before: ApprovalState) => ApprovalState,
): void {
  const gate = gates.held.get(seq)
  if (gate === undefined || gate.approval === null) return
  const approval = changed(gate.approval)
  gates.held.set(seq, { ...gate, approval })
  approvals.changed.add(seq)
  if (gate.approval.status !== 'pending' || approval.status === 'pending') return
  const agentId = 'agent' in gate.opened ? gate.opened.agent : undefined
  const count = agentId === undefined ? undefined : approvals.waiting.get(agentId)
  if (agentId !== undefined && count !== undefined) approvals.waiting.set(agentId, count - 1)
}

export const approvalEffects = {
  'approval.open': { apply: openApproval },
  'approval.decide': { apply: decideApproval },
  'approval.use': { apply: useApproval },
  'approval.close': { apply: closeApproval },
}

/** Statements of their own: few batches have any, and one may change what it opened. */
export function writeApprovals(
  client: Client,
  orgId: string,
  { gates, approvals }: GatesAndApprovals,
): Promise<unknown>[] {
  const opened = new Set(approvals.opened.map(({ seq }) => seq))
  const changed = [...approvals.changed].filter((seq) => !opened.has(seq))
  return [
    ...(approvals.opened.length > 0 ? [insertOpened(client, orgId, gates, approvals.opened)] : []),
    ...(changed.length > 0 ? [updateChanged(client, orgId, gates, changed)] : []),
  ]
}

/** Ids of approvals that the batch decided or ended. */
export function decidedIn({ gates, approvals }: GatesAndApprovals): string[] {
  return [...approvals.changed].flatMap((seq) => {
    const { approval, approvalId } = gates.held.get(seq) ?? {}
    return approval?.status === 'pending' ? [] : (approvalId ?? [])
  })
}

/** What is written of each: its state, and the end of its gate, which is its own. */
function statesOf({ held }: Gates, seqs: readonly number[]) {
  const gates = seqs.map((seq) => held.get(seq))
  return [
    gates.map((gate) => gate?.approvalId),
    gates.map((gate) => gate?.approval?.status ?? 'pending'),
    gates.map((gate) => JSON.stringify(gate?.approval?.decisions ?? [])),
    gates.map((gate) => gate?.approval?.used ?? 0),
    gates.map((gate) => gate?.expiresAt),
  ]
}

function askedOf(opened: Payload | undefined): string {
  return JSON.stringify(opened !== undefined && 'approval' in opened ? opened.approval : {})
}

function insertOpened(client: Client, orgId: string, gates: Gates, opened: Approvals['opened']) {
  const seqs = opened.map(({ seq }) => seq)
  return client.query({
    name: 'approvals_open',
    text: `insert into approvals (org_id, gate_seq, agent_id, sameness, environment, tool, action, asked,
                                  id, status, decisions, used, expires_at)
           select $1, gate_seq, agent_id, sameness, environment, tool, action, asked::jsonb,
                  id, status, decisions::jsonb, used, expires_at
             from unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
                         $10::text[], $11::text[], $12::int[], $13::bigint[])
               as row (gate_seq, agent_id, sameness, environment, tool, action, asked, id, status, decisions, used, expires_at)`,
    values: [
      orgId,
      seqs,
      opened.map(({ change }) => change.agentId),
      opened.map(({ change }) => change.sameness),
      opened.map(({ change }) => change.environment),
      opened.map(({ change }) => change.tool),
      opened.map(({ change }) => change.action),
      seqs.map((seq) => askedOf(gates.held.get(seq)?.opened)),
      ...statesOf(gates, seqs),
    ],
  })
}

function updateChanged(client: Client, orgId: string, gates: Gates, changed: readonly number[]) {
  return client.query({
    name: 'approvals_change',
    text: `with changed as (
             update approvals a set status = c.status, decisions = c.decisions::jsonb, used = c.used, expires_at = c.at
               from unnest($2::text[], $3::text[], $4::text[], $5::int[], $6::bigint[]) as c (id, status, decisions, used, at)
              where a.org_id = $1 and a.id = c.id
             returning a.id, a.status
           )
           insert into decided (org_id, approval_id, at)
           select $1, id, ${NOW} from changed where status <> 'pending'
           on conflict (org_id, approval_id) do nothing`,
    values: [orgId, ...statesOf(gates, changed)],
  })
}
