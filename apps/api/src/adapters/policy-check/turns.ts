/** Work of one org that waits for its turn. */
export type Turn = { orgId: string; begin(): void; refuse(error: Error): void }

/** A bounded queue with fair turns: at most one running per org, and orgs go round. */
export type Turns = {
  /** False when there is no room, for the org or at all. */
  add(turn: Turn): boolean
  /** The org's turn is over. */
  finish(orgId: string): void
  refuseAll(error: Error): void
}

export function createTurns(concurrency: number, queueMax: number): Turns {
  // No org can take more of the queue than a quarter.
  const perOrgMax = Math.max(1, Math.floor(queueMax / 4))
  // A Map keeps its order: an org whose turn is over goes to the end.
  const waiting = new Map<string, Turn[]>()
  const running = new Set<string>()
  let count = 0

  const startNext = () => {
    if (running.size >= concurrency) return false
    for (const [orgId, turns] of waiting) {
      const turn = running.has(orgId) ? undefined : turns.shift()
      if (turn === undefined) continue
      if (turns.length === 0) waiting.delete(orgId)
      count -= 1
      running.add(orgId)
      turn.begin()
      return true
    }
    return false
  }
  const startAll = () => {
    while (startNext());
  }

  return {
    add(turn) {
      const own = waiting.get(turn.orgId) ?? []
      const startsNow = running.size < concurrency && !running.has(turn.orgId) && own.length === 0
      if (!startsNow && (count >= queueMax || own.length >= perOrgMax)) return false
      own.push(turn)
      waiting.set(turn.orgId, own)
      count += 1
      startAll()
      return true
    },
    finish(orgId) {
      running.delete(orgId)
      const own = waiting.get(orgId)
      if (own !== undefined) {
        waiting.delete(orgId)
        waiting.set(orgId, own)
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
