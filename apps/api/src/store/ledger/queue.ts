// A queue per org and fair turns: an org gets its next commit only after every other org that waits had one.
import { setImmediate as nextTurn } from 'node:timers/promises'
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

/** Settles one item. */
export type Answer = () => void

const WAITING_ALL_MAX = 50_000
const ANSWERS_PER_TURN = 16
const SWEEPS_PER_WAIT = 10

type Waiting = Item & { until: number }

/** Between portions the event loop looks at its sockets, so that the next commit does not wait for all answers. */
async function giveAll(answers: Answer[]): Promise<void> {
  for (let n = 0; n < answers.length; n += ANSWERS_PER_TURN) {
    if (n > 0) await nextTurn()
    for (const answer of answers.slice(n, n + ANSWERS_PER_TURN)) answer()
  }
}

export function createQueue(
  limits: QueueLimits,
  commit: (orgId: string, items: Item[]) => Promise<Answer[]>,
  /** How long an item may wait for its turn. */
  waitMs: number,
): Queue {
  const waiting = new Map<string, Waiting[]>()
  const turns: string[] = []
  let running = 0
  let answering = 0
  let depth = 0
  let idle: (() => void)[] = []

  function pump(): void {
    while (running < limits.committers) {
      const orgId = turns.shift()
      if (orgId === undefined) break
      void run(orgId)
    }
    settle()
  }

  function settle(): void {
    if (!isIdle()) return
    for (const done of idle) done()
    idle = []
  }

  const isIdle = () => running === 0 && answering === 0 && depth === 0

  async function run(orgId: string): Promise<void> {
    running += 1
    const items = takeBatch(waiting.get(orgId) ?? [], limits.batchMax)
    depth -= items.length
    const answers = items.length === 0 ? [] : await commit(orgId, items)
    running -= 1
    answering += 1
    if (waiting.get(orgId)?.length) turns.push(orgId)
    else waiting.delete(orgId)
    pump()
    await giveAll(answers)
    answering -= 1
    settle()
  }

  let sweeper: NodeJS.Timeout | undefined

  /** While the database answers nobody, callers are refused before they give up, and never served after it. */
  function sweep(): void {
    const now = performance.now()
    for (const items of waiting.values()) {
      const inTime = items.findIndex((item) => item.until > now)
      const late = items.splice(0, inTime === -1 ? items.length : inTime)
      depth -= late.length
      for (const item of late) item.reject(busy())
    }
    if (depth === 0) {
      clearInterval(sweeper)
      sweeper = undefined
    }
    settle()
  }

  return {
    record<A>(orgId: string, work: Work<A>): Promise<A> {
      const items = waiting.get(orgId) ?? []
      if (items.length >= limits.queueMax || depth >= WAITING_ALL_MAX) {
        return Promise.reject(busy())
      }
      return new Promise<A>((resolve, reject) => {
        const until = performance.now() + waitMs
        items.push({ work, resolve: resolve as (answer: unknown) => void, reject, until })
        depth += 1
        sweeper ??= setInterval(sweep, waitMs / SWEEPS_PER_WAIT).unref()
        if (waiting.has(orgId)) return
        waiting.set(orgId, items)
        turns.push(orgId)
        // After this turn of the event loop, so that requests that arrived together commit together.
        setImmediate(pump)
      })
    },
    drain: () => (isIdle() ? Promise.resolve() : new Promise<void>((resolve) => idle.push(resolve))),
    depth: () => depth,
  }
}

function busy(): ApiError {
  return new ApiError('ledger.busy', { headers: { 'retry-after': '1' } })
}

/** Up to `max` items; one that changes the configuration is the last of its batch, so that the next one sees it. */
function takeBatch(items: Item[], max: number): Item[] {
  const end = Math.min(items.length, max)
  const change = items.findIndex((item, n) => n < end && item.work.configures)
  return items.splice(0, change === -1 ? end : change + 1)
}
