// The newest heads of the logs, kept in the data folder: the next start notices a database that went back.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeHex, encodeHex } from '@countersign/json'
import { verifyConsistency, verifyInclusion } from '@countersign/merkle'
import { ID_PATTERNS, SHA256_PATTERN } from '@countersign/terms'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { suite } from './adapters/suite.ts'
import { Fault } from './ports/faults.ts'
import type { SignedRoot } from './ports/ledger.ts'
import type { Store } from './ports/store.ts'

export class LogError extends Error {}

/** Those that were signed last; every one is compared at the start. */
const ORGS_MAX = 1000
const WRITE_EVERY_MS = 5000
const AT_ONCE = 8

const keptHeads = z
  .array(
    z.object({
      org: z.string().regex(ID_PATTERNS.org),
      tree_size: z.int().min(1),
      root: z.string().regex(SHA256_PATTERN),
    }),
  )
  .max(ORGS_MAX)

type KeptHead = z.infer<typeof keptHeads>[number]

type Logs = Pick<Store, 'log' | 'receipts'>

export type KeptHeads = {
  /** Throws a LogError that says which log is not the one that was signed. */
  compare(store: Logs): Promise<void>
  keep(head: SignedRoot): void
  close(): void
}

/** `onFault` hears once that the folder cannot be written to: nothing else depends on it. */
export function keepHeads(dataDir: string, onFault: (error: unknown) => void): KeptHeads {
  const file = join(dataDir, 'checkpoints.json')
  const heads = new LRUCache<string, SignedRoot>({ max: ORGS_MAX })
  let writing: NodeJS.Timeout | undefined
  let hasFailed = false

  function write(): void {
    clearTimeout(writing)
    writing = undefined
    // A container that keeps its database and master key elsewhere has no data folder, and would lose what it made.
    if (!existsSync(dataDir)) return
    const kept = [...heads.values()].map(({ orgId, treeSize, root }) => ({
      org: orgId,
      tree_size: treeSize,
      root: encodeHex(root),
    }))
    try {
      // Several processes may share the folder.
      const draft = `${file}.${process.pid}`
      writeFileSync(draft, `${JSON.stringify(kept)}\n`, { mode: 0o600 })
      renameSync(draft, file)
    } catch (error) {
      if (!hasFailed) onFault(error)
      hasFailed = true
    }
  }

  async function compareOne(store: Logs, { org, tree_size: treeSize, root }: KeptHead): Promise<void> {
    const head = { orgId: org, treeSize, root: decodeHex(root) }
    const fault = await faultIn(store, head)
    if (fault !== undefined) {
      throw new LogError(
        `the log of ${org} ${fault}: restore a newer backup, or move \`${file}\` away to go on with what is there`,
      )
    }
    heads.set(org, head)
  }

  return {
    async compare(store) {
      const kept = readHeads(file)
      for (let n = 0; n < kept.length; n += AT_ONCE) {
        await Promise.all(kept.slice(n, n + AT_ONCE).map((head) => compareOne(store, head)))
      }
    },
    keep(head) {
      heads.set(head.orgId, head)
      writing ??= setTimeout(write, WRITE_EVERY_MS).unref()
    },
    close() {
      if (writing !== undefined) write()
    },
  }
}

function readHeads(file: string): KeptHead[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
  try {
    return keptHeads.parse(JSON.parse(text))
  } catch {
    throw new LogError(`\`${file}\` is not what the service writes there: move it away and start again`)
  }
}

/** What is wrong with the log: it is shorter, another one, or no longer leads to what it signed. */
async function faultIn({ log, receipts }: Logs, kept: SignedRoot): Promise<string | undefined> {
  const { orgId, treeSize } = kept
  const head = await log.checkpoint(orgId)
  if (head === undefined) return 'is not in this database'
  if (head.treeSize < treeSize) return `has ${head.treeSize} receipts, and had ${treeSize}`
  const { sha256 } = suite
  const isBefore = treeSize < head.treeSize
  try {
    const hasGrown = isBefore
      ? verifyConsistency(sha256, {
          size1: treeSize,
          size2: head.treeSize,
          root1: kept.root,
          root2: head.root,
          path: await log.consistency(orgId, treeSize, head.treeSize),
        })
      : Buffer.compare(head.root, kept.root) === 0
    if (!hasGrown) return `is not the one whose ${treeSize} receipts were signed`
    const last = await receipts.get(orgId, head.treeSize - 1)
    const isWhole =
      last !== undefined &&
      verifyInclusion(sha256, {
        index: last.seq,
        size: head.treeSize,
        leafHash: last.leafHash,
        root: head.root,
        path: await log.inclusion(orgId, last.seq, head.treeSize),
      })
    return isWhole ? undefined : 'does not lead to its last checkpoint'
  } catch (error) {
    if (error instanceof Fault && error.code !== 'internal') throw error
    return 'cannot be read'
  }
}
