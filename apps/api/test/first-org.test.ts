// A headless first start: the org and its admin key as the settings give them.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, it } from 'node:test'
import { formatApiKey, newId } from '@countersign/terms'
import { startApp, type TestDatabase, testDatabase } from './harness.ts'

let database: TestDatabase
before(async () => {
  database = await testDatabase('postgres')
})
after(() => database?.stop())

it('is made with the given key, which is neither shown, logged nor stored, and never brought back', async () => {
  const connection = await database.connection()
  const orgId = newId('org', Date.now(), randomBytes(10))
  const secret = formatApiKey('live', orgId, randomBytes(30))
  const malformed = `${secret.slice(0, -1)}${secret.endsWith('0') ? '1' : '0'}`
  function start(key: string, on = connection) {
    return startApp(on, 'postgres', {
      env: {
        COUNTERSIGN_INIT_ADMIN_KEY: key,
        COUNTERSIGN_INIT_ORG: 'headless',
        COUNTERSIGN_LOG_LEVEL: 'debug',
      },
    })
  }

  await assert.rejects(start(malformed, await database.connection()), (error: Error) => {
    assert.match(error.message, /COUNTERSIGN_INIT_ADMIN_KEY is not a well-formed key/)
    return !error.message.includes(malformed.slice(40))
  })

  const first = await start(secret)
  assert.deepEqual(first.created, { orgId, adminKey: undefined })
  const org = await first.must<{ id: string; name: string }>('/v1/org', { key: secret })
  assert.deepEqual([org.id, org.name], [orgId, 'headless'])
  const keys = await first.must<{ data: { id: string }[] }>('/v1/keys', { key: secret })
  assert.equal(keys.data.length, 1)
  await first.must(`/v1/keys/${keys.data[0]?.id}/revoke`, { key: secret, method: 'POST' })
  assert.ok(!first.logged().includes(secret.slice(40)))
  await first.close()

  const second = await start(secret)
  assert.equal(second.created, undefined)
  assert.equal((await second.call('/v1/org', { key: secret })).status, 401)
  await second.close()
})
