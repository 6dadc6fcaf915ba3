// A queue per org and fair turns: an org gets its next commit only after every other org that waits had one.
import { ApiError } from '@countersign/contract'
import type { Work } from '../../ports.ts'
import type { Item } from './build.ts'

export type QueueLimits = {
  /** Items in one commit. */
  batchMax: number
  /** Items waiting for one org; one more is refused. */
  queueMax: number
  /** Commits at the same time, over all orgs. */
  committers: number
}

export type Queue = {
  record<A>(orgId: string, work: Work<A>): Promise<A>
  /** Resolves when nothing waits any more. */
  drain(): Promise<void>
  depth(): number
}

const WAITING_ALL_MAX = 50_000

export function createQueue(
  limits: QueueLimits,
  commit: (orgId: string, items: Item[]) => Promise<void>,
): Queue {
  const waiting = new Map<string, Item[]>()
  const turns: string[] = []
  let running = 0
  let depth = 0
  let idle: (() => void)[] = []

  function pump(): void {
    while (running < limits.committers) {
      const orgId = turns.shift()
      if (orgId === undefined) break
      void run(orgId)
    }
    if (running === 0 && depth === 0) {
      for (const done of idle) done()
      idle = []
    }
  }

  async function run(orgId: string): Promise<void> {
    running += 1
    const items = takeBatch(waiting.get(orgId) ?? [], limits.batchMax)
    depth -= items.length
    try {
      await commit(orgId, items)
    } finally {
      running -= 1
      if (waiting.get(orgId)?.length) turns.push(orgId)
      else waiting.delete(orgId)
      pump()
    }
  }

  return {
    record<A>(orgId: string, work: Work<A>): Promise<A> {
      const items = waiting.get(orgId) ?? []
      if (items.length >= limits.queueMax || depth >= WAITING_ALL_MAX) {
        return Promise.reject(new ApiError('ledger.busy', { headers: { 'retry-after': '1' } }))
      }
      return new Promise<A>((resolve, reject) => {
        items.push({ work, resolve: resolve as (answer: unknown) => void, reject })
        depth += 1
        if (waiting.has(orgId)) return
        waiting.set(orgId, items)
        turns.push(orgId)
        // After this turn of the event loop, so that requests that arrived together commit together.
        setImmediate(pump)
      })
    },
    drain: () =>
      running === 0 && depth === 0 ? Promise.resolve() : new Promise<void>((resolve) => idle.push(resolve)),
    depth: () => depth,
  }
}

/** Up to `max` items; one that changes the configuration is the last of its batch, so that the next one sees it. */
function takeBatch(items: Item[], max: number): Item[] {
  const end = Math.min(items.length, max)
  const change = items.findIndex((item, n) => n < end && item.work.configures)
  return items.splice(0, change === -1 ? end : change + 1)
}
