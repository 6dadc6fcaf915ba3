// Behind a proxy, limits count by the address that the proxy saw, never by one that a caller wrote.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createHarness, unknownKey } from './http-harness.ts'

const LIMIT = 3

async function refusals(trustProxy: boolean, forwardedFor: (n: number) => string): Promise<number[]> {
  const { app } = await createHarness({ trustProxy, rateLimit: { perKey: 1e6, perAddress: LIMIT } })
  const statuses: number[] = []
  for (let n = 0; n < LIMIT + 1; n++) {
    const headers = { authorization: `Bearer ${unknownKey}`, 'x-forwarded-for': forwardedFor(n) }
    statuses.push((await app.inject({ method: 'GET', url: '/v1/agents', headers })).statusCode)
  }
  await app.close()
  return statuses
}

test('429: an address made up in front of the true one gets no new share', async () => {
  assert.deepEqual(await refusals(true, (n) => `10.9.9.${n}, 192.0.2.7`), [401, 401, 401, 429])
})

test('each address that the proxy saw has its own share', async () => {
  assert.deepEqual(await refusals(true, (n) => `192.0.2.${n}`), [401, 401, 401, 401])
})

test('429: without a proxy the header counts for nothing', async () => {
  assert.deepEqual(await refusals(false, (n) => `192.0.2.${n}`), [401, 401, 401, 429])
})
