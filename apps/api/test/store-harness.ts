// The store alone on a real database: no operations, no HTTP.
import './wasm.ts'

import { randomBytes } from 'node:crypto'
import { newId } from '@countersign/terms'
import { policySets } from '../src/adapters/policy.ts'
import { logSigner } from '../src/adapters/signer.ts'
import { localVault } from '../src/adapters/vault.ts'
import { createPace } from '../src/pace.ts'
import type { Draft, Entry, Work } from '../src/ports/ledger.ts'
import { prepareInstance } from '../src/store/instance.ts'
import type { QueueLimits } from '../src/store/ledger/queue.ts'
import { type Connection, type Database, openDatabase } from '../src/store/pool.ts'
import { createStore } from '../src/store/store.ts'

export type TestStore = ReturnType<typeof createStore> & {
  db: Database
  orgId: string
  faults: unknown[]
  newOrg(): Promise<string>
}

export type StoreOptions = {
  limits?: Partial<QueueLimits>
  single?: boolean
  readers?: number
  onDatabase?: (db: Database) => void
}

const LIMITS: QueueLimits = { batchMax: 128, queueMax: 2048, committers: 2 }

export async function startStore(connection: Connection, options: StoreOptions = {}): Promise<TestStore> {
  const size = options.single ? 'single' : { committers: 2, readers: options.readers ?? 8 }
  const db = openDatabase(connection, size, () => undefined)
  options.onDatabase?.(db)
  const vault = localVault(new Uint8Array(32).fill(7))
  const { pepper } = await prepareInstance(db, vault, false)
  const faults: unknown[] = []
  const store = createStore({
    pace: createPace(),
    db,
    vault,
    pepper,
    makeSigner: logSigner,
    makePolicySet: policySets(),
    limits: { ...LIMITS, ...options.limits },
    onFault: (_, error) => faults.push(error),
  })
  async function newOrg() {
    const id = newId('org', Date.now(), randomBytes(10))
    await store.createOrg({ id, name: 'an org', createdAt: Date.now() }, ({ kid }) => ({
      needs: {},
      bytes: 0,
      decide: () => ({ entries: [genesisOf(id, kid), note()], answer: () => undefined }),
    }))
    return id
  }
  return { ...store, db, faults, orgId: await newOrg(), newOrg }
}

function genesisOf(orgId: string, kid: Uint8Array): Entry {
  return entry({
    type: 'log.genesis',
    actor: 'system',
    log: { origin: `countersign/${orgId}`, kid: Buffer.from(kid).toString('base64url') },
  })
}

export function entry(draft: Draft, more: Partial<Omit<Entry, 'draft'>> = {}): Entry {
  return { draft, disclosures: [], changes: [], ...more }
}

/** A receipt that changes nothing. */
export function note(more: Partial<Omit<Entry, 'draft'>> = {}): Entry {
  return entry({ type: 'org.resumed', actor: 'system', change: { status: 'active' } }, more)
}

/** Records one receipt and answers its seq. */
export function noting(
  more: Partial<Work<number>> = {},
  made: Partial<Omit<Entry, 'draft'>> = {},
): Work<number> {
  return {
    needs: {},
    bytes: 100,
    decide: () => ({ entries: [note(made)], answer: ([first]) => first?.payload.seq ?? -1 }),
    ...more,
  }
}
