// A stop: every request that was taken is answered, no connection is cut, and idle ones are not waited for.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { test } from 'node:test'
import type { HttpConfig } from '../src/http/server.ts'
import { adminKey, createHarness, type Harness } from './http-harness.ts'

const BODY = '{"action":"a"}'
const GATE = [
  'POST /v1/gate HTTP/1.1',
  'Host: x',
  `Authorization: Bearer ${adminKey}`,
  'Content-Type: application/json',
  `Content-Length: ${BODY.length}`,
  '',
  BODY,
].join('\r\n')

async function listening(
  config: Partial<HttpConfig> = {},
): Promise<{ harness: Harness; open(): Promise<Client> }> {
  const harness = await createHarness(config)
  await harness.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = harness.app.server.address() as AddressInfo
  return { harness, open: () => openClient(port) }
}

type Client = { socket: Socket; text(): string; closed: Promise<unknown> }

async function openClient(port: number): Promise<Client> {
  const socket = connect(port, '127.0.0.1')
  let text = ''
  socket.on('data', (chunk) => {
    text += chunk.toString()
  })
  const closed = once(socket, 'close')
  await once(socket, 'connect')
  return { socket, text: () => text, closed }
}

// Kept alive, a connection lasts 72 seconds.
const HELD_UP_MS = 60_000

test('a request in flight is answered, and then its connection does not hold up the stop', {
  timeout: HELD_UP_MS,
}, async () => {
  const { harness, open } = await listening()
  const held = Promise.withResolvers<void>()
  harness.hold = held.promise
  const [busy, idle] = [await open(), await open()]
  busy.socket.write(GATE)
  while (harness.seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  const closing = harness.app.close()
  setTimeout(() => held.resolve(), 500)
  await Promise.all([closing, busy.closed, idle.closed])
  assert.match(busy.text(), /^HTTP\/1\.1 200 /)
})

test('a client that keeps asking is told to leave before its connection ends', async () => {
  const { harness, open } = await listening({ letGoMs: HELD_UP_MS })
  const client = await open()
  client.socket.write(GATE)
  while (!client.text().includes('"gate"')) await once(client.socket, 'data')
  const closing = harness.app.close()
  await new Promise((resolve) => setTimeout(resolve, 50))
  client.socket.write(GATE)
  await Promise.all([closing, client.closed])
  const answers = client.text().split('HTTP/1.1 ').slice(1)
  assert.deepEqual(
    answers.map((answer) => [answer.slice(0, 3), /^connection: (\S+)/im.exec(answer)?.[1]?.toLowerCase()]),
    [
      ['200', 'keep-alive'],
      ['200', 'close'],
    ],
  )
})
