// A bounded queue in which owners, such as orgs, take fair turns.
/** Work of one owner, an org or an address, that waits for its turn: it begins or is refused. */
export type Turn = { owner: string; begin(): void; refuse(): void }

/** A bounded queue with fair turns: at most one running per owner, and owners go round. */
export type Turns = {
  /** False when there is no room, for the owner or at all. */
  add(turn: Turn): boolean
  /** The owner's turn is over. */
  finish(owner: string): void
  refuseAll(): void
}

/** How many turns wait, of all owners and of one. */
export type TurnLimits = { readonly queueMax: number; readonly perOwnerMax: number }

export function createTurns(concurrency: number, { queueMax, perOwnerMax }: TurnLimits): Turns {
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

  /** In a full queue the owner with the most turns gives up its last one to an owner who has at least two fewer. */
  function makeRoom(ownCount: number): boolean {
    if (count < queueMax) return true
    const [first = [], ...others] = waiting.values()
    const longest = others.reduce((most, turns) => (turns.length > most.length ? turns : most), first)
    if (longest.length <= ownCount + 1) return false
    longest.pop()?.refuse()
    count -= 1
    return true
  }

  return {
    add(turn) {
      const own = waiting.get(turn.owner) ?? []
      const startsNow = running.size < concurrency && !running.has(turn.owner) && own.length === 0
      if (!startsNow && (own.length >= perOwnerMax || !makeRoom(own.length))) return false
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
    refuseAll() {
      const turns = [...waiting.values()].flat()
      waiting.clear()
      count = 0
      for (const turn of turns) turn.refuse()
    },
  }
}
