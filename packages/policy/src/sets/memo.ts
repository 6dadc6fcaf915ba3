// A bounded cache of the answers to pure questions.

/** A bounded memory of answers to pure questions. */
export type Memo<V> = {
  get(key: string): V | undefined
  set(key: string, value: V): void
}

// Two generations instead of a linked list: what was used since the last turn survives it, a turn costs nothing.
/** A memo of at most `limit` entries whose keys are at most `maxKey` characters long; longer ones are not kept. */
export function memo<V>(limit: number, maxKey: number): Memo<V> {
  let young = new Map<string, V>()
  let old = new Map<string, V>()
  const half = Math.floor(limit / 2)
  function set(key: string, value: V): void {
    if (key.length > maxKey || half < 1) return
    if (young.size >= half) {
      old = young
      young = new Map()
    }
    young.set(key, value)
  }
  return {
    get: (key) => {
      const fresh = young.get(key)
      if (fresh !== undefined) return fresh
      const kept = old.get(key)
      if (kept !== undefined) set(key, kept)
      return kept
    },
    set,
  }
}
