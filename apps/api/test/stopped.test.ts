// A halt or a revocation also settles what is open: the end of such a gate says what had stopped it.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { expireDue } from '../src/jobs/expire.ts'
import { appOfFile, startAlone } from './harness.ts'

type Gated = { gate: { id: string } }
type Ref = { receipt: { id: string } }

const app = await appOfFile('postgres')

describe('the end of a gate that was open', () => {
  async function opened(key = app.adminKey) {
    const agent = await app.newAgent()
    const body = { agent_id: agent, action: 'read_file' }
    return { agent, gate: (await app.must<Gated>('/v1/gate', { key, body })).gate.id }
  }
  async function afterOf(gate: string) {
    const body = { gate_id: gate, outcome: 'succeeded' }
    const { receipt } = await app.must<Ref>('/v1/complete', { body })
    return (await app.must<{ receipt: { after?: string } }>(`/v1/receipts/${receipt.id}`)).receipt.after
  }

  it('says nothing while all stand', async () => {
    assert.equal(await afterOf((await opened()).gate), undefined)
  })

  for (const [verb, status] of [
    ['suspend', 'suspended'],
    ['quarantine', 'quarantined'],
    ['revoke', 'revoked'],
  ]) {
    it(`names the agent that was ${status}`, async () => {
      const { agent, gate } = await opened()
      await app.must(`/v1/agents/${agent}/${verb}`, { body: {} })
      assert.equal(await afterOf(gate), `agent.${status}`)
    })
  }

  it('names the key that opened it and was revoked', async () => {
    const made = await app.must<{ id: string; secret: string }>('/v1/keys', {
      body: { name: 'k', scopes: ['gate'] },
    })
    const { gate } = await opened(made.secret)
    await app.must(`/v1/keys/${made.id}/revoke`, { body: {} })
    assert.equal(await afterOf(gate), 'key.revoked')
  })

  it('names the halt before all else, and no longer once the org was resumed', async () => {
    const [first, second] = [await opened(), await opened()]
    await app.must(`/v1/agents/${first.agent}/suspend`, { body: {} })
    await app.must('/v1/org/halt', { body: {} })
    assert.equal(await afterOf(first.gate), 'org.halted')
    await app.must('/v1/org/resume', { body: {} })
    assert.equal(await afterOf(second.gate), undefined)
  })

  it('is settled by expiry too', async () => {
    await using short = await startAlone('postgres', { env: { COUNTERSIGN_GATE_TTL_SECONDS: '1' } })
    const agent = await short.newAgent()
    const body = { agent_id: agent, action: 'read_file' }
    const { gate } = await short.must<Gated>('/v1/gate', { body })
    await short.must(`/v1/agents/${agent}/suspend`, { body: {} })
    const path = `/v1/receipts?gate_id=${gate.id}&type=gate.expired`
    let found: { id: string }[] = []
    while (found.length === 0) {
      await expireDue(short.context)
      found = (await short.must<{ data: { id: string }[] }>(path)).data
    }
    const { receipt } = await short.must<{ receipt: { after?: string } }>(`/v1/receipts/${found[0]?.id}`)
    assert.equal(receipt.after, 'agent.suspended')
  })
})
