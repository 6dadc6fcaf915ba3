import assert from 'node:assert/strict'
import { type AddressInfo, connect } from 'node:net'
import { after, before, test } from 'node:test'
import { adminKey, createHarness, type Harness } from './http-harness.ts'

let harness: Harness
let port: number
before(async () => {
  harness = await createHarness()
  await harness.app.listen({ port: 0, host: '127.0.0.1' })
  port = (harness.app.server.address() as AddressInfo).port
})
after(() => harness.app.close())

/** Sends bytes as they are, and answers everything that comes back until the connection closes. */
function talk(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    let answer = ''
    socket.on('data', (chunk) => {
      answer += chunk.toString()
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(answer))
  })
}

const body = '{"action":"a"}'
function post(headers: string[], payload = body): Promise<string> {
  const lines = ['POST /v1/gate HTTP/1.1', 'Host: x', 'Connection: close', ...headers]
  return talk(`${lines.join('\r\n')}\r\n\r\n${payload}`)
}
const key = `Authorization: Bearer ${adminKey}`
const type = 'Content-Type: application/json'
const length = `Content-Length: ${body.length}`

test('a plain request over a socket is answered', async () => {
  assert.match(await post([key, type, length]), /^HTTP\/1\.1 200 /)
})

test('a repeated header that decides something is refused, in either order', async () => {
  const pairs = [
    [type, 'Content-Type: text/plain'],
    ['Content-Type: text/plain', type],
    [type, type],
    [key, 'Authorization: Bearer x'],
    [key, key],
    [`X-API-Key: ${adminKey}`, `X-API-Key: ${adminKey}`],
    ['Idempotency-Key: a', 'idempotency-key: b'],
  ]
  for (const pair of pairs) {
    const missing = [key, type, length].filter(
      (line) => !pair.some((own) => own.split(':')[0] === line.split(':')[0]),
    )
    const answer = await post([...pair, ...missing])
    assert.match(answer, /^HTTP\/1\.1 400 /, pair.join(' | '))
    assert.match(answer, /"code":"request\.invalid"/)
  }
})

test('requests that two servers could frame differently are refused', async () => {
  const frames = [
    [length, `Content-Length: ${body.length + 1}`],
    [length, 'Transfer-Encoding: chunked'],
    ['Content-Length: -1'],
    ['Content-Length: 14, 14'],
    ['Content-Length : 14'],
    ['Transfer-Encoding: xchunked'],
    ['X-Folded: a\r\n b', length],
    ['Bad Header: x', length],
  ]
  for (const frame of frames) {
    const seenBefore = harness.seen.length
    const answer = await post([key, type, ...frame])
    assert.match(answer, /^HTTP\/1\.1 (400|501) /, frame.join(' | '))
    assert.equal(harness.seen.length, seenBefore)
  }
})

test('what is no HTTP, and headers without end, get a problem document and a closed connection', async () => {
  const noise = await talk('GET / HTTQ/9.9\r\n\r\n')
  assert.match(noise, /^HTTP\/1\.1 400 [\s\S]*application\/problem\+json[\s\S]*"code":"request\.invalid"/)
  const endless = await talk(`GET / HTTP/1.1\r\nHost: x\r\nX-Pad: ${'a'.repeat(20_000)}\r\n\r\n`)
  assert.match(endless, /^HTTP\/1\.1 413 [\s\S]*"code":"request\.too_large"/)
})

test('a chunked body is held to the same limit', async () => {
  const chunk = 'a'.repeat(65_536)
  const chunks = Array.from({ length: 6 }, () => `10000\r\n${chunk}\r\n`).join('')
  const answer = await post([key, type, 'Transfer-Encoding: chunked'], `${chunks}0\r\n\r\n`)
  assert.match(answer, /^HTTP\/1\.1 413 /)
})

test('the timeouts that stop slow senders are set', () => {
  const { server } = harness.app
  assert.equal(server.requestTimeout, 30_000)
  assert.equal(server.headersTimeout, 10_000)
  assert.equal(server.timeout, 120_000)
  assert.ok(server.maxConnections <= 10_000)
})
