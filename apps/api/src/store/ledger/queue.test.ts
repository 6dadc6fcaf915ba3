import assert from 'node:assert/strict'
import { it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Work } from '../../ports.ts'
import type { Item } from './build.ts'
import { createQueue, type Queue } from './queue.ts'

const limits = { batchMax: 4, queueMax: 100, committers: 1 }
const WAIT_MS = 200
const work: Work<string> = { decide: () => ({ entries: [], answer: () => 'done' }) }

/** A queue whose commits hang until `release`; what was committed is counted by org. */
function hanging(): { queue: Queue; release: () => void; committed: Record<string, number> } {
  const committed: Record<string, number> = {}
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const commit = async (orgId: string, items: Item[]) => {
    await held
    committed[orgId] = (committed[orgId] ?? 0) + items.length
    return items.map((item) => () => item.resolve('done'))
  }
  return { queue: createQueue(limits, commit, WAIT_MS), release: () => release(), committed }
}

it('while a commit hangs, what waits behind it is refused in time, also of other orgs, and never runs', async () => {
  const { queue, release, committed } = hanging()
  const began = performance.now()
  const hung = Array.from({ length: 4 }, () => queue.record('a', work))
  await sleep(20)
  const behind = ['a', 'a', 'b', 'c'].map((orgId) => queue.record(orgId, work))
  const outcomes = await Promise.allSettled(behind)
  assert.ok(performance.now() - began < 3 * WAIT_MS)
  for (const outcome of outcomes) {
    assert.equal(outcome.status, 'rejected')
    assert.equal((outcome as PromiseRejectedResult).reason.code, 'ledger.busy')
  }
  assert.equal(queue.depth(), 0)
  release()
  assert.deepEqual(await Promise.all(hung), ['done', 'done', 'done', 'done'])
  await queue.drain()
  assert.deepEqual(committed, { a: 4 })
  assert.equal(await queue.record('b', work), 'done')
  assert.deepEqual(committed, { a: 4, b: 1 })
})

it('what waits less than that is served', async () => {
  const { queue, release } = hanging()
  const first = queue.record('a', work)
  await sleep(20)
  const second = queue.record('a', work)
  await sleep(WAIT_MS / 2)
  release()
  assert.deepEqual(await Promise.all([first, second]), ['done', 'done'])
})
