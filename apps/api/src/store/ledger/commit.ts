// One batch of one org: prepare, lock, decide, write, sign, commit, answer.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Fault } from '../../ports/faults.ts'
import type { SignedRoot } from '../../ports/ledger.ts'
import type { Commit } from '../../ports/metrics.ts'
import type { LogSigner } from '../../ports/services.ts'
import { faultOf, isRefusal, refusesData } from '../faults.ts'
import { type Client, COMMIT, connect, type Database, giveBack, inOneWrite } from '../pool.ts'
import { packBlocks } from '../segments/blocks.ts'
import type { SegmentCache } from '../segments/cache.ts'
import type { Batch, Item } from './batch.ts'
import { buildBatch, createDecideTurns } from './build.ts'
import type { Configured, Secrets, WorkConfigs } from './config.ts'
import { lockHead, type SignedHead, signHead, writeHead } from './head.ts'
import type { Nouns } from './nouns.ts'
import type { Committed } from './queue.ts'
import { completedTiles, writeTile } from './tiles.ts'

const RELOADS_MAX = 3
/** The event loop looks at its sockets after so much preparing, ms. */
const PREPARE_TURN_MS = 5

export type Committer<S> = {
  db: Database
  configs: WorkConfigs
  nouns: Nouns<S>
  cache: SegmentCache
  onFault: (orgId: string, error: unknown) => void
  onCommit?: ((commit: Commit, signed: SignedRoot) => void) | undefined
}

/** Answers what settles every item that was decided, by its answer or by an error. Never rejects. */
export async function commitItems<S>(by: Committer<S>, orgId: string, items: Item[]): Promise<Committed> {
  try {
    const batch = await commitBatch(by, orgId, items)
    if (batch.configures) by.configs.drop(orgId)
    return { answers: batch.answers, rest: items.slice(batch.decided) }
  } catch (error) {
    if (items.length > 1 && refusesData(error)) {
      // What the database will not store must not take the rest of its batch down.
      const answers: Committed['answers'] = []
      for (const item of items) answers.push(...(await commitItems(by, orgId, [item])).answers)
      return { answers, rest: [] }
    }
    by.onFault(orgId, error)
    const fault = faultOf(error)
    return { answers: items.map((item) => () => item.reject(fault)), rest: [] }
  }
}

async function commitBatch<S>(by: Committer<S>, orgId: string, items: Item[]): Promise<Batch> {
  const works = items.map((item) => item.work)
  for (let attempt = 0; ; attempt++) {
    const loaded = await by.configs.forWorks(orgId, works)
    if (loaded === undefined) throw new Fault('org_unknown')
    await prepare(items, loaded)
    await by.nouns.warm(orgId, works)
    const batch = await tryCommit(by, orgId, items, loaded, attempt >= RELOADS_MAX)
    if (batch !== undefined) return batch
    by.configs.drop(orgId)
  }
}

/** What was prepared against this very configuration costs nothing; others are served in between. */
async function prepare(items: readonly Item[], { config }: Configured): Promise<void> {
  let began = performance.now()
  for (const item of items) {
    if (item.work.prepare === undefined) continue
    if (performance.now() - began > PREPARE_TURN_MS) {
      await nextTurn()
      began = performance.now()
    }
    delete item.fault
    try {
      item.work.prepare(config)
    } catch (error) {
      item.fault = error
    }
  }
}

