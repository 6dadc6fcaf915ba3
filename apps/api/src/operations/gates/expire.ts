// Closes the gates of an org that are past their time, each with a receipt; the actor is the system.

import type { Gate } from '../../ports/gates.ts'
import type { Change, Draft, Entry, Work } from '../../ports/ledger.ts'
import type { OrgConfig } from '../../ports/nouns.ts'
import { givenOf } from '../approvals/answer.ts'
import type { Context } from '../context.ts'
import { stoppedBy } from './stopped.ts'

/** Closes a bounded number of them; answers how many. */
export function expireGates({ store }: Pick<Context, 'store'>, orgId: string): Promise<number> {
  return store.record(orgId, expiry())
}

/** Which gates are past their time is decided under the lock, by the log's clock. */
function expiry(): Work<number> {
  return {
    needs: { expired: true },
    bytes: 1024,
    decide: ({ gates, config }) => ({
      entries: gates.expired.map((gate) => entryFor(gate, config)),
      answer: (recorded) => recorded.length,
    }),
  }
}

function entryFor(gate: Gate, config: OrgConfig): Entry {
  const { opened } = gate
  if (!('gate' in opened) || opened.gate === undefined)
    throw new Error('a gate was opened by another receipt')
  const link = { id: opened.gate.id, receipt: opened.id, seq: gate.seq, leaf_hash: gate.leafHash }
  const agent = 'agent' in opened ? opened.agent : undefined
  return {
    draft: {
      ...endOf(gate, config),
      actor: 'system',
      gate: link,
      ...(agent !== undefined && { agent }),
    },
    disclosures: [],
    changes: changesOf(gate),
  }
}

/** An approval that was granted and not used ends with its gate, too. */
function changesOf({ seq, approval }: Gate): Change[] {
  return [
    { kind: 'gate.close', seq, status: 'expired', outputDigest: null },
    ...(approval === null ? [] : [{ kind: 'approval.close', seq, status: 'expired' } as const]),
  ]
}

/** What the end of a gate is called: of a pending one its approval ends. */
function endOf(gate: Gate, config: OrgConfig): Pick<Draft, 'type' | 'approval' | 'after'> {
  const { opened } = gate
  if (opened.type !== 'gate.pending') return { type: 'gate.expired', ...stoppedBy(config, gate) }
  const { id, digest } = opened.approval
  return { type: 'approval.expired', approval: { id, digest, given: givenOf(gate.approval) } }
}
