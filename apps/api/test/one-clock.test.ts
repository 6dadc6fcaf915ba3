// What is past its time is so for everybody: it is shown by the clock of the log, which decides.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import {
  ask,
  decide,
  granted,
  makeWorld,
  member,
  outcome,
  read,
  use,
  verdict,
  type World,
} from './approvals-world.ts'
import { appOfFile } from './harness.ts'

const app = await appOfFile('postgres')
const WEEK_MS = 7 * 86_400_000

/** As if the database's clock had been ahead when the last receipt was written, and has gone back since. */
async function ahead({ orgId }: World, ms: number): Promise<void> {
  const client = await app.db.ledger.connect()
  try {
    await client.query('update logs set issued_at = issued_at + $2 where org_id = $1', [orgId, ms])
  } finally {
    client.release()
  }
}

async function listed({ key }: World, status: string): Promise<string[]> {
  const { data } = await app.must<{ data: { id: string }[] }>(`/v1/approvals?status=${status}`, { key })
  return data.map(({ id }) => id)
}

it('approvals and gates are shown as expired from the moment that a decision finds them so', async () => {
  const world = await makeWorld(app)
  const waiting = await ask(world)
  const usable = await granted(world, { session_id: 'other' })
  const by = await member(world)
  assert.deepEqual(
    [await listed(world, 'pending'), await listed(world, 'granted')],
    [[waiting.approval.id], [usable.id]],
  )
  await ahead(world, WEEK_MS)
  assert.deepEqual(outcome(await decide(world, waiting.approval.id, by)), [409, 'approval.closed'])
  assert.equal(verdict(await use(world, usable.id, { session_id: 'other' })), 'deny approval.expired')
  assert.deepEqual([await listed(world, 'pending'), await listed(world, 'granted')], [[], []])
  assert.deepEqual((await listed(world, 'expired')).sort(), [waiting.approval.id, usable.id].sort())
  for (const id of [waiting.approval.id, usable.id]) assert.equal((await read(world, id)).status, 'expired')
  const gate = await app.must<{ status: string }>(`/v1/gates/${waiting.gate.id}`, { key: world.key })
  assert.equal(gate.status, 'expired')
})

it('an invitation is listed for as long as somebody could accept it, from the time of the log on', async () => {
  const world = await makeWorld(app)
  const { key } = world
  await ahead(world, WEEK_MS)
  const body = { role: 'auditor' }
  const made = await app.must<{ id: string; created_at: string; expires_at: string }>('/v1/invitations', {
    key,
    body,
  })
  assert.ok(Date.parse(made.created_at) > Date.now() + WEEK_MS / 2)
  assert.equal(Date.parse(made.expires_at) - Date.parse(made.created_at), WEEK_MS)
  async function open(): Promise<string[]> {
    const { data } = await app.must<{ data: { id: string }[] }>('/v1/invitations', { key })
    return data.map(({ id }) => id)
  }
  assert.deepEqual(await open(), [made.id])
  await ahead(world, WEEK_MS)
  assert.deepEqual(await open(), [])
})

it('a shorter retention is shown to hold from the moment that it erases', async () => {
  const world = await makeWorld(app)
  const { key } = world
  type Org = { retention: { days: number | null; next?: object } }
  assert.notEqual(
    (await app.must<Org>('/v1/org/retention', { key, body: { days: 30 } })).retention.next,
    undefined,
  )
  await ahead(world, 2 * WEEK_MS)
  assert.deepEqual((await app.must<Org>('/v1/org', { key })).retention, { days: 30 })
})

it('what is made and ended is made before it is ended, whatever clock the process has', async () => {
  const world = await makeWorld(app)
  const { key } = world
  await ahead(world, WEEK_MS)
  for (const [path, body] of [
    ['/v1/agents', { name: 'a' }],
    ['/v1/keys', { name: 'k', scopes: ['gate'] }],
    ['/v1/members', { name: 'm', role: 'auditor' }],
    ['/v1/webhooks', { url: 'https://hooks.example/a', events: ['org.halted'] }],
    ['/v1/environments', { name: 'canary' }],
  ] as const) {
    const made = await app.must<{ created_at: string; receipt: { id: string } }>(path, { key, body })
    const { receipt } = await app.must<{ receipt: { issued_at: number } }>(
      `/v1/receipts/${made.receipt.id}`,
      { key },
    )
    assert.equal(Date.parse(made.created_at), receipt.issued_at, path)
  }
})
