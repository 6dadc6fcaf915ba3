// What may be tried or mailed so often is counted by all processes together.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import type { Limits } from '../src/ports/limits.ts'
import { type DatabaseKind, startApp, type TestApp, type TestDatabase, testDatabase } from './harness.ts'
import { newBrowser, newPerson } from './people.ts'
import { until } from './until.ts'

const HOUR = 3_600_000

for (const kind of ['postgres', 'embedded'] as const) describe(`limits on ${kind}`, () => limits(kind))

function limits(kind: DatabaseKind) {
  let database: TestDatabase
  /** Two processes on PostgreSQL; the embedded database has one. */
  let apps: TestApp[]
  before(async () => {
    database = await testDatabase(kind)
    const connection = await database.connection()
    apps = [await startApp(connection, kind)]
    if (kind === 'postgres') apps.push(await startApp(connection, kind))
  })
  after(async () => {
    for (const app of apps ?? []) await app.close()
    await database?.stop()
  })
  function each(count: number): Limits[] {
    return Array.from({ length: count }, (_, n) => apps[n % apps.length]?.people.limits).filter(
      (one) => one !== undefined,
    )
  }

  it('are exact, however many take at the same moment', async () => {
    const limit = { name: randomUUID(), most: 5, windowMs: HOUR }
    const taken = await Promise.all(each(40).map((one) => one.take([limit])))
    assert.equal(taken.filter(Boolean).length, 5)
  })

  it('count nothing of what was refused', async () => {
    const [narrow, wide] = [
      { name: randomUUID(), most: 1, windowMs: HOUR },
      { name: randomUUID(), most: 2, windowMs: HOUR },
    ]
    const taken = []
    for (const one of each(4)) taken.push(await one.take([narrow, wide]))
    assert.deepEqual(taken, [true, false, false, false])
    const [first] = each(1)
    assert.equal(await first?.take([wide]), true)
    assert.equal(await first?.take([wide]), false)
    await first?.giveBack([wide.name])
    assert.equal(await first?.take([wide]), true)
  })

  it('begin anew after their window, and leave no row behind', async () => {
    const [one] = each(1)
    const limit = { name: randomUUID(), most: 1, windowMs: 50 }
    assert.equal(await one?.take([limit]), true)
    await until('the window is over', async () => (await one?.has(limit.name)) === false)
    assert.equal(await one?.take([limit]), true)
    await until('it is over again', async () => (await one?.has(limit.name)) === false)
    async function ended(): Promise<number> {
      const client = await apps[0]?.db.readers.connect()
      const found = await client?.query(`select 1 from accounts.attempt where "endsAt" < clock_timestamp()`)
      client?.release()
      return found?.rowCount ?? -1
    }
    await until('what is over is removed', async () => {
      await one?.take([{ name: randomUUID(), most: 1, windowMs: HOUR }])
      return (await ended()) === 0
    })
  })

  it('let a password be tried so often in all', async () => {
    const [first] = apps
    assert.ok(first)
    const { email } = await newPerson(first, 'member')
    const statuses = []
    for (let n = 0; n < 8; n++) {
      const browser = newBrowser(apps[n % apps.length] ?? first, '192.0.2.77')
      await browser.get('/sign-in')
      statuses.push((await browser.post('/sign-in', { email, password: 'wrong password' })).status)
    }
    assert.deepEqual(statuses, [403, 403, 403, 403, 403, 429, 429, 429])
  })

  it('hold no address in the open', async () => {
    const email = `${randomUUID()}@countersign.example`
    await apps[0]?.context.mayInvite(apps[0].orgId, email)
    const client = await apps[0]?.db.readers.connect()
    const found = await client?.query<{ name: string }>('select name from accounts.attempt')
    client?.release()
    assert.ok(found && found.rows.length > 0)
    assert.ok(found.rows.every(({ name }) => /^[\w-]{43}$/.test(name)))
  })
}
