// Lists that are made again and again.

/** For what asks many who nearly always have nothing: a list for each would be thrown away. */
export const NOTHING: readonly never[] = []

/** The list with one more: a spread would make room for sixteen. */
export function withOne<T>(list: readonly T[], one: T): readonly T[] {
  return list.toSpliced(list.length, 0, one)
}
