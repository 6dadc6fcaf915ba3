// Decides a batch in memory, in queue order: seq, prev, leaf hashes, frontier. Reads nothing.
import { hash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { appendLeaves, type Hash, rangeRoot } from '@countersign/merkle'
import { type EncodedPayload, encodePayload } from '@countersign/receipt'
import { gateId, receiptId } from '@countersign/terms'
import type { Entry, Recorded, View, Work } from '../../ports/ledger.ts'
import type { OrgConfig } from '../../ports/nouns.ts'
import { random } from '../../sealing.ts'
import { leafHashOf } from '../segments/read.ts'
import type { Batch, Head, Item, Row } from './batch.ts'
import type { Nouns } from './nouns.ts'

export const sha256: Hash = (bytes) => hash('sha256', bytes, 'buffer')

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
    root: new Uint8Array(),
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
      await decideOne(decider, item)
    } catch (error) {
      // It added nothing to the batch, so it fails alone.
      batch.answers.push(() => item.reject(error))
    }
    item.work.trace?.decided({ from, to: performance.now() })
  }
  if (batch.rows.length > 0) {
    const leaves = batch.rows.map((row) => row.leafHash)
    batch.range = appendLeaves(sha256, head.range, leaves)
    batch.root = rangeRoot(sha256, batch.range)
  }
  return batch
}

async function decideOne<S>(decider: Decider<S>, { work, resolve, reject }: Item): Promise<void> {
  const { batch, nouns, state } = decider
  const seen = work.repeat && nouns.repeated(state, work.repeat)
  if (work.repeat !== undefined && seen !== undefined) {
    const { digest, earlier = digest } = work.repeat
    if (![digest, earlier].some((own) => Buffer.compare(seen.digest, own) === 0)) throw work.repeat.reused()
    const answer = work.repeat.again(viewFor(decider, work), seen.first)
    batch.answers.push(() => resolve(answer))
    return
  }
  const plan = work.decide(viewFor(decider, work))
  const built = await placeAll(decider, plan.entries)
  const recorded = built.map(({ recorded }) => recorded)
  for (const { row, recorded } of built) {
    batch.rows.push(row)
    for (const change of row.changes) nouns.apply(state, change, recorded)
  }
  const [first] = recorded
  if (work.repeat !== undefined && first !== undefined) nouns.remember(state, work.repeat, first)
  batch.configures ||= work.configures === true && built.length > 0
  batch.answers.push(() => {
    try {
      resolve(plan.answer(recorded))
    } catch (error) {
      reject(error)
    }
  })
}

function viewFor<S>({ nouns, state, head, config }: Decider<S>, work: Work<unknown>): View {
  return { ...nouns.view(state, work.needs, head.now), now: head.now, config }
}

type Built = { row: Row; recorded: Recorded }

/** Gives each entry its place. All of an item or none: a draft that is refused leaves `decider` as it was. */
async function placeAll<S>(decider: Decider<S>, entries: readonly Entry[]): Promise<Built[]> {
  const { batch, turns } = decider
  let { prev } = decider
  const built: Built[] = []
  for (const [n, entry] of entries.entries()) {
    if (n > 0 && turns.isOver()) await turns.next()
    const { payload, text } = placed(batch, batch.size + batch.rows.length + n, prev, entry)
    const leafHash = leafHashOf(text)
    prev = leafHash.toString('hex')
    const row = { payload, text, leafHash, disclosures: entry.disclosures, changes: entry.changes }
    built.push({ row, recorded: { payload, leafHash: prev } })
  }
  decider.prev = prev
  return built
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
    nonce: Buffer.from(random(16)).toString('hex'),
    issued_at: now,
  }
  if (gate !== undefined && !('id' in gate)) payload.gate = { ...gate, id: gateId(now, seq) }
  return encodePayload(payload)
}
