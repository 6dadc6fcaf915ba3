// Answers that no Countersign API would give must never become a verdict.

import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, beforeEach, it } from 'node:test'
import { formatApiKey } from '@countersign/terms'
import { type Session, startSession } from './session.ts'

const key = formatApiKey('test', 'org_01hzy3v7q8p4k2m6n9rstw5xbc', new Uint8Array(30))
const verdict = {
  verdict: 'allow',
  risk: { score: 1, band: 'low' },
  reasons: [],
  policy: { version: 1, digest: `sha256:${'0'.repeat(64)}` },
  request_id: 'req_1',
  receipt: { id: 'rcp_1', type: 'gate.allowed', seq: 1, leaf_hash: 'ab'.repeat(32) },
  gate: { id: `gte_${'0'.repeat(20)}`, status: 'open', expires_at: '2026-11-21T10:00:00.000Z' },
}

let reply: (request: IncomingMessage, response: ServerResponse) => void
const keys: (string | undefined)[] = []
const api = createServer((request, response) => {
  keys.push(request.headers['idempotency-key'] as string | undefined)
  request.resume().on('end', () => reply(request, response))
})
let session: Session
/** With a short timeout, for answers that never end. */
let impatient: Session
before(async () => {
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve))
  const { port } = api.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  session = await startSession({ url, key })
  impatient = await startSession({ url, key, timeoutMs: 2000 })
})
beforeEach(() => {
  keys.length = 0
})
after(async () => {
  await session?.close()
  await impatient?.close()
  api.closeAllConnections()
  api.close()
})

function text(body: string, status = 200, type = 'application/json') {
  return (_request: IncomingMessage, response: ServerResponse) => {
    response.writeHead(status, { 'content-type': type }).end(body)
  }
}

function gate(by = session) {
  return by.call('gate', { action: 'read_file' })
}

async function refuses(code: string, by = session) {
  const outcome = await gate(by)
  assert.equal(outcome.isError, true, outcome.text)
  assert.equal(outcome.structured, undefined)
  assert.ok(outcome.text.startsWith('There is no verdict: do not act.'))
  assert.ok(outcome.text.includes(`code: ${code}`), outcome.text)
  assert.doesNotMatch(outcome.text, /"verdict"/)
}

it('a valid verdict is passed on, so that the refusals below are not an accident', async () => {
  reply = text(JSON.stringify(verdict))
  assert.deepEqual((await gate()).structured, verdict)
})

it('an answer that does not match the contract is not a verdict', async () => {
  const bodies = [
    '<html>login</html>',
    '',
    'null',
    '[]',
    JSON.stringify(verdict).slice(0, -1),
    JSON.stringify({ ...verdict, verdict: 'ALLOW' }),
    JSON.stringify({ ...verdict, receipt: undefined }),
    JSON.stringify({ ...verdict, gate: undefined }),
    JSON.stringify({ ...verdict, verdict: 'sanitize' }),
  ]
  for (const body of bodies) {
    reply = text(body)
    await refuses('client.answer')
  }
  reply = text(JSON.stringify(verdict), 300)
  await refuses('client.answer')
  reply = text('<html>nginx</html>', 404, 'text/html')
  await refuses('client.answer')
})

it('an endless answer is cut off', async () => {
  const piece = 'x'.repeat(1024 * 1024)
  reply = (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    function more() {
      while (!response.destroyed && response.write(piece));
    }
    response.on('drain', more)
    more()
  }
  await refuses('client.')
  // Valid JSON, and an allow: only its size is wrong.
  reply = text(`${JSON.stringify(verdict)}${' '.repeat(17 * 1024 * 1024)}`)
  await refuses('client.')
})

it('silence, a slow drip and a broken connection end in time, each with one Idempotency-Key', async () => {
  reply = () => undefined
  await refuses('client.timeout', impatient)
  assert.equal(keys.length, 3)
  assert.equal(new Set(keys).size, 1)
  reply = (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    const drip = setInterval(() => response.write(' '), 20)
    response.on('close', () => clearInterval(drip))
  }
  await refuses('client.timeout', impatient)
  reply = (request) => request.socket.destroy()
  await refuses('client.network')
})

it('two calls of a tool are two requests', async () => {
  reply = text(JSON.stringify(verdict))
  await gate()
  await gate()
  assert.equal(new Set(keys).size, 2)
})

it('a key that the API quotes in an error is not shown to the model', async () => {
  const detail = `you sent ${key}`
  const problem = { type: 't', title: 'T', status: 400, detail, remedy: 'R', code: 'c', request_id: 'r' }
  reply = text(JSON.stringify(problem), 400, 'application/problem+json')
  const { text: shown } = await gate()
  assert.ok(shown.includes('you sent cs_test_…'), shown)
  assert.ok(!shown.includes(key))
})
