// Decides a batch in memory, in queue order: seq, prev, leaf hashes, frontier. Waits for nothing.

import { hash } from 'node:crypto'
import { ApiError } from '@countersign/contract'
import { appendLeaves, type CompactRange, type Hash, rangeRoot } from '@countersign/merkle'
import { type EncodedPayload, encodePayload, type Payload } from '@countersign/receipt'
import { positionId } from '@countersign/terms'
import type { Change, Entry, OrgConfig, Recorded, Trace, View, Work } from '../../ports.ts'
import { random } from '../../sealing.ts'
import { traceKey, tracesFor } from './activity.ts'
import { repeatKey, type State } from './state.ts'

export const sha256: Hash = (bytes) => hash('sha256', bytes, 'buffer')

export type Head = {
  epoch: number
  range: CompactRange
  /** Hex of the last leaf's hash; 64 zeros before the first. */
  prev: string
  issuedAt: number
  /** The database's clock, ms since epoch. */
  now: number
}

export type Row = { type: string; agentId: string | null; leafHash: Uint8Array; bytes: Buffer; entry: Entry }

export type Item = {
  work: Work<unknown>
  resolve: (answer: unknown) => void
  reject: (error: unknown) => void
}

export type Batch = {
  orgId: string
  size: number
  issuedAt: number
  rows: Row[]
  changes: { seq: number; change: Change }[]
  repeats: { id: Uint8Array; digest: Uint8Array; seq: number }[]
  /** As the last item left them. */
  traces: Map<string, Trace>
  /** The database's clock when the batch began, ms since the epoch. */
  now: number
  range: CompactRange
  root: Uint8Array
  /** Called once the batch is durable. */
  answers: (() => void)[]
  configures: boolean
  settlesDue: boolean
}

const LEAF_PREFIX = Buffer.of(0)

export function buildBatch(orgId: string, head: Head, config: OrgConfig, state: State, items: Item[]): Batch {
  const place = { seq: head.range.end, prev: head.prev, issuedAt: Math.max(head.issuedAt, head.now) }
  const batch: Batch = {
    orgId,
    size: head.range.end,
    issuedAt: place.issuedAt,
    rows: [],
    changes: [],
    repeats: [],
    traces: new Map(),
    now: head.now,
    range: head.range,
    root: new Uint8Array(),
    answers: [],
    configures: false,
    settlesDue: false,
  }
  for (const item of items) {
    const before = { ...place }
    try {
      decideOne(batch, place, head, config, state, item)
    } catch (error) {
      // It added nothing to the batch, so it fails alone.
      Object.assign(place, before)
      batch.answers.push(() => item.reject(error))
    }
  }
  if (batch.rows.length > 0) {
    batch.range = appendLeaves(
      sha256,
      head.range,
      batch.rows.map((row) => row.leafHash),
    )
    batch.root = rangeRoot(sha256, batch.range)
  }
  return batch
}

type Place = { seq: number; prev: string; issuedAt: number }

function decideOne(
  batch: Batch,
  place: Place,
  head: Head,
  config: OrgConfig,
  state: State,
  item: Item,
): void {
  const { work } = item
  const seen = work.repeat && state.repeats.get(repeatKey(work.repeat.id))
  if (work.repeat !== undefined && seen !== undefined) {
    if (Buffer.compare(seen.digest, work.repeat.digest) !== 0) throw new ApiError('idempotency.reused')
    const view = viewFor(work, head, config, state, seen.first.payload.seq)
    const answer = work.repeat.again(view, seen.first)
    batch.answers.push(() => item.resolve(answer))
    return
  }
  const plan = work.decide(viewFor(work, head, config, state, work.gateSeq))
  const built = plan.entries.map((entry) => build(batch.orgId, place, entry))
  const first = built[0]
  const recorded = built.map(({ payload, leafHash }) => ({ payload, leafHash }))
  for (const { row, payload, leafHash } of built) {
    batch.rows.push(row)
    for (const change of row.entry.changes) {
      batch.changes.push({ seq: payload.seq, change })
      apply(state, change, { payload, leafHash })
      if (change.kind === 'activity') remember(batch, state, change.traces)
    }
  }
  if (work.repeat !== undefined && first !== undefined) {
    const { id, digest } = work.repeat
    batch.repeats.push({ id, digest, seq: first.payload.seq })
    state.repeats.set(repeatKey(id), { digest, first: { payload: first.payload, leafHash: first.leafHash } })
  }
  batch.configures ||= work.configures === true && built.length > 0
  batch.settlesDue ||= work.expired === true
  batch.answers.push(() => {
    try {
      item.resolve(plan.answer(recorded))
    } catch (error) {
      item.reject(error)
    }
  })
}

function viewFor(work: Work<unknown>, head: Head, config: OrgConfig, state: State, gateSeq?: number): View {
  return {
    now: head.now,
    config,
    gate: gateSeq === undefined ? undefined : state.gates.get(gateSeq),
    refused: gateSeq === undefined ? undefined : state.refused.get(gateSeq),
    traces: tracesFor(work, state.traces, head.now),
    expired: work.expired ? state.expired.filter((gate) => isWaiting(state.gates.get(gate.seq))) : [],
  }
}

function remember(batch: Batch, state: State, traces: readonly Trace[]): void {
  for (const trace of traces) {
    const key = traceKey(trace.id)
    state.traces.set(key, trace)
    batch.traces.set(key, trace)
  }
}

function isWaiting(gate: { status: string } | undefined): boolean {
  return gate?.status === 'open' || gate?.status === 'pending'
}

type Built = { row: Row; payload: Payload; leafHash: string }

/** Gives the entry its place and moves `place` on. */
function build(orgId: string, place: Place, entry: Entry): Built {
  const { seq, issuedAt } = place
  const { payload, text } = placed(orgId, place, entry)
  const bytes = Buffer.from(text, 'utf8')
  const leafHash = sha256(Buffer.concat([LEAF_PREFIX, bytes]))
  const hex = Buffer.from(leafHash).toString('hex')
  place.seq = seq + 1
  place.prev = hex
  place.issuedAt = issuedAt
  const row: Row = { type: payload.type, agentId: entry.draft.agent ?? null, leafHash, bytes, entry }
  return { row, payload, leafHash: hex }
}

function placed(orgId: string, { seq, prev, issuedAt }: Place, { draft }: Entry): EncodedPayload {
  const { gate, ...members } = draft
  return encodePayload({
    ...members,
    ...(gate && { gate: 'id' in gate ? gate : { ...gate, id: positionId('gte', issuedAt, seq) } }),
    v: 1,
    id: positionId('rcp', issuedAt, seq),
    org: orgId,
    seq,
    prev,
    nonce: Buffer.from(random(16)).toString('hex'),
    issued_at: issuedAt,
  })
}

/** What later items of the batch must see. Configuration is not here: a change to it ends its batch. */
function apply(state: State, change: Change, { payload, leafHash }: Recorded): void {
  if (change.kind === 'gate.open') {
    const { status, expiresAt, approvalId } = change
    state.gates.set(payload.seq, {
      seq: payload.seq,
      status,
      expiresAt,
      approvalId,
      outputDigest: null,
      opened: payload,
      leafHash,
    })
  }
  if (change.kind === 'gate.close') {
    const gate = state.gates.get(change.seq)
    if (gate !== undefined) {
      state.gates.set(change.seq, { ...gate, status: change.status, outputDigest: change.outputDigest })
    }
  }
}
