// Lists of which one is made from another.

/** The list with one more: a spread would make room for sixteen. */
export function withOne<T>(list: readonly T[], one: T): readonly T[] {
  return list.toSpliced(list.length, 0, one)
}
