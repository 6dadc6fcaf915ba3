// A bounded number of readers at once, and of one org: who reads a lot waits for itself, and orgs take turns.
import { Fault } from '../ports/faults.ts'

export type SlotLimits = {
  /** Readers at the same time, over all orgs. */
  total: number
  /** Of one org. */
  perOrg: number
  /** That wait, of one org; one more is refused. */
  waitingPerOrg: number
  /** How long one waits before it is refused, ms. */
  waitMs: number
}

export type Slots = {
  /** Runs `body` when there is room for the org; rejects with the fault `busy` when there is none in time. */
  run<T>(orgId: string, body: () => Promise<T>): Promise<T>
}

type Waiter = { enter: () => void; timer: NodeJS.Timeout }
type Org = { running: number; waiting: Waiter[] }

export function createSlots(limits: SlotLimits): Slots {
  /** In the order of their turns; an org is here while it has readers or waiters. */
  const orgs = new Map<string, Org>()
  let running = 0

  function leave(orgId: string, org: Org): void {
    running -= 1
    org.running -= 1
    forget(orgId, org)
    admit()
  }

  function forget(orgId: string, org: Org): void {
    if (org.running === 0 && org.waiting.length === 0) orgs.delete(orgId)
  }

  function admit(): void {
    for (const [orgId, org] of orgs) {
      if (running >= limits.total) return
      if (org.running >= limits.perOrg) continue
      const waiter = org.waiting.shift()
      if (waiter === undefined) continue
      clearTimeout(waiter.timer)
      // Behind every other org, so that each gets its turn.
      orgs.delete(orgId)
      orgs.set(orgId, org)
      start(org)
      waiter.enter()
    }
  }

  function start(org: Org): void {
    running += 1
    org.running += 1
  }

  function enter(orgId: string, org: Org): Promise<void> | undefined {
    if (running < limits.total && org.running < limits.perOrg && org.waiting.length === 0) {
      start(org)
      return undefined
    }
    if (org.waiting.length >= limits.waitingPerOrg) throw new Fault('busy')
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        org.waiting = org.waiting.filter((other) => other !== waiter)
        forget(orgId, org)
        reject(new Fault('busy'))
      }, limits.waitMs).unref()
      const waiter = { enter: resolve, timer }
      org.waiting.push(waiter)
    })
  }

  return {
    async run(orgId, body) {
      const org = orgs.get(orgId) ?? { running: 0, waiting: [] }
      orgs.set(orgId, org)
      await enter(orgId, org)
      try {
        return await body()
      } finally {
        leave(orgId, org)
      }
    },
  }
}
