// The Store port over PostgreSQL: assembled here, spread over the files beside it.
import type { MakePolicySet, MakeSigner, Store, StoredVersion, Vault } from '../ports.ts'
import { secretHash } from '../sealing.ts'
import { type Configs, createConfigs, nothing } from './configs.ts'
import { createActivityMemory, readMoment } from './ledger/activity.ts'
import { commitItems } from './ledger/commit.ts'
import { createQueue, type Queue, type QueueLimits } from './ledger/queue.ts'
import { logReader } from './log.ts'
import { createOrg } from './orgs.ts'
import { policyReader } from './policies.ts'
import { type Database, readFor } from './pool.ts'
import { receiptReader } from './receipts.ts'
import { agentReader, keyReader } from './rows.ts'

export type StoreParts = {
  db: Database
  vault: Vault
  makeSigner: MakeSigner
  /** Keys the hashes of API keys. */
  pepper: Uint8Array
  makePolicySet: MakePolicySet
  /** What a new org begins with. */
  starter: Pick<StoredVersion, 'digest' | 'document' | 'parsed'>
  limits: QueueLimits
  /** Hears every fault that is not the caller's, for the log. */
  onFault: (orgId: string, error: unknown) => void
}

export function createStore(parts: StoreParts): Store & { queue: Queue } {
  const { db, pepper } = parts
  const configs: Configs = createConfigs(db, parts, {
    makePolicySet: parts.makePolicySet,
    onFault: parts.onFault,
  })
  const activity = createActivityMemory()
  const queue = createQueue(
    parts.limits,
    (orgId, items) => commitItems({ db, configs, activity, onFault: parts.onFault }, orgId, items),
    // Longer than the lock and the statements of one commit may take, shorter than a caller waits.
    2 * db.timeouts.statementMs,
  )
  return {
    queue,
    record: queue.record,
    config(orgId, { agentId, keyId, fresh }) {
      const need = { ...nothing, agentIds: agentId ? [agentId] : [], keyIds: keyId ? [keyId] : [] }
      return fresh ? configs.fresh(orgId, need) : configs.get(orgId, need)
    },
    async keyOf(orgId, secret, fresh) {
      const hash = secretHash(pepper, secret)
      const need = { ...nothing, hashes: [hash] }
      const config = await (fresh ? configs.fresh(orgId, need) : configs.get(orgId, need))
      const id = config?.byHash.get(Buffer.from(hash).toString('hex'))
      return (id && config?.keys.get(id)) || undefined
    },
    moment: (orgId, traceIds) => readFor(db, orgId, (client) => readMoment(client, orgId, traceIds)),
    hashOf: (secret) => secretHash(pepper, secret),
    createOrg: (org) => createOrg(parts, org),
    agents: agentReader(db),
    keys: keyReader(db),
    policies: policyReader(db),
    receipts: receiptReader(db, configs),
    log: logReader(db),
    dueOrgs: (limit) =>
      readFor(db, undefined, async (client) => {
        const found = await client.query<{ org_id: string }>(
          `select org_id from due where at <= floor(extract(epoch from clock_timestamp()) * 1000) order by at limit $1`,
          [limit],
        )
        return found.rows.map((row) => row.org_id)
      }),
    async ping() {
      return readFor(db, undefined, async (client) => {
        await client.query('select 1')
        return true
      })
    },
    async close() {
      await queue.drain()
      await db.close()
    },
  }
}