/** Undefined when the configuration moved since it was loaded, unless it may be loaded under the lock. */
async function tryCommit<S>(
  by: Committer<S>,
  orgId: string,
  items: Item[],
  before: Configured,
  loadsUnderLock: boolean,
): Promise<Batch | undefined> {
  const works = items.map((item) => item.work)
  const asked = performance.now()
  const client = await connect(by.db.ledger)
  let fault: Error | undefined
  try {
    const head = await lockHead(client, orgId, by.db.timeouts)
    let loaded = before
    if (head.epoch !== before.config.epoch) {
      const again = loadsUnderLock ? await by.configs.forWorksOn(client, orgId, works) : undefined
      if (again === undefined) {
        await client.query('ROLLBACK')
        return undefined
      }
      loaded = again
      // Others wait for the lock and the connection: what is asked is read as its item is decided.
      for (const item of items) delete item.fault
    }
    const state = await by.nouns.load({ client, orgId, size: head.range.end, now: head.now }, works)
    const decided = { nouns: by.nouns, state }
    const batch = await buildBatch(orgId, head, loaded.config, decided, items, createDecideTurns())
    await finish(client, batch, by, state, loaded.secrets)
    by.nouns.stored(orgId, batch.range.end, state)
    if (batch.rows.length > 0) {
      by.cache.keep(orgId, {
        begin: batch.size,
        texts: batch.rows.map(({ text }) => text),
        leaves: batch.rows.map(({ leafHash }) => leafHash),
      })
      const to = performance.now()
      by.onCommit?.(commitOf(batch, by.nouns.asked(state), to - asked), {
        orgId,
        treeSize: batch.range.end,
        root: batch.root,
      })
      const commit = { from: asked, to, sign: batch.signing, receipts: batch.rows.length }
      for (const { work } of items.slice(0, batch.decided)) work.trace?.committed(commit)
    }
    return batch
  } catch (error) {
    fault = error as Error
    throw error
  } finally {
    await giveBack(client, fault)
  }
}

function commitOf({ rows, signing }: Batch, opened: number, ms: number): Commit {
  const signMs = signing && signing.to - signing.from
  return { payloads: rows.map(({ payload }) => payload), opened, ms, signMs }
}

/** Writes the batch and commits, or rolls back where it changed nothing. */
export async function finish<S>(
  client: Client,
  batch: Batch,
  { nouns, cache }: Pick<Committer<S>, 'nouns' | 'cache'>,
  state: S,
  { dataKey, signer }: Secrets,
): Promise<void> {
  const settle = nouns.settle(state)
  const isEmpty = batch.rows.length === 0
  if (isEmpty && settle === undefined) {
    await client.query('ROLLBACK')
    return
  }
  const signing = isEmpty ? undefined : signInTime(batch, signer)
  // Awaited below; what fails before its turn must not count as unhandled meanwhile.
  signing?.catch(() => undefined)
  const tiles = await completedTiles({ client, cache, orgId: batch.orgId }, batch)
  const blocks = packBlocks(dataKey, { orgId: batch.orgId, treeSize: batch.range.end }, batch.rows)
  function send(): Promise<unknown>[] {
    return [
      nouns.rows.send(client, batch, state),
      ...tiles.map((tile) => writeTile(client, batch.orgId, tile)),
      ...nouns.send(client, batch, state),
    ]
  }
  if (settle !== undefined) {
    await Promise.all(send())
    await settle(client, batch.orgId, dataKey)
  }
  const signed = await signing
  await inOneWrite(client, () =>
    commit(client, [
      ...(settle === undefined ? send() : []),
      ...(signed === undefined ? [] : [writeHead(client, batch, blocks, signed)]),
    ]),
  )
}

async function signInTime(batch: Batch, signer: LogSigner): Promise<SignedHead> {
  const from = performance.now()
  const signed = await signHead(batch, signer)
  batch.signing = { from, to: performance.now() }
  return signed
}

/** Commits without waiting for what was sent before: the server does not commit any part of a transaction that had an error. */
async function commit(client: Client, sent: Promise<unknown>[]): Promise<void> {
  const [committed, ...written] = await Promise.allSettled([client.query(COMMIT), ...sent])
  const refused = written.find((write) => write.status === 'rejected')?.reason
  if (committed.status === 'fulfilled') {
    if (committed.value.command !== 'COMMIT') throw refused ?? new Fault('unavailable')
    // Stored, but not as intended: it must not be taken for a success.
    if (refused !== undefined) throw new Fault('outcome_unknown', refused)
    return
  }
  // Only an ERROR that the server itself reports means that nothing was stored.
  if (isRefusal(refused)) throw refused
  if (isRefusal(committed.reason)) throw committed.reason
  throw new Fault('outcome_unknown', committed.reason)
}
