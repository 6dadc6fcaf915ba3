// No connection keeps anything between transactions, so a pooler in transaction mode may share it.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { startAlone, type TestApp } from './harness.ts'

const src = fileURLToPath(new URL('../src', import.meta.url))

/** What a session may hold beyond a transaction; `sql` prepares what a pooler does not see. */
const HELD = `
  select 'setting' as kind, name from pg_settings where source = 'session'
  union all select 'lock', objid::text from pg_locks where pid = pg_backend_pid() and locktype = 'advisory'
  union all select 'channel', channel from pg_listening_channels() as channel
  union all select 'cursor', name from pg_cursors where is_holdable
  union all select 'table', relname from pg_class where relpersistence = 't'
  union all select 'sql', name from pg_prepared_statements where from_sql`

/** What PgBouncer keeps of a client unless it is set otherwise. */
const PREPARED_MAX = 200

async function useMost(app: TestApp): Promise<void> {
  const agent_id = await app.newAgent()
  const { gate } = await app.must<{ gate: { id: string } }>('/v1/gate', {
    body: { agent_id, action: 'read_file' },
  })
  await app.must('/v1/complete', { body: { gate_id: gate.id, outcome: 'succeeded' } })
  await app.must('/v1/check', { body: { agent_id, action: 'delete_database' } })
  await app.must('/v1/gate', { body: { agent_id, action: 'delete_database' } })
  await app.must('/v1/org/halt', { body: { reason: 'a test' } })
  for (const path of ['receipts', 'approvals', 'agents', 'keys', 'policies', 'tools', 'webhooks'])
    await app.must(`/v1/${path}`)
  await app.people.entrances.newOrgLink()
}

/** Every connection that is open, each with the query. */
async function onEach(pool: pg.Pool, query: string): Promise<object[][]> {
  const clients = await Promise.all(Array.from({ length: pool.idleCount }, () => pool.connect()))
  try {
    return await Promise.all(clients.map(async (client) => (await client.query(query)).rows))
  } finally {
    for (const client of clients) client.release()
  }
}

test('after a start and requests of most kinds, no connection holds a setting, a lock, a cursor or a table', async () => {
  await using app = await startAlone('postgres')
  await useMost(app)
  const pools = [app.db.ledger, app.db.urgent, app.db.readers]
  const held = (await Promise.all(pools.map((pool) => onEach(pool, HELD)))).flat()
  assert.ok(held.length > 2)
  assert.deepEqual(held.flat(), [])
  for (const pool of pools) {
    const counts = await onEach(pool, 'select count(*)::int as count from pg_prepared_statements')
    for (const [row] of counts) assert.ok(Number(Object(row).count) < PREPARED_MAX)
  }
})

test('no source takes a lock of a session, listens, or sets anything beyond a transaction', () => {
  const ofSession =
    /pg_(?:try_)?advisory_(?:un)?lock|['`](?:un)?listen [a-z]|\bset session|create temp|set_config\([^)]*false\)/i
  const found = globSync('**/!(*.test).ts', { cwd: src }).filter((file) =>
    ofSession.test(readFileSync(join(src, file), 'utf8')),
  )
  assert.deepEqual(found, [])
})
