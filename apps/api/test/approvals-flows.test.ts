// Two flows that agents know from elsewhere, from the held call to the end of it.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type Approval,
  ask,
  decide,
  makeWorld,
  member,
  read,
  requireValidLog,
  use,
  verdict,
  type World,
} from './approvals-world.ts'
import { appOfFile } from './harness.ts'

const app = await appOfFile('postgres')

const QUERY = {
  action: 'sql:execute',
  tool: undefined,
  arguments: { query: "update settings set theme = 'dark' where id = 7" },
  target: undefined,
}

it("the approval flow of Asqav's page: pending → human → the next call goes through", async () => {
  const world = await makeWorld(app, '@id("all") permit (principal, action, resource);')
  const tool = { name: 'sql:execute', risk: 'high', require_approval: true, calls_per_minute: 5 }
  await app.must('/v1/tools', { key: world.key, body: tool })
  const held = await ask(world, QUERY)
  assert.deepEqual(
    [held.verdict, held.gate.status, held.approval.status],
    ['require_approval', 'pending', 'pending'],
  )
  // The human sees the exact query, not a description of it.
  const shown = await read(world, held.approval.id)
  assert.deepEqual(shown.arguments, QUERY.arguments)
  // Asking again opens no second request, before the decision or after it.
  assert.equal((await ask(world, QUERY)).approval.id, held.approval.id)
  assert.equal((await decide(world, held.approval.id, await member(world))).status, 200)
  const again = await ask(world, QUERY)
  assert.deepEqual([again.approval.id, again.approval.status], [held.approval.id, 'granted'])
  const next = await use(world, held.approval.id, QUERY)
  assert.deepEqual([next.verdict, next.gate.status], ['allow', 'open'])
  const { receipt } = await app.must<{ receipt: { id: string } }>('/v1/complete', {
    key: world.agentKey,
    body: { gate_id: next.gate.id, outcome: 'succeeded', output: { rows: 1 } },
  })
  // An auditor proves both: the decision, and the exact result.
  for (const [rows, expected] of [
    [1, 'valid'],
    [2, 'invalid'],
  ] as const) {
    const body = { receipt_id: receipt.id, expected_output: { rows } }
    const report = await app.must<{ verdict: string }>('/v1/verify', { key: world.key, body })
    assert.equal(report.verdict, expected)
  }
  const types = await requireValidLog(world)
  assert.deepEqual(types.slice(-5), [
    'gate.pending',
    'member.added',
    'approval.granted',
    'gate.allowed',
    'action.completed',
  ])
})

/** As a proxy that holds the call: it polls until somebody has decided, and then sends the call again. */
async function heldCall(world: World, call: object) {
  const { approval } = await ask(world, call)
  let now: Approval
  do {
    await sleep(20)
    now = await app.must<Approval>(`/v1/approvals/${approval.id}`, { key: world.agentKey })
  } while (now.status === 'pending')
  return { id: approval.id, decided: await use(world, approval.id, call) }
}

it("Interven's: held call, decision, resume", async () => {
  const world = await makeWorld(app)
  async function decideWhatWaits(more: object): Promise<void> {
    for (;;) {
      const path = '/v1/approvals?status=pending'
      const { data } = await app.must<{ data: Approval[] }>(path, { key: world.key })
      const [waiting] = data
      if (waiting === undefined) {
        await sleep(20)
        continue
      }
      assert.equal((await decide(world, waiting.id, await member(world), more)).status, 200)
      return
    }
  }
  const call = { session_id: 'held' }
  const [resumed] = await Promise.all([heldCall(world, call), decideWhatWaits({})])
  assert.equal(resumed.decided.verdict, 'allow')
  // One approval is one call: the identical request does not go through again, nor does a changed one.
  assert.equal(verdict(await use(world, resumed.id, call)), 'deny approval.used')
  const changed = { ...call, arguments: { table: 'everything' } }
  assert.equal((await ask(world, changed)).verdict, 'require_approval')
  await decideWhatWaits({ decision: 'reject', reason: 'not everything' })
  const denied = { session_id: 'denied' }
  const [refused] = await Promise.all([heldCall(world, denied), decideWhatWaits({ decision: 'reject' })])
  assert.equal(verdict(refused.decided), 'deny approval.rejected')
  await requireValidLog(world)
})
