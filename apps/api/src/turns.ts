// A bounded queue in which owners, such as orgs, take fair turns.
/** Work of one owner, an org or an address, that waits for its turn. */
export type Turn = { owner: string; begin(): void; refuse(error: Error): void }

/** A bounded queue with fair turns: at most one running per owner, and owners go round. */
export type Turns = {
  /** False when there is no room, for the owner or at all. */
  add(turn: Turn): boolean
  /** The owner's turn is over. */
  finish(owner: string): void
  refuseAll(error: Error): void
}

export function createTurns(concurrency: number, queueMax: number): Turns {
  // No owner can take more of the queue than a quarter.
  const perOrgMax = Math.max(1, Math.floor(queueMax / 4))
  // A Map keeps its order: an owner whose turn is over goes to the end.
  const waiting = new Map<string, Turn[]>()
  const running = new Set<string>()
  let count = 0

  function startNext() {
    if (running.size >= concurrency) return false
    for (const [owner, turns] of waiting) {
      const turn = running.has(owner) ? undefined : turns.shift()
      if (turn === undefined) continue
      if (turns.length === 0) waiting.delete(owner)
      count -= 1
      running.add(owner)
      turn.begin()
      return true
    }
    return false
  }
  function startAll() {
    while (startNext());
  }

  return {
    add(turn) {
      const own = waiting.get(turn.owner) ?? []
      const startsNow = running.size < concurrency && !running.has(turn.owner) && own.length === 0
      if (!startsNow && (count >= queueMax || own.length >= perOrgMax)) return false
      own.push(turn)
      waiting.set(turn.owner, own)
      count += 1
      startAll()
      return true
    },
    finish(owner) {
      running.delete(owner)
      const own = waiting.get(owner)
      if (own !== undefined) {
        waiting.delete(owner)
        waiting.set(owner, own)
      }
      startAll()
    },
    refuseAll(error) {
      const turns = [...waiting.values()].flat()
      waiting.clear()
      count = 0
      for (const turn of turns) turn.refuse(error)
    },
  }
}
