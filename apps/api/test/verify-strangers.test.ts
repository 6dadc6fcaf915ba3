// What a stranger learns from verification: whether evidence is genuine, and nothing about which orgs exist.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, it } from 'node:test'
import { formatApiKey, newId } from '@countersign/terms'
import { startApp, type TestApp, type TestDatabase, testDatabase } from './harness.ts'

type Report = { verdict: string; axes: { name: string; status: string; code?: string }[] }

let database: TestDatabase
const apps: TestApp[] = []
before(async () => {
  database = await testDatabase('postgres')
})
after(async () => {
  for (const app of apps) await app.close()
  await database?.stop()
})

/** A service of its own, whose first org has this id. */
async function serviceOf(orgId: string): Promise<TestApp> {
  const key = formatApiKey('live', orgId, randomBytes(30))
  const app = await startApp(await database.connection(), 'postgres', {
    env: { COUNTERSIGN_INIT_ADMIN_KEY: key },
  })
  apps.push(app)
  return app
}

function anOrg() {
  return newId('org', Date.now(), randomBytes(10))
}

it('evidence and bundles of another signer get one answer for an org that exists and one that does not', async () => {
  const known = anOrg()
  const asked = await serviceOf(known)
  const answers: Record<string, Report[]> = {}
  for (const orgId of [known, anOrg()]) {
    const other = await serviceOf(orgId)
    const { data } = await other.must<{ data: { id: string }[] }>('/v1/receipts?limit=1')
    const evidence = await other.must(`/v1/receipts/${data[0]?.id}`)
    const bundle = (await other.call('/v1/bundle')).text
    for (const body of [{ evidence }, { bundle }]) {
      const report = await asked.must<Report>('/v1/verify', { key: null, body })
      const kind = Object.keys(body)[0] ?? ''
      answers[kind] = [...(answers[kind] ?? []), report]
    }
  }
  for (const kind of ['evidence', 'bundle']) {
    const [ofKnown, ofUnknown] = (answers[kind] ?? []).map(({ verdict, axes }) => ({
      verdict,
      axes: axes.map(({ name, status, code }) => [name, status, code]),
    }))
    assert.equal(ofKnown?.verdict, 'indeterminate')
    assert.deepEqual(ofKnown, ofUnknown)
  }
})
