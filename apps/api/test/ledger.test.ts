// What the database refuses inside a commit, whose statements are sent without waiting for each answer.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { newKey } from '../src/operations/keys.ts'
import type { ApiKey, Work } from '../src/ports.ts'
import { startApp, type TestApp, type TestDatabase, testDatabase } from './harness.ts'

for (const kind of ['postgres', 'embedded'] as const) {
  describe(`a refused write on ${kind}`, () => {
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

    const head = async () => (await app.store.log.checkpoint(app.orgId))?.treeSize ?? 0
    const keep = (key: ApiKey, secret: string): Work<number> => ({
      decide: () => ({
        entries: [
          {
            draft: { type: 'key.created', actor: 'system', key: { id: key.id, scopes: key.scopes } },
            disclosures: [],
            changes: [{ kind: 'key.create', key, hash: app.store.hashOf(secret) }],
          },
        ],
        answer: ([recorded]) => recorded?.payload.seq ?? -1,
      }),
    })
    const freshKey = () => newKey(app.context, app.orgId, { name: 'a key', scopes: ['gate'] })

    it('takes nothing else of its batch down and leaves no receipt', async () => {
      const before = await head()
      const [twice, other] = [freshKey(), freshKey()]
      const settled = await Promise.allSettled([
        app.store.record(app.orgId, keep(twice.key, twice.secret)),
        app.store.record(app.orgId, keep(twice.key, twice.secret)),
        app.store.record(app.orgId, keep(other.key, other.secret)),
      ])
      assert.deepEqual(
        settled.map((outcome) => outcome.status),
        ['fulfilled', 'rejected', 'fulfilled'],
      )
      assert.equal(await head(), before + 2)
    })

    it('leaves its connection fit for the next commit', async () => {
      const { key, secret } = freshKey()
      const first = await app.store.record(app.orgId, keep(key, secret))
      await assert.rejects(app.store.record(app.orgId, keep(key, secret)), { code: 'internal' })
      const next = freshKey()
      assert.equal(await app.store.record(app.orgId, keep(next.key, next.secret)), first + 1)
    })
  })
}
