// Turns on the main thread for heavy work: owners go round, and each piece is followed by a rest for others.

import { boundedMap, PLAIN } from './bounded.ts'
import type { Pace } from './ports/services.ts'

/** How long the items of one turn take together, ms. */
const TURN_MS = 2
/** After a piece that took 1 ms its owner rests for 3 ms: a quarter of the thread is the most that one owner's heavy work gets. */
const REST_PER_MS = 3
/** It may put off up to so many ms of that rest, so what little an owner asks for now and then is done at once. */
const REST_PUT_OFF_MS = 16
/** And for 1 ms all heavy work rests: half of the thread is left to what is not heavy, however many owners there are. */
const REST_OF_ALL_PER_MS = 1
/** For 12 ms while another owner asks right now for what is not heavy: a gate takes about ten, and should meet one piece on its way, not five. */
const REST_OF_ALL_NOW_PER_MS = 12
const NOW_MS = 20
/** The longest rest, however long a piece took because its code was cold or the machine was busy, ms. */
const REST_MS_MAX = 100
/** A timer takes at least this long, so shorter rests are saved up, ms. */
const REST_MS_MIN = 1
/** An owner counts as wanting the thread for this long after its last request, ms. */
const WANTED_FOR_MS = 1000
/** An owner whose light work takes more than LIGHT_MS within LIGHT_WITHIN_MS has sent what only looks light. */
const LIGHT_MS = 16
const LIGHT_WITHIN_MS = 40
/** The most that reading one request takes, ms: what seems to take longer was interrupted by the machine. */
const LIGHT_MS_MAX = 5
/** For how long all of that owner's work then takes turns, ms. */
const HEAVY_FOR_MS = 1000
const OWNERS_MAX = 10_000

type Sight = { owner: string; at: number }
type Light = { since: number; ms: number; heavyUntil: number }

/** `now` returns milliseconds of a clock that never goes back. */
export function createPace(now: () => number = () => performance.now()): Pace {
  // A Map keeps its order: an owner whose turn is over goes to the end.
  const waiting = new Map<string, (() => void)[]>()
  const sights = createSights(now)
  const meter = createLightMeter()
  const lightSights = createSights(now)
  const rests = createRests(now, sights, lightSights)
  let next: { owner: string; at: number; cancel: () => void } | undefined

  /** Whoever may go on first; among those that may now, whoever waits for its turn longest. */
  function firstOf(time: number): { owner: string; at: number } | undefined {
    let first: { owner: string; at: number } | undefined
    for (const owner of waiting.keys()) {
      const at = Math.max(time, rests.until(owner))
      if (first === undefined || at < first.at) first = { owner, at }
    }
    return first
  }

  function schedule(): void {
    const time = now()
    const first = firstOf(time)
    if (first === undefined || (next !== undefined && next.at <= first.at)) return
    next?.cancel()
    next = { ...first, cancel: after(first.at - time, takeTurn) }
  }

  /** Pieces that are small share a turn: each turn of the loop costs as much as a small piece does. */
  function takeTurn(): void {
    next = undefined
    const began = now()
    for (let time = began; time - began < TURN_MS; time = now()) {
      const first = firstOf(time)
      // Where somebody asked since this was planned, it waits for longer.
      if (first === undefined || first.at - time >= REST_MS_MIN) break
      takeTurnOf(first.owner)
    }
    schedule()
  }

  function takeTurnOf(owner: string): void {
    const pieces = waiting.get(owner)
    const piece = pieces?.shift()
    waiting.delete(owner)
    if (pieces !== undefined && pieces.length > 0) waiting.set(owner, pieces)
    const began = now()
    piece?.()
    rests.charge(owner, now() - began)
  }

  function run<T>(owner: string, work: () => T | Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const pieces = waiting.get(owner) ?? []
    pieces.push(() => {
      try {
        resolve(work())
      } catch (error) {
        reject(error)
      }
    })
    waiting.set(owner, pieces)
    schedule()
    return promise
  }

  function light<T>(owner: string, work: () => T | Promise<T>): T | Promise<T> {
    const began = now()
    if (meter.isHeavy(owner, began)) return run(owner, work)
    try {
      return work()
    } finally {
      meter.count(owner, began, now())
    }
  }

  async function each<T>(owner: string, items: Iterable<T>, visit: (item: T) => void): Promise<void> {
    const visitSome = visitor(now, items[Symbol.iterator](), visit)
    while (await run(owner, visitSome));
  }

  function wanted(owner: string): void {
    sights.see(owner)
    if (!waiting.has(owner) && !rests.isResting(owner)) lightSights.see(owner)
  }

  return { wanted, isWantedByOthers: sights.isWantedByOthers, run, light, charge: rests.charge, each }
}

