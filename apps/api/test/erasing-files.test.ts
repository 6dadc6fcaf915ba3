// After the next start of the embedded database nothing that was erased is in its files, not even sealed.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'node:test'
import { startEmbedded } from '../src/adapters/embedded.ts'
import { startApp, type TestApp } from './harness.ts'
import { emptyDataDir } from './postgres.ts'

/** The service on the folder, for as long as `use` takes. */
async function during(dataDir: string, use: (app: TestApp) => Promise<void>): Promise<void> {
  const embedded = await startEmbedded({ dataDir, onFatal: assert.ifError })
  try {
    const app = await startApp(embedded.connection, 'embedded', { onErased: embedded.erased })
    try {
      await use(app)
    } finally {
      await app.close()
    }
  } finally {
    await embedded.stop()
  }
}

/** What the segment of a receipt discloses, as it is stored. */
async function blockOf({ db }: TestApp, seq: number): Promise<Buffer> {
  const { rows } = await db.ledger.query<{ disclosures: Buffer }>(
    'select disclosures from segments where tree_size > $1 order by tree_size limit 1',
    [seq],
  )
  return rows[0]?.disclosures ?? assert.fail(`no segment holds ${seq}`)
}

/** The files that hold the first or the last bytes of the block; longer pieces may lie apart. */
function filesWith(folder: string, block: Buffer): string[] {
  const marks = [block.subarray(0, 64), block.subarray(-64)]
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => {
    const path = join(folder, file)
    if (!statSync(path).isFile()) return false
    const bytes = readFileSync(path)
    return marks.some((mark) => bytes.includes(mark))
  })
}

it('what was erased is in no file after the next start, whatever its size', async () => {
  const dataDir = await emptyDataDir()
  const blocks: Buffer[] = []
  let key = ''
  try {
    await during(dataDir, async (app) => {
      key = app.adminKey
      const agent = await app.newAgent()
      for (const size of [20, 20_000]) {
        const name = randomBytes(size).toString('hex')
        const body = { agent_id: agent, action: 'read_file', arguments: { name } }
        const { receipt } = await app.must<{ receipt: { id: string; seq: number } }>('/v1/check', { body })
        blocks.push(await blockOf(app, receipt.seq))
        const erasing = { paths: ['action.arguments'], reason: 'it was asked for' }
        await app.must(`/v1/receipts/${receipt.id}/erase`, { body: erasing })
      }
    })
    for (const block of blocks)
      assert.notDeepEqual(filesWith(dataDir, block), [], 'else this test sees nothing')
    assert.ok(existsSync(join(dataDir, 'database.erased')))
    await during(dataDir, async (app) => {
      const { text: bundle } = await app.call('/v1/bundle?disclosures=true', { key })
      const { verdict } = await app.must<{ verdict: string }>('/v1/verify', { key, body: { bundle } })
      assert.equal(verdict, 'valid')
    })
    for (const block of blocks) assert.deepEqual(filesWith(dataDir, block), [])
    assert.ok(!existsSync(join(dataDir, 'database.erased')))
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
})
