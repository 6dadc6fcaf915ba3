/** Remembers what was used last, as much of it as a total weight allows. */
export type Keep<V> = { get(key: string): V | undefined; set(key: string, value: V, weight: number): void }

export function createKeep<V>(weightMax: number): Keep<V> {
  // A Map keeps its order: what is used goes to the end.
  const kept = new Map<string, { value: V; weight: number }>()
  let total = 0
  const remove = (key: string) => {
    total -= kept.get(key)?.weight ?? 0
    kept.delete(key)
  }
  return {
    get(key) {
      const found = kept.get(key)
      if (found === undefined) return undefined
      kept.delete(key)
      kept.set(key, found)
      return found.value
    },
    set(key, value, weight) {
      remove(key)
      kept.set(key, { value, weight })
      total += weight
      for (const oldest of kept.keys()) {
        if (total <= weightMax || kept.size === 1) break
        remove(oldest)
      }
    },
  }
}
