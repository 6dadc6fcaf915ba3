// Reading a gate: what it shows, whose it is, and what it is once it was reported.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ask, makeWorld, outcome } from './approvals-world.ts'
import { appOfFile } from './harness.ts'

type Gate = {
  id: string
  status: string
  action: string
  tool?: string
  session_id?: string
  output_digest?: string
}

describe('reading a gate', async () => {
  const app = await appOfFile('postgres')
  const world = await makeWorld(app)

  function read(id: string, key = world.agentKey): Promise<Gate> {
    return app.must<Gate>(`/v1/gates/${id}`, { key })
  }

  it('shows what was asked, and never its arguments', async () => {
    const { gate, receipt } = await ask(world, {
      action: 'read_file',
      arguments: { path: '/canary' },
      run_id: 'run-1',
    })
    const answer = await app.call(`/v1/gates/${gate.id}`, { key: world.agentKey })
    const { created_at, expires_at, environment, ...found } = answer.body as Record<string, unknown>
    assert.ok(String(expires_at) > String(created_at) && environment === 'production')
    assert.deepEqual(found, {
      id: gate.id,
      status: 'open',
      agent_id: world.agent,
      action: 'read_file',
      tool: 'db:rows',
      session_id: 'session-1',
      run_id: 'run-1',
      receipt: { ...(found.receipt as object), id: receipt.id, type: 'gate.allowed', seq: receipt.seq },
    })
    assert.ok(!answer.text.includes('canary'))
  })

  it('is completed with the digest of what was reported', async () => {
    const { gate } = await ask(world, { action: 'read_file' })
    const done = await app.must<{ output_digest: string }>('/v1/complete', {
      key: world.agentKey,
      body: { gate_id: gate.id, outcome: 'succeeded', output: 'all of it' },
    })
    const { status, output_digest } = await read(gate.id)
    assert.deepEqual([status, output_digest], ['completed', done.output_digest])
  })

  it('of a request that was denied is denied, and what never was is not found', async () => {
    const { gate } = await ask(world, { declared: { goal: 'panic' } })
    assert.equal((await read(gate.id)).status, 'denied')
    const { id } = await app.must<{ id: string }>('/v1/agents', { key: world.key, body: { name: 'b' } })
    for (const wrong of [
      `gte_${'0'.repeat(20)}`,
      `${gate.id.slice(0, 10)}${gate.id[10] === '1' ? '2' : '1'}${gate.id.slice(11)}`,
      id.replace('agt', 'gte'),
    ]) {
      const answer = await app.call(`/v1/gates/${wrong}`, { key: world.agentKey })
      assert.ok(['404 not_found', '400 request.invalid'].includes(outcome(answer).join(' ')), wrong)
    }
  })
})
