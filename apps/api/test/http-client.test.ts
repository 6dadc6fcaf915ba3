// The typed client against the real routes.
import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { type Client, CountersignError, createClient } from '@countersign/client'
import { operationList } from '@countersign/contract'
import { ApiError } from '../src/operations/refusal.ts'
import { adminKey, createHarness, type Harness } from './http-harness.ts'

let harness: Harness
let client: Client
before(async () => {
  harness = await createHarness()
  await harness.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = harness.app.server.address() as AddressInfo
  client = createClient({ baseUrl: `http://127.0.0.1:${port}`, apiKey: adminKey, backoffMs: 1, retries: 1 })
})
after(() => harness.app.close())

test('every operation is reached through the client, with the input it was given', async () => {
  let reached = 0
  for (const operation of operationList) {
    const [head = '', verb] = operation.name.split('.')
    const methods = client as unknown as Record<
      string,
      ((input: object) => unknown) & Record<string, unknown>
    >
    const method = (verb === undefined ? methods[head] : methods[head]?.[verb]) as (input: object) => unknown
    const input = operation.examples[0].request as object
    const answer = method(input)
    if (operation.produces === 'ndjson') {
      const lines: string[] = []
      for await (const line of answer as AsyncIterable<string>) lines.push(line)
      assert.deepEqual(lines, operation.examples[0].answer)
    } else await answer
    const seen = harness.seen.at(-1)
    assert.equal(seen?.name, operation.name)
    const given = operation.isolated
      ? JSON.parse(Buffer.from(seen.input.body as Uint8Array).toString())
      : seen.input
    for (const [name, value] of Object.entries(input)) assert.deepEqual(given[name], value, operation.name)
    reached++
  }
  assert.equal(reached, operationList.length)
})

test('an error of an operation arrives with its code, whatever the code', async () => {
  harness.fail = new ApiError('gate.closed', { detail: 'closed by gate.expired' })
  const error = await client
    .complete({ gate_id: 'gte_01hzy3v7q80000000001', outcome: 'failed' })
    .catch((e: unknown) => e)
  harness.fail = undefined
  assert.ok(error instanceof CountersignError)
  assert.equal(error.code, 'gate.closed')
  assert.equal(error.status, 409)
  assert.equal(error.detail, 'closed by gate.expired')
})

test('a stream that breaks after its first line is an error at the caller', async () => {
  harness.answer = (async function* () {
    yield 'x'.repeat(100_000)
    throw new Error('lost the database')
  })()
  await assert.rejects(async () => {
    for await (const line of client.receipts.export()) assert.ok(line.length > 0)
  }, CountersignError)
  harness.answer = undefined
})