/** Visits items for one turn; false when there are no more. */
function visitor<T>(now: () => number, items: Iterator<T>, visit: (item: T) => void): () => boolean {
  return () => {
    const began = now()
    do {
      const next = items.next()
      if (next.done === true) return false
      visit(next.value)
    } while (now() - began < TURN_MS)
    return true
  }
}

type Sights = ReturnType<typeof createSights>

/** Until when whose heavy work rests; `lightSights` are of owners that had none of it when they asked. */
function createRests(now: () => number, sights: Sights, lightSights: Sights) {
  const owners = boundedMap<string, number>(OWNERS_MAX)
  let allUntil = 0
  let allNowUntil = 0
  function ownUntil(owner: string): number {
    return (owners.get(owner) ?? 0) - REST_PUT_OFF_MS
  }
  return {
    until(owner: string): number {
      const whileNow = Math.min(allNowUntil, lightSights.othersSeenAt(owner) + NOW_MS)
      return Math.max(allUntil, whileNow, ownUntil(owner))
    },
    isResting: (owner: string) => ownUntil(owner) > now(),
    charge(owner: string, ms: number): void {
      if (!sights.isWantedByOthers(owner)) return
      const began = now() - ms
      owners.set(owner, restAfter(owners.get(owner) ?? 0, began, ms, REST_PER_MS))
      allUntil = restAfter(allUntil, began, ms, REST_OF_ALL_PER_MS)
      // Nobody's heavy work rests for what its own org asks for: that would stop the heavy work of all others.
      if (began + ms - lightSights.othersSeenAt(owner) > NOW_MS) return
      // What was not rested for while nobody asked is forgotten.
      allNowUntil = Math.min(restAfter(allNowUntil, began, ms, REST_OF_ALL_NOW_PER_MS), began + ms + NOW_MS)
    },
  }
}

/** What is left of a rest before counts, too. */
function restAfter(before: number, began: number, ms: number, perMs: number): number {
  return Math.max(before, began) + ms + Math.min(REST_MS_MAX, perMs * ms)
}

/** Returns what cancels it. */
function after(ms: number, work: () => void): () => void {
  if (ms >= REST_MS_MIN) {
    const timer = setTimeout(work, ms)
    return () => clearTimeout(timer)
  }
  const immediate = setImmediate(work)
  return () => clearImmediate(immediate)
}

/** Who was seen: the last owner and the one before it are enough to know whether there is another. */
function createSights(now: () => number) {
  let last: Sight = { owner: '', at: -Infinity }
  let other: Sight = last
  function othersSeenAt(owner: string): number {
    return (last.owner === owner ? other : last).at
  }
  return {
    see(owner: string): void {
      if (owner !== last.owner) other = last
      last = { owner, at: now() }
    },
    othersSeenAt,
    isWantedByOthers: (owner: string) => now() - othersSeenAt(owner) < WANTED_FOR_MS,
  }
}

/** What the light work of each owner has lately taken. */
function createLightMeter() {
  const owners = boundedMap<string, Light>(OWNERS_MAX)
  return {
    isHeavy: (owner: string, at: number) => (owners.get(owner, PLAIN)?.heavyUntil ?? 0) > at,
    count(owner: string, began: number, ended: number): void {
      const before = owners.get(owner, PLAIN)
      const isRecent = before !== undefined && ended - before.since < LIGHT_WITHIN_MS
      const light = isRecent ? before : { since: began, ms: 0, heavyUntil: before?.heavyUntil ?? 0 }
      light.ms += Math.min(LIGHT_MS_MAX, ended - began)
      if (light.ms > LIGHT_MS) light.heavyUntil = ended + HEAVY_FOR_MS
      if (!isRecent) owners.set(owner, light)
    },
  }
}
