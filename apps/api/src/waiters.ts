// Callers that wait for a decision: a bounded number of them, and how each wait ends.
import { halfOfRest } from './bounded.ts'
import { Fault } from './ports/faults.ts'
import type { WaitEnd, Waiter, Waiters } from './ports/services.ts'

export type WaiterLimits = { total: number; perOrg: number; perCaller: number }

/** How many of one org may read at the same time what they waited for. */
const READERS_PER_ORG = 2

export function createWaiters(limits: WaiterLimits): Waiters {
  const counts = new Map<string, number>()
  const inside = new Set<() => void>()
  const lines = new Map<string, { running: number; next: (() => void)[] }>()
  let isClosed = false

  function countOf(owner: string): number {
    return counts.get(owner) ?? 0
  }

  function add(owner: string, change: number): void {
    const count = countOf(owner) + change
    if (count === 0) counts.delete(owner)
    else counts.set(owner, count)
  }

  function hasRoom({ orgId, caller }: Waiter): boolean {
    const ofOrg = countOf(orgId)
    const perOrg = Math.min(limits.perOrg, halfOfRest(limits.total, inside.size - ofOrg))
    return ofOrg < perOrg && countOf(caller) < limits.perCaller
  }

  function enter(waiter: Waiter): Promise<WaitEnd> {
    const { promise, resolve } = Promise.withResolvers<WaitEnd>()
    function end(how: WaitEnd) {
      clearTimeout(timer)
      stopWatching()
      if (inside.delete(letGo)) for (const owner of [waiter.orgId, waiter.caller]) add(owner, -1)
      resolve(how)
    }
    function letGo() {
      end('closing')
    }
    const timer = setTimeout(() => end('time'), waiter.ms)
    const stopWatching = waiter.watch(() => end('changed'))
    inside.add(letGo)
    for (const owner of [waiter.orgId, waiter.caller]) add(owner, 1)
    waiter.onGone(() => end('gone'))
    return promise
  }

  return {
    wait(waiter) {
      if (isClosed) return Promise.resolve('closing')
      return hasRoom(waiter) ? enter(waiter) : Promise.resolve('full')
    },
    async inLine(orgId, read) {
      const line = lines.get(orgId) ?? { running: 0, next: [] }
      lines.set(orgId, line)
      if (line.next.length >= limits.perOrg) throw new Fault('busy')
      if (line.running >= READERS_PER_ORG) await new Promise<void>((begin) => line.next.push(begin))
      else line.running += 1
      try {
        return await read()
      } finally {
        const next = line.next.shift()
        if (next !== undefined) next()
        else line.running -= 1
        if (line.running === 0) lines.delete(orgId)
      }
    },
    count: () => inside.size,
    close() {
      isClosed = true
      for (const letGo of [...inside]) letGo()
    },
  }
}
