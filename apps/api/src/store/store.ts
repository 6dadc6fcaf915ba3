// The Store port over PostgreSQL: assembled here; nouns.ts lists what it stores.
import type { SignedRoot } from '../ports/ledger.ts'
import type { Commit } from '../ports/metrics.ts'
import type { MakePolicySet, Pace } from '../ports/services.ts'
import type { Store } from '../ports/store.ts'
import { createConfigs } from './configs.ts'
import { readMoment } from './counters.ts'
import { createDecided, forgetDecided, readDecided } from './decided.ts'
import { readDueOrgs } from './due.ts'
import { commitItems } from './ledger/commit.ts'
import { prepareWork } from './ledger/prepare.ts'
import { createQueue, type Queue, type QueueLimits } from './ledger/queue.ts'
import { createNouns } from './ledger-nouns.ts'
import { readBacklog, readLoad } from './load.ts'
import { createOrg } from './new-org.ts'
import { createNounReaders } from './nouns.ts'
import type { KeyServices } from './orgs.ts'
import { createOutbox } from './outbox.ts'
import { type Database, readOn } from './pool.ts'
import { createReaders } from './readers.ts'
import { createRetentionQueue } from './retention.ts'
import { createSegmentCache } from './segments/cache.ts'
import { createWritable } from './writable.ts'

export type StoreParts = KeyServices & {
  db: Database
  /** Keys the hashes of API keys. */
  pepper: Uint8Array
  makePolicySet: MakePolicySet
  limits: QueueLimits
  pace: Pace
  /** Hears every fault that is not the caller's, for the log. */
  onFault: (orgId: string, error: unknown) => void
  /** Called with every commit that is durable. */
  onCommit?: ((commit: Commit, signed: SignedRoot) => void) | undefined
}

export function createStore(parts: StoreParts): Store & { queue: Queue } {
  const { db, makePolicySet, pace } = parts
  const writable = createWritable(db)
  function onFault(orgId: string, error: unknown) {
    writable.failed(error)
    parts.onFault(orgId, error)
  }
  function onCommit(commit: Commit, signed: SignedRoot) {
    writable.committed()
    parts.onCommit?.(commit, signed)
  }
  const readers = createReaders(db, pace)
  const configs = createConfigs(readers, parts, { makePolicySet, onFault })
  const decided = createDecided((names) => readDecided(db, names))
  const cache = createSegmentCache()
  const nouns = createNouns({
    cache,
    onDecided: decided.announce,
    read: (orgId, read) => readOn(db.ledger, orgId, db.timeouts, read),
  })
  const queue = createQueue(
    parts.limits,
    (orgId, items) => commitItems({ db, configs, nouns, cache, onFault, onCommit }, orgId, items),
    // Longer than the lock and the statements of one commit may take, shorter than a caller waits.
    2 * db.timeouts.statementMs,
  )
  return {
    ...createNounReaders({
      readers,
      pepper: parts.pepper,
      makeSigner: parts.makeSigner,
      findKey: configs.keyWith,
      pace,
      cache,
      secretsOf: async (orgId) => (await configs.get(orgId, {}))?.secrets,
    }),
    queue,
    outbox: createOutbox(db, readers),
    retention: createRetentionQueue(db),
    record(orgId, work) {
      const preparing = prepareWork({ configs, pace }, orgId, work)
      return preparing instanceof Promise
        ? preparing.then(() => queue.record(orgId, work))
        : queue.record(orgId, work)
    },
    createOrg: (org, makeWork) => createOrg({ db, keeper: parts, configs, nouns, cache }, org, makeWork),
    config: async (orgId, need) => (await configs.get(orgId, need))?.config,
    moment: (orgId, ids) => readers.point(orgId, (client) => readMoment(client, orgId, ids)),
    dueOrgs: (limit) => readers.urgent(undefined, (client) => readDueOrgs(client, limit)),
    onDecided: (orgId, id, listener) => decided.watch({ orgId, id }, listener),
    forgetDecided: () => forgetDecided(db),
    ping: writable.ask,
    load: () => readLoad(queue, db),
    backlog: () => readers.urgent(undefined, readBacklog),
    async close() {
      decided.stop()
      await queue.drain()
      await db.close()
    },
  }
}
