// Requests that two servers could read differently are refused, over a real socket.
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
function talk(text: string, to = port): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(to, '127.0.0.1', () => socket.write(text))
    let answer = ''
    socket.on('data', (chunk) => {
      answer += chunk.toString()
    })
    // A server that refuses early may reset the connection; what it said before still counts.
    socket.on('error', () => undefined)
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

test('what is not HTTP, and headers without end, get a problem document and a closed connection', async () => {
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

test('408: a request that arrives too slowly is ended, in its headers as in its body', async () => {
  const slow = await createHarness({ arrival: { headersMs: 100, requestMs: 200, checkEveryMs: 50 } })
  await slow.app.listen({ port: 0, host: '127.0.0.1' })
  const slowPort = (slow.app.server.address() as AddressInfo).port
  const head = ['POST /v1/gate HTTP/1.1', 'Host: x', key, type, length].join('\r\n')
  for (const text of ['POST /v1/gate HTTP/1.1\r\nHost', `${head}\r\n\r\n{"act`]) {
    const answer = await talk(text, slowPort)
    assert.match(answer, /^HTTP\/1\.1 408 [\s\S]*"code":"request\.timeout"/)
  }
  assert.equal(slow.seen.length, 0)
  await slow.app.close()
})

test('strangers cannot make the service hold many large bodies, and small ones still find room', {
  timeout: 180_000,
}, async () => {
  const size = 2 * 1024 * 1024
  const head = ['POST /v1/verify HTTP/1.1', 'Host: x', type, `Content-Length: ${size}`].join('\r\n')
  const held = connect(port, '127.0.0.1')
  held.write(`${head}\r\n\r\n{"bundle":"`)
  // The first is only known to have arrived when the second is refused.
  let answer = ''
  const small = 'POST /v1/verify HTTP/1.1\r\nHost: x\r\nConnection: close\r\n'
  const large = `${small}${type}\r\nContent-Length: ${size}\r\n\r\n`
  const payload = `{"bundle":"${'x'.repeat(size - 13)}"}`
  while (!answer.startsWith('HTTP/1.1 429')) answer = await talk(large + payload)
  assert.match(answer, /"code":"rate\.limited"/)
  const evidence = '{"evidence":{}}'
  assert.match(
    await talk(`${small}${type}\r\nContent-Length: ${evidence.length}\r\n\r\n${evidence}`),
    /^HTTP\/1\.1 200/,
  )
  held.destroy()
  while (!answer.startsWith('HTTP/1.1 200')) answer = await talk(large + payload)
})

test('a reader who reads nothing is let go, and until then little is made for it', {
  timeout: 180_000,
}, async () => {
  const idle = await createHarness({ idleMs: 1000 })
  await idle.app.listen({ port: 0, host: '127.0.0.1' })
  const line = 'x'.repeat(64 * 1024)
  let made = 0
  const ended = Promise.withResolvers<void>()
  idle.answer = (async function* endless() {
    try {
      for (;;) {
        made++
        yield line
      }
    } finally {
      ended.resolve()
    }
  })()
  const socket = connect((idle.app.server.address() as AddressInfo).port, '127.0.0.1')
  socket.pause()
  socket.write(['GET /v1/bundle HTTP/1.1', 'Host: x', key, '', ''].join('\r\n'))
  await ended.promise
  // The buffers of both sockets, which the system chooses, and a few chunks of ours.
  assert.ok(made > 0 && made < 512, `${made} chunks of 64 KiB were made`)
  socket.destroy()
  await idle.app.close()
})
