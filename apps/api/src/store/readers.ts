// Three ways to read, none of which waits for another: what everything depends on, single objects, and lists.

import type { Pace } from '../ports/services.ts'
import { type Client, type Database, readOn } from './pool.ts'
import type { SlotLimits } from './slots.ts'
import { createSlots } from './slots.ts'

/** In places of the org, or of `asker`, where somebody else asks for what is the org's. */
type Read = <T>(orgId: string, read: (client: Client) => Promise<T>, asker?: string) => Promise<T>

export type Readers = {
  /**
   * What authenticating, halting and the ledger wait for; `undefined` where no org is concerned. No connection is taken
   * for what is `known` by the time of its turn.
   */
  urgent<T>(
    orgId: string | undefined,
    read: (client: Client) => Promise<T>,
    known?: () => T | undefined,
  ): Promise<T>
  /** A few rows by their key. */
  point: Read
  /** A page of a list, or of a range of the log. */
  scan: Read
  /** The same of many large rows, which `open` works on in the org's turn; until then the org reads no other page. */
  scanLarge<T, R>(orgId: string, read: (client: Client) => Promise<T>, open: (found: T) => R): Promise<R>
}

const WAIT_MS = 5000
/** A client with some hundred connections may ask with all of them at once. */
const WAITING_PER_ORG = 512
/** What is urgent is small, and so many may come at once before anything of their org is remembered. */
const URGENT_WAITING_PER_ORG = 10_000

export function createReaders(db: Database, pace: Pace): Readers {
  // Where all share one connection, at most one of each kind stands in its line, before what is urgent.
  const isShared = db.readers === db.ledger
  const total = isShared ? 1 : Math.max(1, Math.floor(db.readers.options.max / 2))
  const perOrg = isShared ? 1 : Math.max(1, Math.floor(total / 2))
  const limits: SlotLimits = { total, perOrg, waitingPerOrg: WAITING_PER_ORG, waitMs: WAIT_MS }
  const [points, scans] = [createSlots(limits), createSlots(limits)]
  const urgentTotal = isShared ? 1 : db.urgent.options.max
  const urgents = createSlots({
    total: urgentTotal,
    perOrg: Math.max(1, Math.floor(urgentTotal / 2)),
    waitingPerOrg: URGENT_WAITING_PER_ORG,
    waitMs: db.timeouts.connectMs,
  })
  function urgent<T>(
    orgId: string | undefined,
    read: (client: Client) => Promise<T>,
    known?: () => T | undefined,
  ): Promise<T> {
    async function begin() {
      return known?.() ?? readOn(db.urgent, orgId, db.timeouts, read)
    }
    return orgId === undefined ? begin() : urgents.run(orgId, begin)
  }
  return {
    urgent,
    point: (orgId, read, asker = orgId) =>
      points.run(asker, () => readOn(db.readers, orgId, db.timeouts, read)),
    scan: (orgId, read, asker = orgId) =>
      scans.run(asker, () => readOn(db.readers, orgId, db.timeouts, read)),
    scanLarge<T, R>(orgId: string, read: (client: Client) => Promise<T>, open: (found: T) => R) {
      return scans.run(orgId, async () => {
        const found = await readOn(db.readers, orgId, db.timeouts, read)
        return pace.run(orgId, () => open(found))
      })
    },
  }
}
