// A database that a released version left is migrated by this one, and everything in it still verifies.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { after, it } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { parseKeySet, verifyBundle } from '@countersign/receipt'
import pg from 'pg'
import { suite } from '../src/adapters/suite.ts'
import { CALL, type Decided, decide } from './approvals-world.ts'
import { startApp } from './harness.ts'
import type { Kept } from './kept/kept.ts'
import { databasesOn } from './postgres.ts'
import { createServer } from './postgres-server.ts'

const folder = new URL('./kept/', import.meta.url)
const versions = readdirSync(folder).filter((name) => name.endsWith('.sql.gz'))
const server = await createServer({ fsync: false })
const databases = databasesOn(server.url('postgres'))
after(() => server.stop())

async function restored(version: string, at: number): Promise<string> {
  const url = await databases.create()
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(
      `do $$ begin create role countersign_app; exception when duplicate_object then null; end $$`,
    )
    const dump = gunzipSync(readFileSync(new URL(version, folder))).toString('utf8')
    // What begins with a backslash is for psql.
    await client.query(dump.replace(/^\\.*$/gm, ''))
    // Approvals end by the database's clock, so here it shows the time at which the database was kept.
    await client.query(
      `create schema kept;
       create function kept.clock_timestamp() returns timestamptz volatile language sql
         as $$ select pg_catalog.clock_timestamp() - interval '${Date.now() - at} milliseconds' $$;
       grant usage on schema kept to public;
       do $$ begin execute format('alter database %I set search_path = kept, pg_catalog, public',
         current_database()); end $$`,
    )
  } finally {
    await client.end()
  }
  return url
}

it('there is a kept database', () => {
  assert.ok(versions.length > 0)
})

for (const version of versions) {
  it(`one of ${version} is migrated: receipts as they were, values readable, approvals as they waited`, async () => {
    const kept = JSON.parse(
      readFileSync(new URL(version.replace('.sql.gz', '.json'), folder), 'utf8'),
    ) as Kept
    const app = await startApp({ connectionString: await restored(version, kept.at) }, 'postgres')
    try {
      const { key, org: orgId, agent_key: agentKey, checkpoint } = kept
      const path = `/v1/bundle?disclosures=true`
      const { text } = await app.call(`${path}&to_seq=${checkpoint.tree_size}`, { key })
      const lines = text.slice(text.indexOf('\n') + 1)
      assert.equal(createHash('sha256').update(lines).digest('hex'), kept.lines)

      const world = { app, orgId, key, agent: '', agentKey }
      const waiting = await decide(world, kept.waiting, kept.approver)
      assert.equal(waiting.status, 200, waiting.text)
      const body = { ...CALL, arguments: { table: 'orders' }, approval_id: kept.granted }
      const used = await app.must<Decided>('/v1/gate', { key: agentKey, body })
      assert.equal(used.verdict, 'allow')

      const whole = await app.call(`${path}&since_size=${checkpoint.tree_size}`, { key })
      const report = verifyBundle(suite, whole.text, {
        trust: { keys: parseKeySet(suite, kept.keys) },
        since: checkpoint,
      })
      assert.equal(report.verdict, 'valid', JSON.stringify(report.axes))
    } finally {
      await app.close()
    }
  })
}
