// An item of many receipts is built in turns and stays whole: all of its receipts are there, or none.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { appendLeaf, emptyRange } from '@countersign/merkle'
import { sha256 } from '@countersign/native'
import type { Entry, Work } from '../../ports/ledger.ts'
import type { OrgConfig } from '../../ports/nouns.ts'
import type { Batch, Head, Item } from './batch.ts'
import { buildBatch, createDecideTurns } from './build.ts'
import type { Nouns } from './nouns.ts'

const ORG = 'org_01hzy3v7q8p4k2m6n9rstw5xbc'
const range = appendLeaf(sha256, emptyRange(0), new Uint8Array(32))
const head: Head = { epoch: 1, range, prev: '0'.repeat(64), now: 1_795_000_000_000 }
const nouns = { view: () => ({}), apply: () => undefined } as unknown as Nouns<object>

/** Receipts of scans; `build` is called as each is built. */
function scans(count: number, build: () => void, wrong?: number): Entry[] {
  return Array.from({ length: count }, (_, n) => ({
    draft: {
      actor: 'system',
      action: { name: 'scan_tool', tool: `tool_${n}`, tool_definition: 'a'.repeat(64) },
      get type() {
        build()
        return n === wrong ? ('gate.allowed' as const) : ('tool.scanned' as const)
      },
      change: { status: 'clean' },
    },
    disclosures: [],
    changes: [],
  }))
}

/** A batch of works, on a clock that a receipt moves on by a millisecond; `turns` counts receipts between looks at the loop. */
async function build(
  ...plans: ((tick: () => void) => Entry[])[]
): Promise<{ batch: Batch; turns: number[] }> {
  let time = 0
  let inTurn = 0
  const turns: number[] = []
  function tick() {
    time += 1
    inTurn += 1
  }
  function look() {
    turns.push(inTurn)
    inTurn = 0
    looking = setImmediate(look)
  }
  let looking = setImmediate(look)
  const items = plans.map((plan): Item => {
    const decide: Work<unknown>['decide'] = () => ({ entries: plan(tick), answer: () => undefined })
    const work = { needs: {}, bytes: 0, decide }
    return { work, resolve: () => undefined, reject: () => undefined, until: Number.POSITIVE_INFINITY }
  })
  const clock = createDecideTurns(() => time)
  const batch = await buildBatch(ORG, head, {} as OrgConfig, { nouns, state: {} }, items, clock)
  clearImmediate(looking)
  return { batch, turns: [...turns, inTurn] }
}

it('one item of a hundred receipts lets the event loop look at its sockets after every few', async () => {
  const { batch, turns } = await build((tick) => scans(100, tick))
  assert.equal(batch.rows.length, 100)
  assert.ok(Math.max(...turns) <= 6, `receipts in each turn: ${turns}`)
  assert.deepEqual(
    batch.rows.map(({ payload }) => payload.seq),
    Array.from({ length: 100 }, (_, n) => n + 1),
  )
  for (const [n, { payload }] of batch.rows.entries())
    assert.equal(
      payload.prev,
      n === 0 ? head.prev : Buffer.from(batch.rows[n - 1]?.leafHash ?? []).toString('hex'),
    )
})

it('an item that is refused at its last receipt leaves none, and the next one takes its place', async () => {
  const { batch, turns } = await build(
    (tick) => scans(10, tick, 9),
    (tick) => scans(1, tick),
  )
  assert.equal(batch.decided, 2)
  assert.ok(turns.length > 1, 'it was refused within one turn')
  assert.deepEqual(
    batch.rows.map(({ payload }) => [payload.seq, payload.prev]),
    [[1, head.prev]],
  )
})
