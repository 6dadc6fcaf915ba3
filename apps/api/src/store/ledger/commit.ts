// One batch of one org: lock, decide, write, sign, commit, answer.
import { ApiError } from '@countersign/contract'
import { rangeSizes } from '@countersign/merkle'
import { protectedHeader, sigStructure } from '@countersign/receipt'
import pg from 'pg'
import type { Configs, Loaded, Need } from '../configs.ts'
import { beginFor, type Client, connect, type Database, giveBack, isOurFault } from '../pool.ts'
import type { ActivityMemory } from './activity.ts'
import { type Batch, buildBatch, type Head, type Item } from './build.ts'
import type { Answer } from './queue.ts'
import { loadState } from './state.ts'
import { completedTiles } from './tiles.ts'
import { type SignedHead, writeHead, writeRows } from './write.ts'

const RELOADS_MAX = 3

export type Committer = {
  db: Database
  configs: Configs
  activity: ActivityMemory
  onFault: (orgId: string, error: unknown) => void
}

/** Answers what settles every item, by its answer or by an error. Never rejects. */
export async function commitItems(by: Committer, orgId: string, items: Item[]): Promise<Answer[]> {
  try {
    const batch = await commitBatch(by, orgId, items)
    if (batch.configures) by.configs.drop(orgId)
    return batch.answers
  } catch (error) {
    if (items.length > 1 && refusesData(error)) {
      // What the database will not store must not take the rest of its batch down.
      const answers: Answer[] = []
      for (const item of items) answers.push(...(await commitItems(by, orgId, [item])))
      return answers
    }
    by.onFault(orgId, error)
    const refusal = publicError(error)
    return items.map((item) => () => item.reject(refusal))
  }
}

async function commitBatch(by: Committer, orgId: string, items: Item[]): Promise<Batch> {
  const need = needOf(items)
  for (let attempt = 0; ; attempt++) {
    const config = await by.configs.get(orgId, need)
    if (config === undefined) throw new ApiError('not_found')
    prepare(items, config)
    const batch = await tryCommit(by, orgId, items, config, attempt < RELOADS_MAX ? undefined : need)
    if (batch !== undefined) return batch
    by.configs.drop(orgId)
  }
}

/** Undefined when the configuration moved since it was cached, unless `need` says to load it under the lock. */
async function tryCommit(
  by: Committer,
  orgId: string,
  items: Item[],
  cached: Loaded,
  need: Need | undefined,
): Promise<Batch | undefined> {
  const client = await connect(by.db.ledger)
  let fault: Error | undefined
  try {
    const head = await lockHead(client, orgId, by.db)
    let config = cached
    if (head.epoch !== cached.epoch) {
      const loaded = need && (await by.configs.loadOn(client, orgId, need))
      if (loaded === undefined) {
        await client.query('ROLLBACK')
        return undefined
      }
      config = loaded
      prepare(items, config)
    }
    const traces = by.activity.take(orgId, head.range.end)
    const works = items.map((item) => item.work)
    const state = await loadState(client, orgId, head.now, works, traces)
    const batch = buildBatch(orgId, head, config, state, items)
    const prune = batch.traces.size > 0 ? by.activity.pruner(orgId, head.now) : undefined
    await finish(client, batch, config, prune)
    by.activity.keep(orgId, batch.range.end, traces)
    return batch
  } catch (error) {
    fault = error as Error
    throw error
  } finally {
    await giveBack(client, fault)
  }
}

export async function finish(
  client: Client,
  batch: Batch,
  config: Pick<Loaded, 'dataKey' | 'signer'>,
  prune?: (client: Client) => Promise<void>,
): Promise<void> {
  if (batch.rows.length === 0 && !batch.settlesDue) {
    await client.query('ROLLBACK')
    return
  }
  const signing = batch.rows.length === 0 ? undefined : signHead(batch, config)
  // Awaited below; what fails before its turn must not count as unhandled meanwhile.
  signing?.catch(() => undefined)
  const sent = writeRows(client, batch, await completedTiles(client, batch), config.dataKey)
  if (prune !== undefined) sent.push(prune(client))
  for (const written of sent) written.catch(() => undefined)
  // Settling reads before it writes; everything else is on its way already.
  if (batch.settlesDue) await Promise.all(sent)
  if (signing !== undefined) sent.push(writeHead(client, batch, await signing))
  await commit(client, sent)
}

