// A database that went back, is another one or is damaged is refused before anything is made of it.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, it } from 'node:test'
import pg from 'pg'
import { keepHeads, LogError } from '../src/kept-heads.ts'
import { startApp } from './harness.ts'
import { databasesOn } from './postgres.ts'
import { createServer } from './postgres-server.ts'

const page = readFileSync(new URL('../../../docs/bad-days.md', import.meta.url), 'utf8')
const server = await createServer({ fsync: false })
const databases = databasesOn(server.url('postgres'))
const base = mkdtempSync(join(tmpdir(), 'countersign-heads-'))
after(async () => {
  rmSync(base, { recursive: true, force: true })
  await server.stop()
})

function copyOf(url: string): Promise<string> {
  return databases.create(new URL(url).pathname.slice(1))
}

/** Runs the service on this database for a moment; it may register agents with a key, one receipt each. */
async function run(url: string, folder: string | undefined, { agents = 0, key = '' } = {}): Promise<string> {
  const heads = folder === undefined ? undefined : keepHeads(folder, assert.ifError)
  let db: { close(): Promise<void> } | undefined
  try {
    const app = await startApp({ connectionString: url }, 'postgres', {
      ...(heads && { heads }),
      onDatabase(opened) {
        db = opened
      },
    })
    const used = key === '' ? app.adminKey : key
    for (let n = 0; n < agents; n++) await app.newAgent(used)
    await app.close()
    return used
  } catch (error) {
    await db?.close()
    throw error
  }
}

async function refuses(url: string, folder: string, words: RegExp): Promise<void> {
  await assert.rejects(run(url, folder), (error: Error) => {
    assert.ok(error instanceof LogError, String(error))
    assert.match(error.message, words)
    const quote = /^```text\n(restore a newer backup.*)\n```/m.exec(page)?.[1] ?? 'no such quote'
    return error.message.includes(quote)
  })
}

it('goes on where the log only grew, and refuses one that is shorter, forked, elsewhere or damaged', async () => {
  const folder = join(base, 'data')
  mkdirSync(folder)
  const url = await databases.create()
  const key = await run(url, folder, { agents: 3 })
  const early = await copyOf(url)
  await run(url, folder, { agents: 20, key })
  await run(url, undefined, { agents: 2, key })
  await run(url, folder, { agents: 1, key })

  await refuses(early, folder, /^the log of org_\w+ has 5 receipts, and had 28: /)
  await run(early, undefined, { agents: 30, key })
  await refuses(early, folder, /is not the one whose 28 receipts were signed: /)

  const empty = await databases.create()
  await refuses(empty, folder, /is not in this database: /)
  const client = new pg.Client({ connectionString: empty })
  await client.connect()
  assert.deepEqual((await client.query('select from orgs')).rows, [], 'no org was made')
  await client.end()

  for (const column of ['payloads', 'root']) {
    const damaged = await copyOf(url)
    const owner = new pg.Client({ connectionString: damaged })
    await owner.connect()
    await owner.query('alter table segments disable trigger user')
    const { rowCount } = await owner.query(
      `update segments set ${column} = set_byte(${column}, length(${column}) - 9, get_byte(${column}, length(${column}) - 9) # 1)
        where tree_size = (select max(tree_size) from segments)`,
    )
    await owner.end()
    assert.equal(rowCount, 1)
    await refuses(damaged, folder, /cannot be read|does not lead to its last checkpoint|is not the one whose/)
  }
  await run(url, folder)
})

it('a file that the service did not write is refused, and a folder that cannot be written to is told of once', async () => {
  const folder = join(base, 'other')
  mkdirSync(folder)
  const url = await databases.create()
  await run(url, folder, { agents: 1 })
  writeFileSync(join(folder, 'checkpoints.json'), '[{"org":"org_x"}]')
  await assert.rejects(run(url, folder), /is not what the service writes there: move it away/)

  const full = join(base, 'full')
  mkdirSync(join(full, `checkpoints.json.${process.pid}`), { recursive: true })
  const faults: unknown[] = []
  const heads = keepHeads(full, (error) => faults.push(error))
  for (const treeSize of [2, 3]) {
    heads.keep({ orgId: 'org_x', treeSize, root: new Uint8Array(32) })
    heads.close()
  }
  assert.equal(faults.length, 1)
})

it('nothing is kept where there is no data folder, and none is made', () => {
  const heads = keepHeads(join(base, 'none'), assert.ifError)
  heads.keep({ orgId: 'org_x', treeSize: 1, root: new Uint8Array(32) })
  heads.close()
  assert.ok(!readdirSync(base).includes('none'))
})
