// One piece of work from question to proof, on both databases.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { parseKeySet, verifyBundle, verifyEvidence } from '@countersign/receipt'
import { suite } from '../src/adapters/suite.ts'
import { startApp, type TestApp, type TestDatabase, testDatabase } from './harness.ts'

type Decided = {
  verdict: string
  receipt: { id: string; type: string; seq: number; leaf_hash: string }
  gate?: { id: string; status: string; expires_at?: string }
  approval?: { id: string; status: string }
  reasons: { code: string; policy_id?: string }[]
}

for (const kind of ['postgres', 'embedded'] as const) {
  describe(`on ${kind}`, () => {
    let database: TestDatabase
    let app: TestApp
    let agent: string

    before(async () => {
      database = await testDatabase(kind)
      app = await startApp(await database.connection(), kind)
      agent = await app.newAgent()
    })
    after(async () => {
      await app?.close()
      await database?.stop()
    })

    it('an allowed gate is completed once and both receipts verify offline', async () => {
      const args = { path: 'README.md' }
      const gated = await app.must<Decided>('/v1/gate', {
        body: { agent_id: agent, action: 'read_file', arguments: args, session_id: 's-1' },
      })
      assert.equal(gated.verdict, 'allow')
      assert.equal(gated.gate?.status, 'open')
      const report = { gate_id: gated.gate?.id, outcome: 'succeeded', output: { lines: 3 } }
      const done = await app.must<{ receipt: { id: string }; output_digest: string }>('/v1/complete', {
        body: report,
      })
      assert.match(done.output_digest, /^sha256:[0-9a-f]{64}$/)
      const twice = await app.call('/v1/complete', { body: report })
      assert.equal(twice.status, 409)

      const keys = parseKeySet(suite, await app.must(`/v1/logs/${app.orgId}/keys`))
      for (const id of [gated.receipt.id, done.receipt.id]) {
        const evidence = await app.must(`/v1/receipts/${id}`)
        assert.equal(verifyEvidence(suite, evidence, { trust: { keys } }).verdict, 'valid')
        assert.equal(verifyEvidence(suite, evidence).verdict, 'indeterminate')
      }
      const evidence = await app.must(`/v1/receipts/${gated.receipt.id}`)
      const right = verifyEvidence(suite, evidence, { trust: { keys }, expectedArguments: args })
      const wrong = verifyEvidence(suite, evidence, { trust: { keys }, expectedArguments: { path: 'other' } })
      assert.deepEqual([right.verdict, wrong.verdict], ['valid', 'invalid'])
    })

    it('a destructive action waits for a human and its gate cannot be completed', async () => {
      const gated = await app.must<Decided>('/v1/gate', {
        body: { agent_id: agent, action: 'delete_database' },
      })
      assert.equal(gated.verdict, 'require_approval')
      assert.equal(gated.gate?.status, 'pending')
      assert.equal(gated.approval?.status, 'pending')
      const answer = await app.call('/v1/complete', {
        body: { gate_id: gated.gate?.id, outcome: 'succeeded' },
      })
      assert.equal(answer.status, 409)
    })

    it('an unknown agent is denied with a receipt, and a name that nobody knows waits with one', async () => {
      const unknown = await app.must<Decided>('/v1/gate', {
        body: { agent_id: 'agt_00000000000000000000000000', action: 'read_file' },
      })
      assert.deepEqual([unknown.verdict, unknown.reasons[0]?.code], ['deny', 'agent.unknown'])
      const odd = await app.must<Decided>('/v1/gate', { body: { agent_id: agent, action: 'frobnicate' } })
      assert.deepEqual([odd.verdict, odd.reasons[0]?.code], ['require_approval', 'policy.approval_required'])
      assert.equal(odd.receipt.type, 'gate.pending')
    })

    it('the whole log exports as a bundle that verifies offline, from any place to any place', async () => {
      const keys = parseKeySet(suite, await app.must(`/v1/logs/${app.orgId}/keys`))
      const { tree_size: size } = await app.must<{ tree_size: number }>(`/v1/logs/${app.orgId}/checkpoint`)
      for (const query of [
        '',
        `?from_seq=1&to_seq=3`,
        `?from_seq=2&disclosures=true`,
        `?to_seq=${size - 1}`,
      ]) {
        const bundle = (await app.call(`/v1/bundle${query}`)).text
        const report = verifyBundle(suite, bundle, { trust: { keys } })
        assert.equal(report.verdict, 'valid', `${query}: ${JSON.stringify(report)}`)
      }
    })

    it('proofs stay right while tiles fill and the log passes 600 receipts', async () => {
      const keys = parseKeySet(suite, await app.must(`/v1/logs/${app.orgId}/keys`))
      const ids: string[] = []
      for (let round = 0; round < 6; round++) {
        const made = await Promise.all(
          Array.from({ length: 110 }, (_, n) =>
            app.must<Decided>('/v1/check', {
              body: { agent_id: agent, action: 'read_file', arguments: { n } },
            }),
          ),
        )
        ids.push(...made.map((answer) => answer.receipt.id))
      }
      const head = await app.must<{ tree_size: number }>(`/v1/logs/${app.orgId}/checkpoint`)
      assert.ok(head.tree_size > 660)
      for (const id of [...ids.slice(0, 3), ids[255], ids[256], ids[511], ids[512], ids.at(-1)]) {
        const evidence = await app.must(`/v1/receipts/${id}`)
        const report = verifyEvidence(suite, evidence, { trust: { keys } })
        assert.equal(report.verdict, 'valid', JSON.stringify(report))
      }
      const bundle = (await app.call('/v1/bundle?from_seq=300&to_seq=600&since_size=256')).text
      assert.equal(verifyBundle(suite, bundle, { trust: { keys } }).verdict, 'valid')
      const proof = await app.must<{ path: string[] }>(
        `/v1/logs/${app.orgId}/consistency?from=256&to=${head.tree_size}`,
      )
      assert.ok(proof.path.length > 0)
    })

    it('the same receipts are found by agent, type, verdict and time, page by page', async () => {
      type Listed = { seq: number; type: string }
      /** Page by page: what is rare may stand behind pages that are empty, since each looks at so much only. */
      async function listed(query: string): Promise<Listed[]> {
        const found: Listed[] = []
        let cursor: string | undefined
        do {
          const page = await app.must<{ data: Listed[]; next_cursor?: string }>(
            `/v1/receipts?limit=200&${query}${cursor ? `&cursor=${cursor}` : ''}`,
          )
          found.push(...page.data)
          cursor = page.next_cursor
        } while (cursor !== undefined)
        return found
      }
      const all = (await listed('order=asc')).map(({ seq }) => seq)
      assert.deepEqual(
        all,
        all.map((_, n) => n),
      )
      assert.ok((await listed('verdict=deny')).length >= 1)
      const soon = new Date(Date.now() + 60_000).toISOString()
      assert.equal((await listed(`from=${soon}`)).length, 0)
    })
  })
}