async function signHead(batch: Batch, { signer }: Pick<Loaded, 'signer'>): Promise<SignedHead> {
  const header = protectedHeader({
    kid: signer.kid,
    orgId: batch.orgId,
    iatSeconds: Math.floor(batch.issuedAt / 1000),
    treeSize: batch.range.end,
  })
  const signature = await signer.sign(sigStructure(header, batch.root))
  return { kid: signer.kid, protectedHeader: header, signature }
}

/** Commits without waiting for what was sent before: the server commits nothing of a transaction that had an error. */
async function commit(client: Client, sent: Promise<unknown>[]): Promise<void> {
  const [committed, ...written] = await Promise.allSettled([client.query('COMMIT'), ...sent])
  const refused = written.find((write) => write.status === 'rejected')?.reason
  if (committed.status === 'fulfilled') {
    if (committed.value.command !== 'COMMIT') throw refused ?? new ApiError('store.unavailable')
    // Stored, but not as it was meant to be: nobody may take that for a success.
    if (refused !== undefined) throw new ApiError('outcome.unknown', { cause: refused })
    return
  }
  // Only an ERROR that the server itself reports means that nothing was stored.
  if (isRefusal(refused)) throw refused
  if (isRefusal(committed.reason)) throw committed.reason
  throw new ApiError('outcome.unknown', { cause: committed.reason })
}

function isRefusal(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.severity === 'ERROR'
}

/** Begins and takes the org's log row, in one round trip. A log without a row is never made here. */
async function lockHead(client: Client, orgId: string, db: Database): Promise<Head> {
  const answers = (await client.query(
    `${beginFor(orgId, db.timeouts)};
     SELECT size::float8 AS size, epoch::float8 AS epoch, frontier, last_leaf, issued_at::float8 AS issued_at,
            floor(extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now
       FROM logs WHERE org_id = '${orgId}' FOR NO KEY UPDATE`,
  )) as unknown as pg.QueryResult[]
  const row = answers.at(-1)?.rows[0]
  if (row === undefined) throw new Error(`the log of ${orgId} has no head`)
  return headOf(row)
}

type HeadRow = {
  size: number
  epoch: number
  frontier: Buffer
  last_leaf: Buffer
  issued_at: number
  now: number
}

export function headOf(row: HeadRow): Head {
  const count = rangeSizes(0, row.size).length
  if (row.frontier.length !== count * 32) throw new Error('the frontier does not fit the size of the log')
  const hashes = Array.from({ length: count }, (_, n) => row.frontier.subarray(n * 32, n * 32 + 32))
  return {
    epoch: row.epoch,
    range: { begin: 0, end: row.size, hashes },
    prev: row.last_leaf.toString('hex'),
    issuedAt: row.issued_at,
    now: row.now,
  }
}

function needOf(items: Item[]): Need {
  const agentIds = new Set<string>()
  const keyIds = new Set<string>()
  for (const { work } of items) {
    if (work.agentId !== undefined) agentIds.add(work.agentId)
    if (work.keyId !== undefined) keyIds.add(work.keyId)
    if (work.subjectKeyId !== undefined) keyIds.add(work.subjectKeyId)
  }
  return { agentIds: [...agentIds], keyIds: [...keyIds], hashes: [] }
}

function prepare(items: Item[], config: Loaded): void {
  for (const { work } of items) work.prepare?.(config)
}

function refusesData(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^2[23]/.test(error.code ?? '')
}

function publicError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  if (error instanceof pg.DatabaseError) {
    if (error.code === '55P03')
      return new ApiError('ledger.busy', { cause: error, headers: { 'retry-after': '1' } })
    return new ApiError(refusesData(error) || isOurFault(error) ? 'internal' : 'store.unavailable', {
      cause: error,
    })
  }
  return new ApiError(isConnectionError(error) ? 'store.unavailable' : 'internal', { cause: error })
}

function isConnectionError(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown }
  return (
    (typeof code === 'string' && /^E[A-Z]+$/.test(code)) ||
    (typeof message === 'string' && /timeout|terminated|Connection|not queryable/.test(message))
  )
}
