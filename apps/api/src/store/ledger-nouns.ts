// All nouns that take part in a commit, as the one thing that the ledger asks.
import { NOTHING } from '../lists.ts'
import { decidedIn, loadApprovals, waitingFor, writeApprovals } from './approvals.ts'
import { applyChange, writeChange } from './changes.ts'
import { counterParts, countersFor, createCounterMemory } from './counters.ts'
import { settleDue } from './due.ts'
import { gateParts, gatesFor, loadGates, writeClosed } from './gates.ts'
import type { Batch } from './ledger/batch.ts'
import type { Nouns } from './ledger/nouns.ts'
import { type Part, rowsStatement } from './ledger/rows.ts'
import type { State } from './nouns.ts'
import { writeOutbox } from './outbox.ts'
import type { Client } from './pool.ts'
import { loadRepeats, remember, repeated, repeatPart } from './repeats.ts'
import type { SegmentCache } from './segments/cache.ts'
import { erase, loadDisclosed } from './segments/erase.ts'
import { readTexts } from './segments/read.ts'
import { segmentParts } from './segments/write.ts'

type Parts = {
  cache: SegmentCache
  /** Runs a read in a snapshot of its own. */
  read: (orgId: string, read: (client: Client) => Promise<unknown>) => Promise<unknown>
  /** Hears which approvals a commit of this process decided. */
  onDecided: (orgId: string, ids: readonly string[]) => void
}

export function createNouns({ cache, read, onDecided }: Parts): Nouns<State> {
  const memory = createCounterMemory()
  return {
    async warm(orgId, works) {
      const seqs = works.flatMap(({ needs }) => needs.gates ?? NOTHING)
      const missing = seqs.filter((seq) => cache.at(orgId, seq) === undefined)
      if (missing.length > 0) await read(orgId, (client) => readTexts(client, cache, orgId, missing))
    },
    async load(locked, works) {
      // All are on their way at once; which gates they need is known after them.
      const [counters, repeats, approvals, disclosed] = await Promise.all([
        memory.load(locked, works),
        loadRepeats(locked, works),
        loadApprovals(locked, works),
        loadDisclosed(locked, works),
      ])
      const seqs = [...[...repeats.stored.values()].map(({ seq }) => seq), ...approvals.bySameness.values()]
      return {
        counters,
        repeats,
        approvals,
        gates: await loadGates(locked, cache, works, seqs),
        erasures: [],
        disclosed,
      }
    },
    view: ({ gates, counters, approvals, disclosed }, needs, now, config) => ({
      gates: gatesFor(gates, needs),
      waiting: waitingFor(approvals, gates, needs, now),
      counters: countersFor(counters.known, needs, now),
      disclosed,
      now,
      config,
    }),
    repeated: ({ repeats, gates }, ids) => repeated(repeats, gates, ids),
    remember: ({ repeats }, repeat, first) => remember(repeats, repeat, first),
    apply: applyChange,
    rows: rowsStatement<State>([
      ...segmentParts,
      ...gateParts.map((part) => of('gates', part)),
      of('repeats', repeatPart),
      ...counterParts.map((part) => of('counters', part)),
    ]),
    send: (client, batch, { gates, counters, approvals }) => [
      ...writeClosed(client, batch.orgId, gates),
      ...writeApprovals(client, batch.orgId, { gates, approvals }),
      ...writeChanges(client, batch),
      ...writeOutbox(client, batch, approvals),
      ...(counters.changed.size > 0 ? memory.prune(client, batch.orgId, batch.now) : []),
    ],
    settle({ gates, erasures }) {
      if (!gates.settles && erasures.length === 0) return undefined
      return async (client, orgId, dataKey) => {
        if (gates.settles) await settleDue(client, orgId)
        if (erasures.length > 0) await erase(client, orgId, erasures, dataKey)
      }
    },
    asked: ({ approvals }) => approvals.opened.length,
    stored(orgId, size, { counters, gates, approvals }) {
      memory.keep(orgId, size, counters)
      onDecided(orgId, decidedIn({ gates, approvals }))
    },
  }
}

function writeChanges(client: Client, { orgId, rows }: Batch): Promise<unknown>[] {
  const sent: Promise<unknown>[] = []
  for (const { changes, payload } of rows)
    for (const change of changes) {
      const write = writeChange(client, orgId, change, payload.seq)
      if (write !== undefined) sent.push(write)
    }
  return sent
}

/** A part that knows only its own noun's share of the state. */
function of<N extends keyof State>(noun: N, part: Part<State[N]>): Part<State> {
  return {
    sql: part.sql,
    values: (batch, state) => part.values(batch, state[noun]),
  }
}
