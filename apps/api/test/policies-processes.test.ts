// Two processes on one database: what one changes, the other decides by, and they count together.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { startApp, type TestApp, type TestDatabase, testDatabase } from './harness.ts'

type Decided = { verdict: string; policy: { version: number } }

let database: TestDatabase
let apps: [TestApp, TestApp]
let key: string
let agent: string
before(async () => {
  database = await testDatabase('postgres')
  const connection = await database.connection()
  const first = await startApp(connection, 'postgres')
  apps = [first, await startApp(connection, 'postgres')]
  key = (await first.newOrg()).adminKey
  agent = await first.newAgent(key)
})
after(async () => {
  for (const app of apps ?? []) await app.close()
  await database?.stop()
})

function gate(app: TestApp, body: object) {
  return app.must<Decided>('/v1/gate', { key, body: { agent_id: agent, ...body } })
}

it('no decision uses a version that another process has replaced, while both are busy', async () => {
  const [first, second] = apps
  function text(effect: string) {
    return `@id("p") ${effect} (principal, action in Action::"call", resource);`
  }
  let isDone = false
  let live = 1
  async function watched(app: TestApp) {
    for (let n = 0; !isDone; n++) {
      const before = live
      const { verdict, policy } = await gate(app, { action: 'read_file', arguments: { n } })
      assert.ok(policy.version >= before, `version ${policy.version} after ${before} was answered`)
      assert.equal(verdict, policy.version % 2 === 0 ? 'deny' : 'allow')
    }
  }
  const watching = Promise.all([watched(first), watched(second), watched(second)])
  for (let n = 0; n < 6; n++) {
    const app = apps[n % 2] ?? first
    const body = { text: text(live % 2 === 0 ? 'permit' : 'forbid') }
    live = (await app.must<{ version: number }>('/v1/policies/publish', { key, body })).version
  }
  isDone = true
  await watching
  assert.equal(live, 7)
})

it('a tool is blocked in every process from its receipt on, and calls are counted together', async () => {
  const [first, second] = apps
  await first.must('/v1/tools', { key, body: { name: 'crm:read', calls_per_minute: 4 } })
  const verdicts: string[] = []
  for (let n = 0; n < 8; n++)
    verdicts.push((await gate(n % 2 === 0 ? second : first, { tool: 'crm:read' })).verdict)
  assert.deepEqual(verdicts, [...Array(4).fill('allow'), ...Array(4).fill('deny')])
  await second.must('/v1/tools', { key, body: { name: 'other' } })
  assert.equal((await gate(first, { tool: 'other' })).verdict, 'allow')
  await second.must('/v1/tools/other', { key, method: 'PATCH', body: { blocked: true } })
  assert.equal((await gate(first, { tool: 'other' })).verdict, 'deny')
  await first.must('/v1/tools/other', { key, method: 'PATCH', body: { blocked: false } })
  assert.equal((await gate(second, { tool: 'other' })).verdict, 'allow')
})
