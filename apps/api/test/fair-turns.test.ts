// Tests that an agent that asks for a lot waits for itself: other orgs are answered in between.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createPace } from '../src/pace.ts'
import { createReaders } from '../src/store/readers.ts'
import { type CallOptions, startApp, type TestApp, type TestDatabase, testDatabase } from './harness.ts'

const CROWD = 48
const RECEIPTS = 200
const LARGE = 'x'.repeat(128 * 1024)

for (const kind of ['postgres', 'embedded'] as const) {
  describe(`beside an agent that asks for a lot, on ${kind}`, () => {
    let database: TestDatabase
    let app: TestApp
    let agentKey: string
    let other: { adminKey: string; agentId: string }
    before(async () => {
      database = await testDatabase(kind)
      app = await startApp(await database.connection(), kind)
      const agentId = await app.newAgent()
      agentKey = await app.newKey(['check', 'gate', 'receipts:read'], { agent_id: agentId })
      const { adminKey } = await app.newOrg()
      other = { adminKey, agentId: await app.newAgent(adminKey) }
      const gates = Array.from({ length: RECEIPTS }, () => ({
        key: agentKey,
        body: { tool: 'notes:update', arguments: { text: 'a note' } },
      }))
      await Promise.all(gates.map((gate) => app.must('/v1/gate', gate)))
    })
    after(async () => {
      await app?.close()
      await database?.stop()
    })

    /** How many of the crowd got what they asked for before the other org did, and all answers of the crowd. */
    async function beside(crowd: [string, CallOptions], wanted: [string, CallOptions]) {
      let answered = 0
      const asked = Array.from({ length: CROWD }, async () => {
        const { status } = await app.call(...crowd)
        if (status === 200) answered += 1
        return status
      })
      await app.must(...wanted)
      const before = answered
      return { before, statuses: await Promise.all(asked) }
    }

    const crowds: [string, () => [string, CallOptions]][] = [
      ['lists of 200 receipts', () => [`/v1/receipts?limit=${RECEIPTS}`, { key: agentKey }]],
      [
        'gates of 128 KiB',
        () => ['/v1/gate', { key: agentKey, body: { tool: 'notes:update', arguments: { text: LARGE } } }],
      ],
    ]
    const wanted: [string, () => [string, CallOptions]][] = [
      [
        'gate',
        () => ['/v1/gate', { key: other.adminKey, body: { agent_id: other.agentId, tool: 'notes:update' } }],
      ],
      ['list', () => ['/v1/receipts?limit=20', { key: other.adminKey }]],
    ]
    for (const [crowd, asksFor] of crowds) {
      for (const [name, want] of wanted) {
        it(`another org's ${name} comes before most of ${CROWD} ${crowd}`, async () => {
          const { before, statuses } = await beside(asksFor(), want())
          assert.ok(before < CROWD / 2, `${before} of ${CROWD} were answered before`)
          // Who asks for too much at once is refused as such.
          assert.deepEqual(
            [...new Set(statuses)].filter((status) => ![200, 429, 503].includes(status)),
            [],
          )
          assert.ok(statuses.includes(200))
        })
      }
    }
  })
}

describe('what every request waits for', () => {
  let database: TestDatabase
  let app: TestApp
  before(async () => {
    database = await testDatabase('postgres')
    app = await startApp(await database.connection(), 'postgres')
  })
  after(async () => {
    await app?.close()
    await database?.stop()
  })

  it('is read a few times for a crowd of one org, not once for each request', async () => {
    const { urgent } = app.db
    const connect = urgent.connect.bind(urgent) as () => ReturnType<typeof urgent.connect>
    const { promise: isAsked, resolve: goOn } = Promise.withResolvers<void>()
    let readings = 0
    Object.assign(urgent, {
      async connect() {
        readings += 1
        await isAsked
        return connect()
      },
    })
    const crowd = Array.from({ length: 300 }, () => app.call('/v1/org'))
    // No request needs anything but its turn until it reads, so all of them wait for the same after this.
    for (let n = 0; n < 3000; n++) await nextTurn()
    goOn()
    const answers = await Promise.all(crowd)
    Object.assign(urgent, { connect })
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]))
    assert.ok(readings < 30, `${readings} readings`)
  })

  it('is read for another org while one org has all the readers that it may have', async () => {
    const readers = createReaders(app.db, createPace())
    const { promise, resolve } = Promise.withResolvers<void>()
    const crowd = Array.from({ length: 20 }, () => readers.urgent('one org', () => promise))
    assert.equal(await readers.urgent('another org', async () => 'read'), 'read')
    resolve()
    await Promise.all(crowd)
  })

  it('is not used up where another org asks for a public log without end', async () => {
    const [owner, other] = [await app.newOrg(), await app.newOrg()]
    const open = `/v1/logs/${owner.orgId}/checkpoint`
    const before = await app.must<{ data: { id: string }[] }>('/v1/receipts', { key: owner.adminKey })
    const path = `/v1/receipts/${before.data[0]?.id}`
    let isOver = false
    let answered = 0
    const crowd = Array.from({ length: 120 }, async () => {
      while (!isOver) if ((await app.call(open, { key: other.adminKey })).status === 200) answered += 1
    })
    const statuses: number[] = []
    for (let n = 0; n < 12; n++) statuses.push((await app.call(path, { key: owner.adminKey })).status)
    isOver = true
    await Promise.all(crowd)
    assert.deepEqual(new Set(statuses), new Set([200]))
    assert.ok(answered > 0)
  })
})
