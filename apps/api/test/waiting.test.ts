// Waiting for a decision: who is answered, when, how many may wait, and what ends a wait.
import assert from 'node:assert/strict'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { createClient } from '@countersign/client'
import {
  ask,
  type Decided,
  decide,
  grant,
  makeWorld,
  member,
  outcome,
  use,
  type World,
} from './approvals-world.ts'
import { type DatabaseKind, startApp, type TestApp, type TestDatabase, testDatabase } from './harness.ts'
import { until } from './until.ts'

type Waited = {
  status: string
  given: number
  decisions: { member: string }[]
  retry_after?: number
  approval?: { status: string; given: number }
}

for (const kind of ['embedded', 'postgres'] as const) describe(`waiting on ${kind}`, () => waiting(kind))

function waiting(kind: DatabaseKind) {
  let database: TestDatabase
  /** Two processes' worth on PostgreSQL; the embedded database has one. */
  let apps: TestApp[] = []
  let world: World
  before(async () => {
    database = await testDatabase(kind)
    const connection = await database.connection()
    const env = { COUNTERSIGN_WAITERS: '16' }
    apps = [await startApp(connection, kind, { env })]
    if (kind === 'postgres') apps.push(await startApp(connection, kind, { env }))
    world = await makeWorld(first())
  })
  after(async () => {
    for (const app of apps) await app.close()
    await database.stop()
  })

  function first(): TestApp {
    const [app] = apps
    assert.ok(app)
    return app
  }

  /** Another process, where there is one. */
  function other(): TestApp {
    return apps.at(-1) ?? first()
  }

  function wait(app: TestApp, path: string, key = world.agentKey, seconds = 60): Promise<Waited> {
    return app.must<Waited>(`/v1/${path}?wait=${seconds}`, { key })
  }

  function waiters(app: TestApp): number {
    return app.context.waiters.count()
  }

  /** Starts a wait and goes on when it holds its place. */
  async function waitingFor(app: TestApp, path: string, key?: string): Promise<{ answer: Promise<Waited> }> {
    const count = waiters(app)
    const answer = wait(app, path, key)
    await until('it waits', () => waiters(app) > count)
    return { answer }
  }

  async function several(path: string, key: string) {
    const waits: { answer: Promise<Waited> }[] = []
    while (waits.length < 4) waits.push(await waitingFor(first(), path, key))
    return waits
  }

  async function pending(more: object = {}): Promise<Decided> {
    return ask(world, { arguments: { n: Math.random() }, ...more })
  }

  it('tells waiters of a grant in every process, for the approval and for its gate', async () => {
    const { approval, gate } = await pending()
    const waits = [
      await waitingFor(first(), `approvals/${approval.id}`),
      await waitingFor(other(), `approvals/${approval.id}`),
      await waitingFor(other(), `approvals/${approval.id}`, world.key),
    ]
    const onGate = await waitingFor(other(), `gates/${gate.id}`)
    const by = await member(world)
    await grant(world, approval.id, by)
    for (const { answer } of waits) {
      const { status, given, decisions, retry_after } = await answer
      assert.deepEqual([status, given, decisions[0]?.member, retry_after], ['granted', 1, by, undefined])
    }
    const gateNow = await onGate.answer
    assert.deepEqual(
      [gateNow.status, gateNow.approval?.status, gateNow.approval?.given],
      ['pending', 'granted', 1],
    )
    assert.equal(waiters(first()) + waiters(other()), 0)
  })

  it('tells them of a rejection, a withdrawal and the end of its time', async () => {
    const rejected = await pending()
    // One after the other: a wait that ends while the next one begins would hide it from the count.
    const ends: Waited[] = []
    const onRejected = await waitingFor(other(), `gates/${rejected.gate.id}`)
    assert.equal(
      (await decide(world, rejected.approval.id, await member(world), { decision: 'reject' })).status,
      200,
    )
    ends.push(await onRejected.answer)
    const withdrawn = await pending()
    const onWithdrawn = await waitingFor(other(), `gates/${withdrawn.gate.id}`)
    await first().must(`/v1/approvals/${withdrawn.approval.id}/withdraw`, { key: world.agentKey, body: {} })
    ends.push(await onWithdrawn.answer)
    const short = await makeWorld(first(), SHORT)
    const expiring = await ask(short)
    ends.push(await wait(other(), `gates/${expiring.gate.id}`, short.agentKey))
    const states = ends.map(({ status, approval }) => `${status} ${approval?.status}`)
    assert.deepEqual(states, ['denied rejected', 'denied withdrawn', 'expired expired'])
  })

  it('answers at once what is decided, used or needs nobody', async () => {
    const { approval, gate } = await pending({ arguments: { once: true } })
    await grant(world, approval.id, await member(world))
    assert.equal((await wait(first(), `approvals/${approval.id}`)).status, 'granted')
    const used = await use(world, approval.id, { arguments: { once: true } })
    assert.equal(used.verdict, 'allow')
    assert.equal((await wait(first(), `approvals/${approval.id}`)).status, 'used')
    assert.equal((await wait(first(), `gates/${gate.id}`)).status, 'superseded')
    assert.equal((await wait(first(), `gates/${used.gate.id}`)).status, 'open')
    const denied = await ask(world, { declared: { goal: 'panic' } })
    assert.equal((await wait(first(), `gates/${denied.gate.id}`)).status, 'denied')
    assert.equal(waiters(first()), 0)
  })

  it('one of two grants ends no wait; the time does, and shows it', async () => {
    const { approval } = await pending({ action: 'deploy' })
    const answer = wait(first(), `approvals/${approval.id}`, world.agentKey, 1)
    await grant(world, approval.id, await member(world, { groups: ['sre'] }))
    const { status, given, retry_after } = await answer
    assert.deepEqual([status, given, retry_after], ['pending', 1, undefined])
  })

  it('is for those who may read it, and for no other agent and no other org', async () => {
    const { approval, gate } = await pending()
    const stranger = await makeWorld(first())
    const agentId = await first().newAgent(world.key)
    const sibling = await first().newKey(['approvals:read'], { agent_id: agentId }, world.key)
    await first().must('/v1/environments', { key: world.key, body: { name: 'elsewhere' } })
    const elsewhere = await first().newKey(['approvals:read'], { environment: 'elsewhere' }, world.key)
    for (const key of [stranger.key, stranger.agentKey, sibling]) {
      for (const path of [`approvals/${approval.id}`, `gates/${gate.id}`]) {
        assert.equal((await first().call(`/v1/${path}?wait=60`, { key })).status, 404, path)
      }
    }
    assert.equal((await first().call(`/v1/gates/${gate.id}?wait=60`, { key: elsewhere })).status, 404)
    assert.equal(waiters(first()), 0)
    const key = await first().newKey(['gate'], {}, world.key)
    assert.equal((await first().call(`/v1/gates/${gate.id}`, { key })).status, 403)
  })

  it('takes whole seconds from 0 to 60, and nothing else', async () => {
    const { gate } = await pending()
    for (const wrong of ['61', '-1', '1.5', '1e1', '', '01', 'true']) {
      const answer = await first().call(`/v1/gates/${gate.id}?wait=${wrong}`, { key: world.agentKey })
      assert.deepEqual(outcome(answer), [400, 'request.invalid'], wrong)
    }
    assert.equal((await wait(first(), `gates/${gate.id}`, world.agentKey, 0)).status, 'pending')
  })

  it('a key that is revoked while it waits is told nothing', async () => {
    const { approval } = await pending()
    const made = await first().must<{ id: string; secret: string }>('/v1/keys', {
      key: world.key,
      body: { name: 'reader', scopes: ['approvals:read'] },
    })
    const count = waiters(other())
    const answer = other().call(`/v1/approvals/${approval.id}?wait=60`, { key: made.secret })
    await until('it waits', () => waiters(other()) > count)
    await first().must(`/v1/keys/${made.id}/revoke`, { key: world.key, body: {} })
    await grant(world, approval.id, await member(world))
    assert.deepEqual(outcome(await answer), [401, 'auth.invalid'])
  })

  it('one key fills no more than its share, nor an org; who finds no place is answered at once', async () => {
    const { approval } = await pending()
    const path = `approvals/${approval.id}`
    // Of 16 places an org has 8, and a key 4.
    const own = await several(path, world.agentKey)
    const { status, retry_after } = await wait(first(), path)
    assert.deepEqual([status, retry_after], ['pending', 2])
    const others = await several(path, world.key)
    const third = await first().newKey(['approvals:read'], {}, world.key)
    assert.equal((await wait(first(), path, third)).retry_after, 2)
    const neighbour = await makeWorld(first())
    const asked = await ask(neighbour)
    const elsewhere = await waitingFor(first(), `approvals/${asked.approval.id}`, neighbour.agentKey)
    await grant(world, approval.id, await member(world))
    await grant(neighbour, asked.approval.id, await member(neighbour))
    for (const { answer } of [...own, ...others, elsewhere]) assert.equal((await answer).status, 'granted')
    assert.equal(waiters(first()), 0)
  })

  it('a caller that hangs up frees its place', async () => {
    const { approval } = await pending()
    const port = await listening(first())
    const calls = Array.from({ length: 4 }, () =>
      request({
        port,
        path: `/v1/approvals/${approval.id}?wait=60`,
        headers: { authorization: `Bearer ${world.agentKey}` },
      }).on('error', () => undefined),
    )
    for (const call of calls) call.end()
    await until('all wait', () => waiters(first()) === 4)
    for (const call of calls) call.destroy()
    await until('nobody waits', () => waiters(first()) === 0)
  })

  it('the client waits for approvals and gates', async () => {
    const { approval } = await pending()
    const baseUrl = `http://127.0.0.1:${await listening(first())}`
    const client = createClient({ baseUrl, apiKey: world.agentKey })
    const answer = client.approvals.get({ approval_id: approval.id, wait: 60 })
    await until('it waits', () => waiters(first()) === 1)
    await grant(world, approval.id, await member(world))
    assert.equal((await answer).status, 'granted')
    const { gate } = await pending()
    assert.equal((await client.gates.get({ gate_id: gate.id, wait: 0 })).status, 'pending')
  })

  it('a service that stops lets everyone go at once, with what is known', async () => {
    const { approval } = await pending()
    const baseUrl = `http://127.0.0.1:${await listening(other())}`
    const answer = createClient({ baseUrl, apiKey: world.agentKey }).approvals.get({
      approval_id: approval.id,
      wait: 60,
    })
    await until('it waits', () => waiters(other()) === 1)
    const closed = other().close()
    const { status, retry_after } = await answer
    assert.deepEqual([status, retry_after], ['pending', 1])
    await closed
    apps.pop()
  })
}

/** Approvals that last no longer than a moment. */
const SHORT = `@id("short") @ttl("1s") permit (principal, action, resource) when { context.approved };`

const ports = new WeakMap<TestApp, number>()

async function listening(app: TestApp): Promise<number> {
  if (!ports.has(app)) {
    await app.http.listen({ host: '127.0.0.1', port: 0 })
    ports.set(app, (app.http.server.address() as AddressInfo).port)
  }
  return ports.get(app) ?? 0
}
