// A queue per org and fair turns: an org gets its next commit only after every other org that waits had one.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Fault } from '../../ports/faults.ts'
import type { Work } from '../../ports/ledger.ts'
import type { Item } from './batch.ts'
import { createWaiting, type WaitingLimits } from './waiting.ts'

export type QueueLimits = WaitingLimits & {
  /** Commits at the same time, over all orgs. */
  committers: number
}

export type Queue = {
  record<A>(orgId: string, work: Work<A>): Promise<A>
  /** Resolves when nothing waits any more. */
  drain(): Promise<void>
  /** Items that wait. */
  depth(): number
  /** Bytes of those that wait or are being committed. */
  bytes(): number
  /** How long the item that came first waits, ms. */
  oldestMs(): number
}

/** What settles the items of a commit, and those that it left for the next one. */
export type Committed = { answers: (() => void)[]; rest: Item[] }

const ANSWERS_PER_TURN = 16
const SWEEPS_PER_WAIT = 10

/** Between portions the event loop looks at its sockets, so that the next commit does not wait for all answers. */
async function giveAll(answers: (() => void)[]): Promise<void> {
  for (let n = 0; n < answers.length; n += ANSWERS_PER_TURN) {
    if (n > 0) await nextTurn()
    for (const answer of answers.slice(n, n + ANSWERS_PER_TURN)) answer()
  }
}

export function createQueue(
  limits: QueueLimits,
  commit: (orgId: string, items: Item[]) => Promise<Committed>,
  /** How long an item may wait for its turn. */
  waitMs: number,
): Queue {
  const waiting = createWaiting(limits)
  const turns: string[] = []
  let running = 0
  let answering = 0
  let idle: (() => void)[] = []
  let sweeper: NodeJS.Timeout | undefined

  function isIdle() {
    return running === 0 && answering === 0 && waiting.depth() === 0
  }

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

  async function run(orgId: string): Promise<void> {
    running += 1
    const items = waiting.take(orgId)
    const { answers, rest } = items.length === 0 ? NOTHING : await commit(orgId, items)
    running -= 1
    answering += 1
    if (waiting.finished(orgId, items, rest)) turns.push(orgId)
    pump()
    await giveAll(answers)
    answering -= 1
    settle()
  }

  /** While the database answers nobody, callers are refused before they give up, and never served after it. */
  function sweep(): void {
    for (const item of waiting.takeLate(performance.now())) item.reject(new Fault('busy'))
    if (isIdle()) {
      clearInterval(sweeper)
      sweeper = undefined
    }
    settle()
  }

  return {
    record<A>(orgId: string, work: Work<A>): Promise<A> {
      return new Promise<A>((resolve, reject) => {
        const until = performance.now() + waitMs
        const hasTurn = waiting.has(orgId)
        const item = { work, resolve: resolve as (answer: unknown) => void, reject, until }
        if (!waiting.add(orgId, item)) return reject(new Fault('busy'))
        sweeper ??= setInterval(sweep, waitMs / SWEEPS_PER_WAIT).unref()
        if (hasTurn) return
        turns.push(orgId)
        // After this turn of the event loop, so that requests that arrived together commit together.
        setImmediate(pump)
      })
    },
    drain: () => (isIdle() ? Promise.resolve() : new Promise<void>((resolve) => idle.push(resolve))),
    depth: waiting.depth,
    bytes: waiting.bytes,
    oldestMs: () => Math.max(0, performance.now() + waitMs - waiting.firstUntil()),
  }
}

const NOTHING: Committed = { answers: [], rest: [] }
