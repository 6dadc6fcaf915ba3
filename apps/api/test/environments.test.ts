// The environments of an org: which there are, what may name them, and when one can go.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { startApp, type TestApp, type TestDatabase, testDatabase } from './harness.ts'

type Decided = { verdict: string; reasons: { code: string }[]; policy: { version: number } }

const LAX = '@id("lax") permit (principal, action, resource);'
const STRICT = '@id("strict") forbid (principal, action, resource);'

for (const kind of ['postgres', 'embedded'] as const) {
  describe(`environments on ${kind}`, () => {
    let database: TestDatabase
    let app: TestApp
    before(async () => {
      database = await testDatabase(kind)
      app = await startApp(await database.connection(), kind)
    })
    after(async () => {
      await app?.close()
      await database?.stop()
    })

    async function names() {
      const { data } = await app.must<{ data: { name: string }[] }>('/v1/environments')
      return data.map(({ name }) => name)
    }
    function add(name: string, headers = {}) {
      return app.call('/v1/environments', { body: { name }, headers })
    }
    function remove(name: string) {
      return app.call(`/v1/environments/${name}/remove`, { body: { reason: 'gone' } })
    }
    function outcome({ status, body }: { status: number; body: unknown }) {
      return [status, (body as { code?: string }).code]
    }
    async function typeOf(answer: { body: unknown }) {
      const { receipt } = answer.body as { receipt: { id: string } }
      const evidence = await app.must<{ receipt: { type: string; environment: string } }>(
        `/v1/receipts/${receipt.id}`,
      )
      return [evidence.receipt.type, evidence.receipt.environment]
    }

    it('a new org has four, and each that is added or removed leaves a receipt', async () => {
      assert.deepEqual(await names(), ['development', 'production', 'staging', 'test'])
      const added = await add('canary', { 'idempotency-key': 'k' })
      assert.equal(added.status, 201)
      assert.deepEqual(await typeOf(added), ['environment.added', 'canary'])
      assert.deepEqual((await add('canary', { 'idempotency-key': 'k' })).body, added.body)
      assert.deepEqual(outcome(await add('canary')), [409, 'environment.exists'])
      const removed = await remove('canary')
      assert.deepEqual(await typeOf(removed), ['environment.removed', 'canary'])
      assert.deepEqual(outcome(await remove('canary')), [404, 'not_found'])
      assert.deepEqual(await names(), ['development', 'production', 'staging', 'test'])
    })

    it('one that differs only by capitals is refused, and the other named', async () => {
      await add('Blue:1')
      for (const [name, there] of [
        ['Production', 'production'],
        ['PRODUCTION', 'production'],
        ['staginG', 'staging'],
        ['blue:1', 'Blue:1'],
      ] as const) {
        const answer = await add(name)
        assert.deepEqual(outcome(answer), [409, 'environment.exists'], name)
        assert.equal((answer.body as { detail: string }).detail, `the org has \`${there}\``)
      }
      await remove('Blue:1')
    })

    it('one that is in use stays, and so does production', async () => {
      assert.deepEqual(outcome(await remove('production')), [409, 'environment.in_use'])
      for (const name of ['with-agent', 'with-key', 'with-policies']) await add(name)
      const agent = await app.must<{ id: string }>('/v1/agents', {
        body: { name: 'a', environment: 'with-agent' },
      })
      const key = await app.must<{ id: string }>('/v1/keys', {
        body: { name: 'k', scopes: ['gate'], environment: 'with-key' },
      })
      await app.must('/v1/policies/publish', { body: { text: LAX, environment: 'with-policies' } })
      for (const name of ['with-agent', 'with-key', 'with-policies']) {
        assert.deepEqual(outcome(await remove(name)), [409, 'environment.in_use'], name)
      }
      await app.must(`/v1/agents/${agent.id}/revoke`, { body: {} })
      await app.must(`/v1/keys/${key.id}/revoke`, { body: {} })
      for (const name of ['with-agent', 'with-key']) assert.equal((await remove(name)).status, 200, name)
    })

    it('what names one that is not listed is refused, and a call that does is denied', async () => {
      const refused: [string, object][] = [
        ['/v1/agents', { name: 'a', environment: 'nowhere' }],
        ['/v1/keys', { name: 'k', scopes: ['gate'], environment: 'nowhere' }],
        ['/v1/policies/publish', { text: LAX, environment: 'nowhere' }],
        ['/v1/policies/rollback', { version: 1, environment: 'nowhere' }],
        ['/v1/policies/promote', { environment: 'nowhere' }],
      ]
      for (const [path, body] of refused) {
        assert.deepEqual(outcome(await app.call(path, { body })), [422, 'environment.unknown'], path)
      }
      const agent_id = await app.newAgent()
      for (const path of ['/v1/gate', '/v1/check']) {
        const body = { agent_id, action: 'read_file', environment: 'nowhere' }
        const { verdict, reasons } = await app.must<Decided>(path, { body })
        assert.deepEqual([verdict, reasons.map(({ code }) => code)], ['deny', ['environment.unknown']])
      }
    })

    it('an agent whose key is not bound cannot choose laxer policies, nor get them by naming no environment', async () => {
      const org = await app.newOrg()
      const { adminKey: key } = org
      await app.must('/v1/policies/publish', { key, body: { text: LAX, environment: 'test' } })
      await app.must('/v1/policies/publish', { key, body: { text: STRICT, environment: 'staging' } })
      const agent_id = await app.newAgent(key)
      const own = await app.newKey(['gate'], { agent_id }, key)
      function ask(as: string, environment: string) {
        return app.must<Decided>('/v1/gate', {
          key: as,
          body: { agent_id, action: 'delete_database', environment },
        })
      }
      const byService = await ask(key, 'test')
      assert.deepEqual([byService.verdict, byService.policy.version], ['allow', 2])
      const byAgent = await ask(own, 'test')
      assert.deepEqual([byAgent.verdict, byAgent.policy.version], ['require_approval', 1])
      assert.ok(byAgent.reasons.some(({ code }) => code === 'environment.unbound'))
      const stricter = await ask(own, 'staging')
      assert.deepEqual([stricter.verdict, stricter.policy.version], ['deny', 3])
      for (const as of [key, own]) {
        const body = { agent_id, action: 'delete_database' }
        const unnamed = await app.must<Decided>('/v1/gate', { key: as, body })
        assert.deepEqual([unnamed.verdict, unnamed.policy.version], ['require_approval', 1], 'production')
      }
      const bound = await app.newKey(['gate'], { agent_id, environment: 'test' }, key)
      assert.equal(
        (await app.must<Decided>('/v1/gate', { key: bound, body: { action: 'delete_database' } })).verdict,
        'allow',
      )
    })
  })
}
