// The people of an org: who they are, what they may do, and what the log holds of them.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { outcome, requireValidLog } from './approvals-world.ts'
import { startApp, type TestApp, type TestDatabase, testDatabase } from './harness.ts'

type Member = {
  id: string
  name: string
  email?: string
  role: string
  groups: string[]
  receipt: { id: string; type: string }
}

for (const kind of ['postgres', 'embedded'] as const) {
  describe(`members on ${kind}`, () => {
    let database: TestDatabase
    let app: TestApp
    let orgId: string
    let key: string
    before(async () => {
      database = await testDatabase(kind)
      app = await startApp(await database.connection(), kind)
    })
    after(async () => {
      await app?.close()
      await database?.stop()
    })
    async function freshOrg() {
      const made = await app.newOrg()
      orgId = made.orgId
      key = made.adminKey
    }

    function add(more: object = {}, headers = {}) {
      return app.call('/v1/members', { key, body: { name: 'Ada', role: 'approver', ...more }, headers })
    }
    async function added(more: object = {}): Promise<Member> {
      const answer = await add(more)
      assert.equal(answer.status, 201, answer.text)
      return answer.body
    }
    function change(id: string, body: object) {
      return app.call(`/v1/members/${id}`, { key, method: 'PATCH', body })
    }
    function remove(id: string) {
      return app.call(`/v1/members/${id}/remove`, { key, body: { reason: 'left' } })
    }
    async function listed(query = '') {
      return app.must<{ data: Member[]; next_cursor?: string }>(`/v1/members${query}`, { key })
    }

    it('are added, changed and removed, each with a receipt that holds no name', async () => {
      await freshOrg()
      const headers = { 'idempotency-key': 'ada' }
      const person = { name: 'Ada Lovelace', email: 'ada@example.org', groups: ['sre'] }
      const made = (await add(person, headers)).body as Member
      assert.deepEqual((await add(person, headers)).body, made)
      assert.deepEqual(
        [made.name, made.email, made.role, made.groups],
        ['Ada Lovelace', 'ada@example.org', 'approver', ['sre']],
      )
      const changed = (await change(made.id, { role: 'admin' })).body as Member
      assert.deepEqual(
        [changed.role, changed.groups, changed.receipt.type],
        ['admin', ['sre'], 'member.changed'],
      )
      const regrouped = (await change(made.id, { groups: [] })).body as Member
      assert.deepEqual([regrouped.role, regrouped.groups], ['admin', []])
      assert.equal((await listed()).data.length, 1)
      assert.equal((await remove(made.id)).status, 200)
      assert.deepEqual((await listed()).data, [])
      for (const again of [await remove(made.id), await change(made.id, { role: 'admin' })])
        assert.deepEqual(outcome(again), [404, 'not_found'])
      const lines = (await app.call('/v1/bundle', { key })).text
      assert.ok(lines.includes(made.id) && !/Lovelace|example\.org/.test(lines))
      assert.deepEqual((await requireValidLog({ app, key, orgId, agent: '', agentKey: '' })).slice(-4), [
        'member.added',
        'member.changed',
        'member.changed',
        'member.removed',
      ])
    })

    it('have an e-mail address of their own, in whatever capitals', async () => {
      await freshOrg()
      await added({ email: 'ada@example.org' })
      assert.deepEqual(outcome(await add({ email: 'ADA@example.org' })), [409, 'member.exists'])
      await added({ email: 'grace@example.org' })
      await added()
      await added()
    })

    it('that are owners are never all gone, once there is one', async () => {
      await freshOrg()
      const plain = await added()
      assert.equal((await remove(plain.id)).status, 200)
      const first = await added({ role: 'owner' })
      for (const refused of [await remove(first.id), await change(first.id, { role: 'admin' })])
        assert.deepEqual(outcome(refused), [409, 'member.last_owner'])
      assert.equal((await change(first.id, { groups: ['sre'] })).status, 200)
      const second = await added({ role: 'owner' })
      const both = await Promise.all([remove(first.id), remove(second.id)])
      assert.deepEqual(both.map(({ status }) => status).sort(), [200, 409])
      assert.equal((await listed()).data.length, 1)
    })

    it('are listed page by page', async () => {
      await freshOrg()
      for (let n = 0; n < 5; n++) await added({ name: `member ${n}` })
      const whole = (await listed()).data.map(({ id }) => id)
      const first = await listed('?limit=3')
      const second = await listed(`?limit=3&cursor=${first.next_cursor}`)
      assert.deepEqual(
        [...first.data, ...second.data].map(({ id }) => id),
        whole,
      )
      assert.equal(second.next_cursor, undefined)
    })

    it('are changed by keys that hold the scope, and seen by those that may read them', async () => {
      await freshOrg()
      const { id } = await added()
      const reader = await app.newKey(['members:read'], {}, key)
      const other = await app.newKey(['agents:write', 'approvals:decide'], {}, key)
      assert.equal((await app.call('/v1/members', { key: reader })).status, 200)
      for (const [path, method] of [
        ['/v1/members', 'POST'],
        [`/v1/members/${id}`, 'PATCH'],
        [`/v1/members/${id}/remove`, 'POST'],
      ] as const) {
        for (const as of [reader, other])
          assert.deepEqual(outcome(await app.call(path, { key: as, method, body: {} })), [403, 'auth.scope'])
      }
      assert.deepEqual(outcome(await app.call('/v1/members', { key: other })), [403, 'auth.scope'])
    })
  })
}
