// How many gates were opened in the last minute, by the second.
import { added, type Part, partOf, type Stored, since } from './growing.ts'

const MINUTE_MS = 60_000

/** [Seconds since the epoch, how many]. */
type Second = readonly [number, number]

type Counting = {
  readonly past: Part<Second>
  /** The newest, in which most gates fall: it is counted without a list. */
  readonly second: number
  readonly count: number
  /** It is stored as the list of all its seconds, newest last. */
  readonly toJSON: () => readonly Second[]
}

/** Gates opened per second, as they were read from the database or counted here. */
export type Window = Counting | readonly Second[]

export const NO_WINDOW: Window = []

function listOf(this: Counting): readonly Second[] {
  const { all, from, to } = this.past
  return [...all.slice(from, to), [this.second, this.count]]
}

function counting(past: Part<Second>, second: number, count: number): Counting {
  return { past, second, count, toJSON: listOf }
}

function isCounting(window: Window): window is Counting {
  return !Array.isArray(window)
}

function fromSecond(now: number): number {
  return Math.floor((now - MINUTE_MS) / 1000)
}

/** Whole seconds are counted, so up to a second more than a minute: on the strict side. */
export function within(window: Window | undefined, now: number): number {
  if (window === undefined) return 0
  const first = fromSecond(now)
  const { all, from, to } = partOf<Second>(isCounting(window) ? window.past : window)
  let sum = isCounting(window) && window.second >= first ? window.count : 0
  for (let n = from; n < to; n++) {
    const one = all[n]
    if (one !== undefined && one[0] >= first) sum += one[1]
  }
  return sum
}

/** One more now, without the seconds that are over. */
export function counted(window: Window | undefined, now: number): Window {
  const second = Math.floor(now / 1000)
  const before = window === undefined ? undefined : newestOf(window)
  const first = fromSecond(now)
  if (before === undefined || before.second < first) return counting(partOf<Second>(undefined), second, 1)
  const from = firstWithin(before.past, first)
  return before.second === second
    ? counting(since(before.past, from), second, before.count + 1)
    : counting(added<Second>(before.past, from, [before.second, before.count]), second, 1)
}

function newestOf(window: Window): Counting | undefined {
  if (isCounting(window)) return window
  const newest = window.at(-1)
  if (newest === undefined) return undefined
  const past: Stored<Second> = window.slice(0, -1)
  return counting(partOf(past), newest[0], newest[1])
}

function firstWithin({ all, from, to }: Part<Second>, first: number): number {
  let at = from
  while (at < to && (all[at]?.[0] ?? first) < first) at += 1
  return at
}
