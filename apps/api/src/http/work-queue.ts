// Who may have work done in a thread of its own: turns for each owner, and a budget of time.
import { boundedMap } from '../bounded.ts'
import type { Isolated } from '../operations/call.ts'
import { createTurns, type TurnLimits } from '../turns.ts'

/** Milliseconds of work that are earned each second, and how many may be saved up. */
export type Budget = { readonly msPerSecond: number; readonly msMax: number }

export type WorkQueue = {
  /** Milliseconds until work of this owner is accepted again; undefined when it is accepted now. */
  closedForMs(owner: string): number | undefined
  /** Does the work when the owner's turn comes; undefined when no place or time is left for it. */
  run(owner: string, work: () => Promise<Isolated<unknown>>): Promise<Isolated<unknown> | undefined>
}

export type WorkQueueOptions = {
  readonly limits: TurnLimits
  readonly budget: Budget
  /** Whose budget an owner's work is charged to. */
  readonly payerOf: (owner: string) => string
}

const PAYERS_MAX = 10_000

/** The work of one thread; `now` answers milliseconds of a clock that never goes back. */
export function createWorkQueue({ limits, budget, payerOf }: WorkQueueOptions, now: () => number): WorkQueue {
  const turns = createTurns(1, limits)
  const accounts = boundedMap<string, { ms: number; at: number }>(PAYERS_MAX)
  function balanceOf(payer: string): number {
    const found = accounts.get(payer)
    if (found === undefined) return budget.msMax
    return Math.min(budget.msMax, found.ms + ((now() - found.at) / 1000) * budget.msPerSecond)
  }
  function closedForMs(owner: string): number | undefined {
    const balance = balanceOf(payerOf(owner))
    return balance > 0 ? undefined : (-balance / budget.msPerSecond) * 1000 + 1
  }
  function charge(owner: string, ms: number): void {
    const payer = payerOf(owner)
    accounts.set(payer, { ms: balanceOf(payer) - ms, at: now() })
  }
  return {
    closedForMs,
    async run(owner, work) {
      const { promise: hasBegun, resolve } = Promise.withResolvers<boolean>()
      if (!turns.add({ owner, begin: () => resolve(true), refuse: () => resolve(false) })) return undefined
      if (!(await hasBegun)) return undefined
      try {
        // While it waited, others may have used up the time.
        if (closedForMs(owner) !== undefined) return undefined
        const done = await work()
        charge(owner, done.threadMs)
        return done
      } finally {
        turns.finish(owner)
      }
    },
  }
}
