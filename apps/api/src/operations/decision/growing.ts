// Lists that states share: each sees a part of one list, so that adding to the newest copies nothing.

/** What of a list a state sees: later states see more of it, and none alters what another one sees. */
export type Part<T> = {
  readonly all: T[]
  readonly from: number
  readonly to: number
  /** It is stored as the list that it stands for. */
  readonly toJSON: () => readonly T[]
}

/** As it was read from the database, or as it was made here. */
export type Stored<T> = Part<T> | readonly T[]

/** So many that nobody sees any more are kept in front of a list before it is copied without them. */
const PASSED_MAX = 32

function listOf<T>(this: Part<T>): readonly T[] {
  return this.all.slice(this.from, this.to)
}

function isList<T>(stored: Stored<T>): stored is readonly T[] {
  return Array.isArray(stored)
}

const NOTHING: Part<never> = { all: [], from: 0, to: 0, toJSON: listOf }

/** To be looked at, not to be added to other than by `added`. */
export function partOf<T>(stored: Stored<T> | undefined): Part<T> {
  if (stored === undefined) return NOTHING
  return isList(stored) ? { all: stored as T[], from: 0, to: stored.length, toJSON: listOf } : stored
}

/** What was seen from one place on, and one more. */
export function added<T>(stored: Stored<T> | undefined, from: number, one: T): Part<T> {
  const { all, to } = partOf(stored)
  const isNewest = stored !== undefined && !isList(stored) && all.length === to
  // Behind the end may stand what a refused item of the batch added, which no state sees.
  if (!isNewest || from > PASSED_MAX) return copied(all, from, to, one)
  all.push(one)
  return { all, from, to: to + 1, toJSON: listOf }
}

function copied<T>(items: readonly T[], from: number, to: number, one: T): Part<T> {
  const all = items.slice(from, to)
  all.push(one)
  return { all, from: 0, to: all.length, toJSON: listOf }
}

/** The same without what stands before a place. */
export function since<T>(part: Part<T>, from: number): Part<T> {
  return from === part.from ? part : { ...part, from }
}
