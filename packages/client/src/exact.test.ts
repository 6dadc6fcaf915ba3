// JSON goes out and comes in exactly: numbers are not rounded and members are not confused.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClient } from './index.ts'

const ids = { agent_id: 'agt_01hzy3v7q8p4k2m6n9rstw5xbc' }

test('numbers that JSON cannot carry are refused before anything is sent', async () => {
  let sent = 0
  const client = createClient({
    baseUrl: 'http://127.0.0.1:9',
    apiKey: 'cs_test_secret',
    retries: 0,
    fetch: async () => {
      sent++
      return new Response('{}')
    },
  })
  for (const amount of [Number.NaN, Number.POSITIVE_INFINITY]) {
    await assert.rejects(client.gate({ ...ids, action: 'pay', arguments: { amount } }), /amount/)
  }
  assert.equal(sent, 0)
})

test('an answer is read exactly, including member names that JSON.parse can confuse', async () => {
  function page(name: string) {
    return `{"data":[{"id":"${ids.agent_id}","name":"a","status":"active","roles":[],"labels":{"p":"1","${name}":""},"created_at":"2026-11-21T10:00:00.000Z"}],"has_more":false}`
  }
  const answers = [page('\\\\'), page('\\"')]
  const client = createClient({
    baseUrl: 'http://127.0.0.1:9',
    apiKey: 'cs_test_secret',
    fetch: async () => new Response(answers.shift(), { headers: { 'content-type': 'application/json' } }),
  })
  for (const name of ['\\', '"']) {
    const { data } = await client.agents.list()
    assert.deepEqual(Object.keys(data[0]?.labels ?? {}), ['p', name])
  }
})
