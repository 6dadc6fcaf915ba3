// The deepest arguments that are accepted can be repeated, disclosed and verified; one level more is refused.

import assert from 'node:assert/strict'
import { it } from 'node:test'
import { parseJson } from '@countersign/json'
import { appOfFile } from './harness.ts'

const app = await appOfFile('postgres')

function nested(levels: number): string {
  return `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
}

it('arguments as deep as a body may be come back whole and verify', async () => {
  const agent = await app.newAgent()
  function body(levels: number) {
    return `{"agent_id":"${agent}","action":"read_file","arguments":${nested(levels)}}`
  }
  const headers = { 'idempotency-key': 'deep-1' }
  const first = await app.must<{ receipt: { id: string } }>('/v1/gate', { body: body(63), headers })
  const again = await app.must<{ receipt: { id: string } }>('/v1/gate', { body: body(63), headers })
  assert.equal(again.receipt.id, first.receipt.id)
  assert.equal((await app.call('/v1/gate', { body: body(64) })).status, 400)
  const { text } = await app.call(`/v1/receipts/${first.receipt.id}`)
  assert.ok(text.includes(nested(63)))
  const judged = await app.must<{ verdict: string }>('/v1/verify', {
    body: `{"evidence":${text}}`,
    key: null,
  })
  assert.equal(judged.verdict, 'valid')
})

it('member names that a JSON reader can confuse are disclosed as they were sent', async () => {
  const agent = await app.newAgent()
  for (const args of ['{"p":1,"\\\\":2}', '{"p":1,"\\"":""}']) {
    const body = `{"agent_id":"${agent}","action":"read_file","arguments":${args}}`
    const { receipt } = await app.must<{ receipt: { id: string } }>('/v1/gate', { body })
    const evidence = parseJson((await app.call(`/v1/receipts/${receipt.id}`)).text, { maxDepth: 80 }) as {
      disclosures: { path: string; value: Record<string, unknown> }[]
    }
    const shown = evidence.disclosures.find(({ path }) => path === 'action.arguments')?.value
    assert.deepEqual(Object.keys(shown ?? {}), Object.keys(parseJson(args) ?? {}))
  }
})
