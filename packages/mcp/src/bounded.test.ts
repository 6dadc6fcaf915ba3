// An answer over the limit is an error, even when only decompression makes it that large.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { CountersignError, createClient } from '@countersign/client'
import { boundedFetch } from './bounded.ts'

const keys = JSON.stringify({ keys: [] })
let status = 200
let size = 0
let isCompressed = false
const server = createServer((_request, response) => {
  const body = keys.padEnd(size)
  response.writeHead(status, isCompressed ? { 'content-encoding': 'gzip' } : {})
  response.end(isCompressed ? gzipSync(body) : body)
})
before(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))
after(() => {
  server.closeAllConnections()
  server.close()
})

async function ask(): Promise<string> {
  const { port } = server.address() as AddressInfo
  const client = createClient({ baseUrl: `http://127.0.0.1:${port}`, fetch: boundedFetch(5000), retries: 0 })
  try {
    await client.log.keys({ org_id: 'org_01hzy3v7q8p4k2m6n9rstw5xbc' })
    return 'answered'
  } catch (error) {
    assert.ok(error instanceof CountersignError)
    return `${error.code}: ${error.message}`
  }
}

test('an answer of the largest size is read, and one byte more is an error, for refusals too', async () => {
  size = 5000
  assert.equal(await ask(), 'answered')
  size = 5001
  assert.equal(await ask(), 'client.answer: the answer is larger than 5000 bytes')
  status = 500
  assert.equal(await ask(), 'client.answer: the answer is larger than 5000 bytes')
  status = 200
})

test('the size after decompression counts', async () => {
  isCompressed = true
  size = 5_000_000
  assert.equal(await ask(), 'client.answer: the answer is larger than 5000 bytes')
  size = 5000
  assert.equal(await ask(), 'answered')
})
