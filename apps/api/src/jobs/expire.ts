// Gates that nobody completed become signed receipts. Any number of processes may run this at once.
import type { Payload } from '@countersign/receipt'
import type { Context } from '../operations/context.ts'
import type { Draft, Entry, Gate, Work } from '../ports.ts'

const ORGS_PER_ROUND = 100
const COMMITS_PER_ROUND = 20

/** One round over everything due; answers how many orgs were looked at. */
export async function expireGates({ store }: Pick<Context, 'store'>): Promise<number> {
  const orgs = await store.dueOrgs(ORGS_PER_ROUND)
  const rounds = await Promise.allSettled(orgs.map((orgId) => expireOrg(store, orgId)))
  const failed = rounds.find((round) => round.status === 'rejected')
  if (failed !== undefined) throw failed.reason
  return orgs.length
}

/** A commit closes a bounded number of gates, so it is repeated until nothing is left or the round has done its share. */
async function expireOrg(store: Context['store'], orgId: string): Promise<void> {
  for (let n = 0; n < COMMITS_PER_ROUND; n++) {
    if ((await store.record(orgId, expiry())) === 0) return
  }
}

/** Which gates are past their time is decided under the lock, by the database's clock. */
function expiry(): Work<number> {
  return {
    expired: true,
    decide: ({ expired }) => ({ entries: expired.map(entryFor), answer: (recorded) => recorded.length }),
  }
}

function entryFor(gate: Gate): Entry {
  const { opened } = gate
  if (!('gate' in opened) || opened.gate === undefined)
    throw new Error('a gate was opened by another receipt')
  const link = { id: opened.gate.id, receipt: opened.id, seq: gate.seq, leaf_hash: gate.leafHash }
  const agent = 'agent' in opened ? opened.agent : undefined
  return {
    draft: {
      ...endOf(opened),
      actor: 'system',
      gate: link,
      ...(agent !== undefined && { agent }),
    },
    disclosures: [],
    changes: [{ kind: 'gate.close', seq: gate.seq, status: 'expired', outputDigest: null }],
  }
}

/** What the end of a gate is called: of a pending one its approval ends. */
function endOf(opened: Payload): Pick<Draft, 'type' | 'approval'> {
  if (opened.type !== 'gate.pending') return { type: 'gate.expired' }
  const { id, digest } = opened.approval
  return { type: 'approval.expired', approval: { id, digest, given: 0 } }
}

/** Runs rounds until stopped; a round that fails is reported and tried again. */
export function startExpiry(
  context: Pick<Context, 'store'>,
  options: { everyMs: number; onError: (error: unknown) => void },
): { stop(): Promise<void> } {
  let stopped = false
  let wake: () => void = () => undefined
  const loop = (async () => {
    while (!stopped) {
      await expireGates(context).catch(options.onError)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, options.everyMs)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  })()
  return {
    stop() {
      stopped = true
      wake()
      return loop
    },
  }
}
