// Decides a batch in memory, in queue order: seq, prev, leaf hashes, frontier. Reads nothing.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { encodeHex } from '@countersign/json'
import { appendLeaves, rangeRoot } from '@countersign/merkle'
import { sha256 } from '@countersign/native'
import { type EncodedPayload, encodePayload } from '@countersign/receipt'
import { gateId, receiptId } from '@countersign/terms'
import type { Entry, Plan, Recorded, Repeat, View, Work } from '../../ports/ledger.ts'
import type { OrgConfig } from '../../ports/nouns.ts'
import { randomHex } from '../../sealing.ts'
import { leafHashOf } from '../segments/leaf.ts'
import { type Batch, type Head, type Item, type Row, TILE_HEIGHT } from './batch.ts'
import type { Nouns } from './nouns.ts'

/** Items left over after so much deciding are decided in another commit, ms. */
const DECIDE_MS = 20
/** Within an item of many receipts the event loop looks at its sockets after so much, ms. */
const DECIDE_TURN_MS = 5

type Decider<S> = {
  batch: Batch
  prev: string
  head: Head
  config: OrgConfig
  nouns: Nouns<S>
  state: S
  turns: Turns
}

type Turns = ReturnType<typeof createDecideTurns>

/** `now` returns milliseconds of a clock that never goes back. */
export function createDecideTurns(now = () => performance.now()) {
  const began = now()
  let turnBegan = began
  return {
    isOverdue: () => now() - began > DECIDE_MS,
    isOver: () => now() - turnBegan > DECIDE_TURN_MS,
    async next(): Promise<void> {
      await nextTurn()
      turnBegan = now()
    },
  }
}

/** Decides items until it is overdue, at least one: none of the others has left a trace. */
export async function buildBatch<S>(
  orgId: string,
  head: Head,
  config: OrgConfig,
  { nouns, state }: { nouns: Nouns<S>; state: S },
  items: readonly Item[],
  turns: Turns,
): Promise<Batch> {
  const batch: Batch = {
    orgId,
    size: head.range.end,
    now: head.now,
    rows: [],
    range: head.range,
    root: NO_BYTES,
    tileRoots: [],
    answers: [],
    decided: 0,
    configures: false,
  }
  const decider: Decider<S> = { batch, prev: head.prev, head, config, nouns, state, turns }
  for (const item of items) {
    if (batch.decided > 0 && turns.isOverdue()) break
    batch.decided += 1
    const from = item.work.trace === undefined ? 0 : performance.now()
    try {
      if (item.fault !== undefined) throw item.fault
      const placing = decideOne(decider, item)
      if (placing !== undefined) await placing
    } catch (error) {
      // It added nothing to the batch, so it fails alone.
      batch.answers.push(() => item.reject(error))
    }
    item.work.trace?.decided({ from, to: performance.now() })
  }
  if (batch.rows.length > 0) {
    const leaves = batch.rows.map((row) => row.leafHash)
    batch.range = appendLeaves(sha256, head.range, leaves, (level, index, root) => {
      if (level % TILE_HEIGHT === 0) batch.tileRoots.push({ level, index, root })
    })
    batch.root = rangeRoot(sha256, batch.range)
  }
  return batch
}

const NO_BYTES = new Uint8Array()

/** Returns what to wait for, which an item of one receipt gives no reason to. */
function decideOne<S>(decider: Decider<S>, item: Item): Promise<void> | undefined {
  const { work } = item
  const seen = work.repeat && decider.nouns.repeated(decider.state, work.repeat)
  if (work.repeat !== undefined && seen !== undefined) {
    repeatOne(decider, item, work.repeat, seen)
    return undefined
  }
  const plan = work.decide(viewFor(decider, work))
  const [only] = plan.entries
  if (only === undefined || plan.entries.length > 1)
    return placeAll(decider, plan.entries).then((rows) => keepRows(decider, item, plan, rows))
  keepRows(decider, item, plan, [placeOne(decider, 0, decider.prev, only)])
  return undefined
}

function repeatOne<S>(
  decider: Decider<S>,
  { work, resolve }: Item,
  repeat: Repeat<unknown>,
  seen: { digest: Uint8Array; first: Recorded },
): void {
  const { digest, earlier = digest } = repeat
  if (![digest, earlier].some((own) => Buffer.compare(seen.digest, own) === 0)) throw repeat.reused()
  const answer = repeat.again(viewFor(decider, work), seen.first)
  decider.batch.answers.push(() => resolve(answer))
}

/** The item is in the batch from here on, with all of its receipts. */
function keepRows<S>(decider: Decider<S>, item: Item, plan: Plan<unknown>, rows: Row[]): void {
  const { batch, nouns, state } = decider
  const { work } = item
  for (const row of rows) {
    decider.prev = row.recorded.leafHash
    batch.rows.push(row)
    for (const change of row.changes) nouns.apply(state, change, row.recorded)
  }
  const [first] = rows
  if (work.repeat !== undefined && first !== undefined) nouns.remember(state, work.repeat, first.recorded)
  batch.configures ||= work.configures === true && first !== undefined
  batch.answers.push(() => {
    try {
      item.resolve(plan.answer(rows.map(({ recorded }) => recorded)))
    } catch (error) {
      item.reject(error)
    }
  })
}

function viewFor<S>({ nouns, state, head, config }: Decider<S>, { needs }: Work<unknown>): View {
  return nouns.view(state, needs, head.now, config)
}

/** Gives each entry its place. All of an item or none: a draft that is refused leaves `decider` as it was. */
async function placeAll<S>(decider: Decider<S>, entries: readonly Entry[]): Promise<Row[]> {
  const { turns } = decider
  let { prev } = decider
  const rows: Row[] = []
  for (const entry of entries) {
    if (rows.length > 0 && turns.isOver()) await turns.next()
    const row = placeOne(decider, rows.length, prev, entry)
    prev = row.recorded.leafHash
    rows.push(row)
  }
  return rows
}

/** `n` is how many of its item come before it. */
function placeOne<S>({ batch }: Decider<S>, n: number, prev: string, entry: Entry): Row {
  const { payload, text } = placed(batch, batch.size + batch.rows.length + n, prev, entry)
  const leafHash = leafHashOf(text)
  const { disclosures, changes } = entry
  return {
    payload,
    recorded: { payload, leafHash: encodeHex(leafHash) },
    text,
    leafHash,
    disclosures,
    changes,
  }
}

function placed({ orgId, now }: Batch, seq: number, prev: string, { draft }: Entry): EncodedPayload {
  const { gate } = draft
  const payload = {
    ...draft,
    v: 1,
    id: receiptId(now, seq),
    org: orgId,
    seq,
    prev,
    nonce: randomHex(16),
    issued_at: now,
  }
  if (gate !== undefined && !('id' in gate)) payload.gate = { ...gate, id: gateId(now, seq) }
  return encodePayload(payload)
}
