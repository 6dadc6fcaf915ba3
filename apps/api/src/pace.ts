// Turns on the main thread for heavy work: owners go round, and while others wait, each piece ends in a rest.

import type { Pace } from './ports/services.ts'

/** How long the items of one turn take together, ms. */
const TURN_MS = 4
/** After a piece that took 1 ms, 2 ms go to what is not heavy: a third of the thread is the most that heavy work gets. */
const REST_PER_MS = 2
/** A piece that takes longer, because it is compiled for the first time or the machine is busy, earns no longer rest, ms. */
const REST_MS_MAX = 50
/** An owner that has asked for nothing for so long wants nothing, ms. */
const WANTED_FOR_MS = 1000

type Sight = { owner: string; at: number }

/** `now` answers milliseconds of a clock that never goes back. */
export function createPace(now: () => number = () => performance.now()): Pace {
  // A Map keeps its order: an owner whose turn is over goes to the end.
  const waiting = new Map<string, (() => void)[]>()
  let isScheduled = false
  let restsUntil = 0
  // The owner that was seen last and the one before it are enough to know whether there is another.
  let last: Sight = { owner: '', at: -Infinity }
  let other: Sight = last

  function isWantedByOthers(owner: string): boolean {
    return now() - (last.owner === owner ? other : last).at < WANTED_FOR_MS
  }

  function schedule(): void {
    if (isScheduled || waiting.size === 0) return
    isScheduled = true
    const rest = restsUntil - now()
    if (rest > 0) setTimeout(takeTurn, rest)
    else setImmediate(takeTurn)
  }

  function takeTurn(): void {
    isScheduled = false
    for (const [owner, pieces] of waiting) {
      const piece = pieces.shift()
      waiting.delete(owner)
      if (pieces.length > 0) waiting.set(owner, pieces)
      const began = now()
      piece?.()
      const ended = now()
      const rest = Math.min(REST_MS_MAX, REST_PER_MS * (ended - began))
      restsUntil = isWantedByOthers(owner) ? ended + rest : ended
      break
    }
    schedule()
  }

  function run<T>(owner: string, work: () => T): Promise<Awaited<T>> {
    const { promise, resolve, reject } = Promise.withResolvers<Awaited<T>>()
    const pieces = waiting.get(owner) ?? []
    pieces.push(() => {
      try {
        resolve(work() as Awaited<T>)
      } catch (error) {
        reject(error)
      }
    })
    waiting.set(owner, pieces)
    schedule()
    return promise
  }

  return {
    wanted(owner) {
      if (owner !== last.owner) other = last
      last = { owner, at: now() }
    },
    run,
    async each(owner, items, visit) {
      const iterator = items[Symbol.iterator]()
      function visitSome(): boolean {
        const began = now()
        do {
          const next = iterator.next()
          if (next.done === true) return false
          visit(next.value)
        } while (now() - began < TURN_MS)
        return true
      }
      while (await run(owner, visitSome));
    },
  }
}
