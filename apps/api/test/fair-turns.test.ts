// Tests that an agent that asks for a lot waits for itself: other orgs are answered in between.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
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
