// The queue refuses what waits too long behind a commit that hangs, and serves everything else.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Work } from '../../ports/ledger.ts'
import type { Item } from './batch.ts'
import { createQueue, type Queue, type QueueLimits } from './queue.ts'

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
function hanging(waitMs: number, bounds: Partial<QueueLimits> = {}): Hanging {
  const committed: Record<string, number> = {}
  const begun = Promise.withResolvers<void>()
  const held = Promise.withResolvers<void>()
  async function commit(orgId: string, items: Item[]) {
    begun.resolve()
    await held.promise
    committed[orgId] = (committed[orgId] ?? 0) + items.length
    return { answers: items.map((item) => () => item.resolve('done')), rest: [] }
  }
  const queue = createQueue({ ...limits, ...bounds }, commit, waitMs)
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

function sized(bytes: number): Work<string> {
  return { ...work, bytes }
}

function isBusy(outcome: PromiseSettledResult<unknown>) {
  return outcome.status === 'rejected' && outcome.reason.code === 'busy'
}

it('what waits is bounded by bytes, of one org and by half of what others leave, and they are free again when it is done', async () => {
  const { queue, begun, release } = hanging(600_000, { orgBytesMax: 1000, bytesMax: 2000 })
  const first = [queue.record('a', sized(600)), queue.record('a', sized(400))]
  await begun
  // They are being committed, and still in memory.
  assert.equal(queue.bytes(), 1000)
  const refused = await Promise.allSettled([
    queue.record('a', sized(1)),
    queue.record('b', sized(501)),
    queue.record('c', sized(1001)),
  ])
  assert.ok(refused.every(isBusy))
  const others = [queue.record('b', sized(500)), queue.record('c', sized(250))]
  await assert.rejects(queue.record('d', sized(126)), { code: 'busy' })
  others.push(queue.record('d', sized(125)))
  release()
  assert.deepEqual(new Set(await Promise.all([...first, ...others])), new Set(['done']))
  await queue.drain()
  assert.equal(queue.bytes(), 0)
  assert.equal(await queue.record('a', sized(1000)), 'done')
})

it('what a commit leaves undecided is first in the next one, and its bytes count until then', async () => {
  const batches: number[][] = []
  const queue = createQueue(
    { ...limits, batchMax: 10 },
    async (_, items) => {
      batches.push(items.map(({ work: { bytes } }) => bytes))
      const [decided = items, rest = []] = [items.slice(0, 2), items.slice(2)]
      if (batches.length === 1) void queue.record('a', sized(99))
      return { answers: decided.map((item) => () => item.resolve('done')), rest }
    },
    600_000,
  )
  await Promise.all([1, 2, 3, 4, 5].map((bytes) => queue.record('a', sized(bytes))))
  await queue.drain()
  assert.deepEqual(batches, [
    [1, 2, 3, 4, 5],
    [3, 4, 5, 99],
    [5, 99],
  ])
  assert.equal(queue.bytes(), 0)
})

it('a commit takes no more bytes than one turn can seal, and one item whatever its size', async () => {
  const taken: number[] = []
  const queue = createQueue(
    { ...limits, batchMax: 100 },
    async (_, items) => {
      taken.push(items.length)
      return { answers: items.map((item) => () => item.resolve('done')), rest: [] }
    },
    600_000,
  )
  const megabytes = [5, 1, 1, 1, 1, 1].map((size) => size * 1024 * 1024)
  await Promise.all(megabytes.map((bytes) => queue.record('a', sized(bytes))))
  assert.deepEqual(taken, [1, 2, 2, 1])
})
