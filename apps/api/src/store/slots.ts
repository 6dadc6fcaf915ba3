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

type Waiter = { enter: () => void; timer: NodeJS.Timeout; hasLeft: boolean }
/** Who has left stays in the line until its turn comes: taking many out one by one would pass over all of them each time. */
type Org = { running: number; waiting: Waiter[]; left: number }

function waitersOf({ waiting, left }: Org): number {
  return waiting.length - left
}

/** Who waits longest, without those that have left before it. */
function firstOf(org: Org): Waiter | undefined {
  let waiter = org.waiting.shift()
  for (; waiter?.hasLeft === true; waiter = org.waiting.shift()) org.left -= 1
  return waiter
}

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
    if (org.running === 0 && waitersOf(org) === 0) orgs.delete(orgId)
  }

  function admit(): void {
    for (const [orgId, org] of orgs) {
      if (running >= limits.total) return
      if (org.running >= limits.perOrg) continue
      const waiter = firstOf(org)
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
    if (running < limits.total && org.running < limits.perOrg && waitersOf(org) === 0) {
      start(org)
      return undefined
    }
    if (waitersOf(org) >= limits.waitingPerOrg) throw new Fault('busy')
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiter.hasLeft = true
        org.left += 1
        if (waitersOf(org) === 0) Object.assign(org, { waiting: [], left: 0 })
        forget(orgId, org)
        reject(new Fault('busy'))
      }, limits.waitMs).unref()
      const waiter = { enter: resolve, timer, hasLeft: false }
      org.waiting.push(waiter)
    })
  }

  return {
    async run(orgId, body) {
      const org = orgs.get(orgId) ?? { running: 0, waiting: [], left: 0 }
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
