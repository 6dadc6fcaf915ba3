// Three ways to read, none of which waits for the next: what everything rests on, single objects, and lists.

import { type Client, type Database, readOn } from './pool.ts'
import type { SlotLimits } from './slots.ts'
import { createSlots } from './slots.ts'

type Read = <T>(orgId: string, read: (client: Client) => Promise<T>) => Promise<T>

export type Readers = {
  /** What authenticating, halting and the ledger wait for; `undefined` where no org is concerned. */
  urgent<T>(orgId: string | undefined, read: (client: Client) => Promise<T>): Promise<T>
  /** A few rows by their key. */
  point: Read
  /** A page of a list, or of a range of the log. */
  scan: Read
}

const WAIT_MS = 5000
const WAITING_PER_ORG = 64

export function createReaders(db: Database): Readers {
  function reader(total: number, perOrg: number): Read {
    const limits: SlotLimits = { total, perOrg, waitingPerOrg: WAITING_PER_ORG, waitMs: WAIT_MS }
    const slots = createSlots(limits)
    return (orgId, read) => slots.run(orgId, () => readOn(db.readers, orgId, db.timeouts, read))
  }
  // Where all share one connection, at most one of each kind stands in its line, before what is urgent.
  const isShared = db.readers === db.ledger
  const total = isShared ? 1 : Math.max(1, Math.floor(db.readers.options.max / 2))
  const perOrg = isShared ? 1 : Math.max(1, Math.floor(total / 2))
  return {
    urgent: (orgId, read) => readOn(db.urgent, orgId, db.timeouts, read),
    point: reader(total, perOrg),
    scan: reader(total, perOrg),
  }
}
