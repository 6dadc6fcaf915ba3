// Agent → MCP client → this server → the real API on a real database.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { operationList } from '@countersign/contract'
import { startApp, type TestApp, type TestDatabase, testDatabase } from '../../../apps/api/test/harness.ts'
import { type Session, startSession } from './session.ts'

let database: TestDatabase
let app: TestApp
let url: string
let agent: string
let agentKey: string

before(async () => {
  database = await testDatabase('postgres')
  app = await startApp(await database.connection(), 'postgres')
  url = await app.http.listen({ host: '127.0.0.1', port: 0 })
  agent = await app.newAgent()
  agentKey = await app.newKey(['check', 'gate', 'complete', 'verify', 'receipts:read'], { agent_id: agent })
  await app.must('/v1/tools', { body: { name: 'launch', blocked: true } })
})
after(async () => {
  await app?.close()
  await database?.stop()
})

for (const era of ['legacy', 'modern'] as const) {
  describe(`in the ${era} era of the protocol`, () => {
    let session: Session
    before(async () => {
      session = await startSession({ url, key: agentKey }, era)
    })
    after(() => session?.close())

    it('negotiates the protocol revision of its era', () => {
      const expected = era === 'legacy' ? '2025-11-25' : '2026-07-28'
      assert.equal(session.client.getNegotiatedProtocolVersion(), expected)
    })

    it('offers the operations that have agent text, in the order of the contract, and no others', async () => {
      const { tools } = await session.client.listTools()
      const expected = operationList.filter(({ agent }) => agent !== undefined)
      assert.ok(expected.length >= 7)
      assert.deepEqual(
        tools.map(({ name }) => name),
        expected.map(({ name }) => name.replaceAll('.', '_')),
      )
      for (const [at, tool] of tools.entries()) {
        assert.match(tool.name, /^[a-z_]{1,64}$/)
        assert.equal(tool.description, expected[at]?.agent?.text)
        assert.equal(tool.inputSchema.additionalProperties, false)
        assert.equal(tool.outputSchema?.type, 'object')
        assert.doesNotMatch(JSON.stringify(tool), /"\$ref"/)
        for (const hint of ['readOnlyHint', 'destructiveHint', 'idempotentHint', 'openWorldHint'] as const) {
          assert.equal(typeof tool.annotations?.[hint], 'boolean', `${tool.name} ${hint}`)
        }
      }
    })

    it('an allowed gate is passed on, completed once, and its receipt verifies', async () => {
      const gated = await session.call('gate', { action: 'read_file', arguments: { path: 'README.md' } })
      assert.equal(gated.isError, false)
      assert.equal(gated.structured?.verdict, 'allow')
      assert.equal(gated.structured.gate?.status, 'open')
      assert.deepEqual(JSON.parse(gated.text), gated.structured)

      const report = { gate_id: gated.structured.gate.id, outcome: 'succeeded', output: 'hello' }
      const done = await session.call('complete', report)
      assert.equal(done.isError, false)
      assert.equal(done.structured?.receipt?.type, 'action.completed')

      const twice = await session.call('complete', report)
      assert.equal(twice.isError, true)
      assert.equal(twice.structured, undefined)
      assert.match(twice.text, /^There is no answer: .*[\s\S]*gate\.closed/)

      const verified = await session.call('verify', {
        receipt_id: done.structured.receipt?.id,
        expected_output: 'hello',
      })
      assert.equal(verified.isError, false)
      assert.equal(verified.structured?.verdict, 'valid')
      const evidence = await session.call('receipts_get', { receipt_id: done.structured.receipt?.id })
      assert.equal(evidence.structured?.id, done.structured.receipt?.id)
    })

    it('a denied and a waiting gate are errors that carry the whole verdict', async () => {
      const denied = await session.call('gate', { action: 'launch' })
      assert.equal(denied.isError, true)
      assert.equal(denied.structured?.verdict, 'deny')
      assert.equal(denied.structured.reasons?.[0]?.code, 'tool.blocked')
      assert.deepEqual(JSON.parse(denied.text), denied.structured)
      const waiting = await session.call('gate', { action: 'delete_database' })
      assert.equal(waiting.isError, true)
      assert.equal(waiting.structured?.verdict, 'require_approval')
      assert.equal(waiting.structured.approval?.status, 'pending')
    })

    it('a check is information, so its deny is not an error either', async () => {
      const denied = await session.call('check', { action: 'launch' })
      assert.equal(denied.isError, false)
      assert.equal(denied.structured?.verdict, 'deny')
    })
  })
}

describe('calls without a verdict', () => {
  function hasNoVerdict(outcome: Awaited<ReturnType<Session['call']>>, code: string) {
    assert.equal(outcome.isError, true)
    assert.equal(outcome.structured, undefined)
    assert.ok(outcome.text.startsWith('There is no verdict: do not act.'), outcome.text)
    assert.match(outcome.text, new RegExp(`code: ${code.replace('.', '\\.')}`))
  }

  it('a key without the scope, an unknown key and an invalid request are told apart', async () => {
    const reader = await startSession({ url, key: await app.newKey(['agents:read']) })
    const lacking = await reader.call('gate', { agent_id: agent, action: 'read_file' })
    hasNoVerdict(lacking, 'auth.scope')
    assert.match(lacking.text, /must be a key with the scope `gate`/)
    const listed = await reader.call('agents_list', { limit: 1 })
    assert.ok(Array.isArray(listed.structured?.data) && listed.structured.data.length === 1)
    const got = await reader.call('agents_get', { agent_id: agent })
    assert.equal(got.structured?.status, 'active')
    await reader.close()

    const other = await app.newOrg()
    const revoked = await app.newKey(['gate'], {}, other.adminKey)
    const { data } = await app.must<{ data: { id: string; hint: string }[] }>('/v1/keys', {
      key: other.adminKey,
    })
    const id = data.find(({ hint }) => revoked.endsWith(hint))?.id
    await app.must(`/v1/keys/${id}/revoke`, { key: other.adminKey, body: {} })
    const stranger = await startSession({ url, key: revoked })
    hasNoVerdict(await stranger.call('gate', { agent_id: agent, action: 'read_file' }), 'auth.invalid')
    await stranger.close()

    const session = await startSession({ url, key: agentKey })
    const odd = await session.call('gate', { action: 'read_file', approved: true })
    hasNoVerdict(odd, 'request.invalid')
    assert.match(odd.text, /approved/)
    hasNoVerdict(
      await session.call('gate', { action: 'x', arguments: { n: 2 ** 60 * 2 ** 60 } }),
      'client.inexact',
    )
    await assert.rejects(session.call('org_halt', {}), /org_halt/)
    assert.equal(session.stderr(), '')
    await session.close()
  })

  it('when the API stops in the middle of a session there is no verdict', async () => {
    const stopping = await startApp(await database.connection(), 'postgres')
    const address = await stopping.http.listen({ host: '127.0.0.1', port: 0 })
    const stoppingAgent = await stopping.newAgent()
    const session = await startSession({ url: address, key: stopping.adminKey })
    function ask() {
      return session.call('gate', { agent_id: stoppingAgent, action: 'read_file' })
    }
    assert.equal((await ask()).structured?.verdict, 'allow')
    await stopping.close()
    hasNoVerdict(await ask(), 'client.network')
    await session.close()
  })
})
