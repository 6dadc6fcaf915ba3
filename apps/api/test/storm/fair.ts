// Many orgs at once on one process, one of them greedy.
import assert from 'node:assert/strict'
import { startApp, type TestApp } from '../harness.ts'
import { startPostgres } from '../postgres.ts'

/** `perOrg`: how many verdicts the small orgs get on average before it ends. */
export type FairOptions = { orgs: number; perOrg: number; each: number; greedy: number }
export type FairFigures = { orgs: number; receipts: number; least: number; most: number; greedy: number }

const AGENT = `agt_${'0'.repeat(26)}`

export async function fairRun({ orgs, perOrg, each, greedy }: FairOptions): Promise<FairFigures> {
  const server = await startPostgres()
  const app = await startApp({ connectionString: server.url }, 'postgres')
  try {
    const keys: string[] = []
    for (let n = 0; n < orgs; n++) keys.push((await app.newOrg(`org ${n}`)).adminKey)
    const counts = keys.map(() => 0)
    let done = 0
    function isOver() {
      return done >= orgs * perOrg
    }
    function count(n: number) {
      counts[n] = (counts[n] ?? 0) + 1
      done += 1
    }
    let greed = 0
    await Promise.all([
      ...keys.flatMap((key, n) => Array.from({ length: each }, () => work(app, key, isOver, () => count(n)))),
      ...Array.from({ length: greedy }, () => work(app, app.adminKey, isOver, () => (greed += 1))),
    ])
    const receipts = counts.reduce((sum, count) => sum + count, 0)
    return { orgs, receipts, least: Math.min(...counts), most: Math.max(...counts), greedy: greed }
  } finally {
    await app.close()
    await server.stop()
  }
}

async function work(app: TestApp, key: string, isOver: () => boolean, done: () => void): Promise<void> {
  while (!isOver()) {
    const { status, text } = await app.call('/v1/check', {
      key,
      body: { agent_id: AGENT, action: 'read_file' },
    })
    assert.equal(status, 200, text)
    done()
  }
}
