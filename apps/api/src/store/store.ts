// The Store port over PostgreSQL: assembled here, spread over the files beside it by noun.
import type { MakePolicySet } from '../ports/services.ts'
import type { Store } from '../ports/store.ts'
import { createAgentReader } from './agents.ts'
import { createConfigs } from './configs.ts'
import { readMoment } from './counters.ts'
import { readDueOrgs } from './gates.ts'
import { createKeyReader } from './keys.ts'
import { commitItems } from './ledger/commit.ts'
import { createQueue, type Queue, type QueueLimits } from './ledger/queue.ts'
import { createLogReader } from './log.ts'
import { createNouns } from './nouns.ts'
import { createOrg, type Keeper } from './orgs.ts'
import { createPolicyReader } from './policies.ts'
import type { Database } from './pool.ts'
import { createReaders } from './readers.ts'
import { createReceiptReader } from './receipts.ts'

export type StoreParts = Keeper & {
  db: Database
  /** Keys the hashes of API keys. */
  pepper: Uint8Array
  makePolicySet: MakePolicySet
  limits: QueueLimits
  /** Hears every fault that is not the caller's, for the log. */
  onFault: (orgId: string, error: unknown) => void
}

export function createStore(parts: StoreParts): Store & { queue: Queue } {
  const { db, onFault, makePolicySet } = parts
  const readers = createReaders(db)
  const configs = createConfigs(readers, parts, { makePolicySet, onFault })
  const nouns = createNouns()
  const queue = createQueue(
    parts.limits,
    (orgId, items) => commitItems({ db, configs, nouns, onFault }, orgId, items),
    // Longer than the lock and the statements of one commit may take, shorter than a caller waits.
    2 * db.timeouts.statementMs,
  )
  return {
    queue,
    record: queue.record,
    createOrg: (org, makeWork) => createOrg({ db, keeper: parts, nouns }, org, makeWork),
    config: async (orgId, need) => (await configs.get(orgId, need))?.config,
    moment: (orgId, ids) => readers.point(orgId, (client) => readMoment(client, orgId, ids)),
    agents: createAgentReader(readers),
    keys: createKeyReader(readers, configs.keyWith, parts.pepper),
    policies: createPolicyReader(readers),
    receipts: createReceiptReader(readers, configs),
    log: createLogReader(readers),
    dueOrgs: (limit) => readers.urgent(undefined, (client) => readDueOrgs(client, limit)),
    ping: () =>
      readers.urgent(undefined, async (client) => {
        await client.query('select 1')
        return true
      }),
    async close() {
      await queue.drain()
      await db.close()
    },
  }
}
