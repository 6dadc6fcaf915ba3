// The queue refuses what waits too long behind a commit that hangs, and serves everything else.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Work } from '../../ports/ledger.ts'
import type { Item } from './batch.ts'
import { createQueue, type Queue } from './queue.ts'

const limits = { batchMax: 4, queueMax: 100, committers: 1 }
const work: Work<string> = { needs: {}, bytes: 10, decide: () => ({ entries: [], answer: () => 'done' }) }

type Hanging = {
  queue: Queue
  /** Resolves when the first commit has begun. */
  begun: Promise<void>
  release: () => void
  committed: Record<string, number>
}

/** A queue whose commits hang until `release`; what was committed is counted by org. */
function hanging(waitMs: number): Hanging {
  const committed: Record<string, number> = {}
  const begun = Promise.withResolvers<void>()
  const held = Promise.withResolvers<void>()
  const commit = async (orgId: string, items: Item[]) => {
    begun.resolve()
    await held.promise
    committed[orgId] = (committed[orgId] ?? 0) + items.length
    return { answers: items.map((item) => () => item.resolve('done')), rest: [] }
  }
  const queue = createQueue(limits, commit, waitMs)
  return { queue, begun: begun.promise, release: held.resolve, committed }
}

it('while a commit hangs, what waits behind it is refused, also of other orgs, and never runs', async () => {
  const { queue, begun, release, committed } = hanging(1000)
  const hung = Array.from({ length: 4 }, () => queue.record('a', work))
  await begun
  const behind = ['a', 'a', 'b', 'c'].map((orgId) => queue.record(orgId, work))
  // The commit hangs on while these are answered.
  for (const outcome of await Promise.allSettled(behind)) {
    assert.equal(outcome.status, 'rejected')
    assert.equal((outcome as PromiseRejectedResult).reason.code, 'busy')
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
  const { queue, begun, release } = hanging(600_000)
  const first = queue.record('a', work)
  await begun
  const second = queue.record('a', work)
  assert.equal(queue.depth(), 1)
  release()
  assert.deepEqual(await Promise.all([first, second]), ['done', 'done'])
})
