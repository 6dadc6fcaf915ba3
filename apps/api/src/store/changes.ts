// What each kind of change does: what later items of its batch see, and what it writes. A kind that is missing here does
// not compile.
import type { Change, ChangeKind, ChangeOf, Recorded } from '../ports/ledger.ts'
import { insertAgent, updateStatus } from './agents.ts'
import { type Counters, putCounters } from './counters.ts'
import { addEnvironment, removeEnvironment } from './environments.ts'
import { closeGate, type Gates, openGate } from './gates.ts'
import { insertKey, revokeKey } from './keys.ts'
import { updateOrg } from './orgs.ts'
import { insertVersion, makeLive } from './policies.ts'
import type { Client } from './pool.ts'
import type { Repeats } from './repeats.ts'
import { putTool, removeTool } from './tools.ts'

/** What the nouns hold of one org while one batch is decided. */
export type State = { gates: Gates; counters: Counters; repeats: Repeats }

type Effect<K extends ChangeKind> =
  /** Seen at once; written in the batch's one statement of rows. */
  | { apply: (state: State, change: ChangeOf<K>, at: Recorded) => void }
  /** A statement of its own, for what is rare. Configuration is seen by the next batch: a change to it ends its own. */
  | { write: (client: Client, orgId: string, change: ChangeOf<K>) => Promise<unknown> }

const EFFECTS: { [K in ChangeKind]: Effect<K> } = {
  'org.update': { write: updateOrg },
  'environment.add': { write: addEnvironment },
  'environment.remove': { write: removeEnvironment },
  'agent.create': { write: insertAgent },
  'agent.status': { write: updateStatus },
  'key.create': { write: insertKey },
  'key.revoke': { write: revokeKey },
  'policy.add': { write: insertVersion },
  'policy.live': { write: makeLive },
  'tool.put': { write: putTool },
  'tool.remove': { write: removeTool },
  'gate.open': { apply: ({ gates }, change, at) => openGate(gates, change, at) },
  'gate.close': { apply: ({ gates }, change, at) => closeGate(gates, change, at) },
  'counters.put': { apply: ({ counters }, change) => putCounters(counters, change) },
}

export function applyChange(state: State, change: Change, at: Recorded): void {
  const effect = effectOf(change)
  if ('apply' in effect) effect.apply(state, change, at)
}

/** COMMIT may be sent before any of them has answered. */
export function writeChange(client: Client, orgId: string, change: Change): Promise<unknown>[] {
  const effect = effectOf(change)
  return 'write' in effect ? [effect.write(client, orgId, change)] : []
}

/** The table pairs each kind with its own change, which a union of changes does not show. */
function effectOf<K extends ChangeKind>({ kind }: { kind: K }): Effect<ChangeKind> {
  return EFFECTS[kind] as Effect<never> as Effect<ChangeKind>
}
