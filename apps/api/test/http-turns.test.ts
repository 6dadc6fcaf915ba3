// Large requests wait for their turn; what becomes of them when the caller leaves, and what never waits.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { after, before, beforeEach, describe, it } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { adminKey, createHarness, type Harness } from './http-harness.ts'
import { until } from './until.ts'

const LARGE = 'x'.repeat(6000)

let harness: Harness
let port: number
before(async () => {
  harness = await createHarness()
  await harness.app.listen({ port: 0, host: '127.0.0.1' })
  port = (harness.app.server.address() as AddressInfo).port
})
after(() => harness.app.close())
beforeEach(() => {
  harness.seen.length = 0
})

function connections(): Promise<number> {
  return new Promise((resolve) => harness.app.server.getConnections((_, count) => resolve(count)))
}

function request(path: string, body: string): string {
  const lines = [
    `POST ${path} HTTP/1.1`,
    'Host: x',
    `Authorization: Bearer ${adminKey}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
  ]
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}

describe('a request that waits for its turn', () => {
  for (const [path, body] of [
    ['/v1/org/resume', `{"unknown_member":"${LARGE}"`],
    ['/v1/gate', JSON.stringify({ action: 'a', arguments: { text: LARGE } })],
    ['/v1/policies/publish', JSON.stringify({ text: `// ${LARGE}` })],
  ] as const) {
    it(`is not carried out when its caller has left: POST ${path}`, async () => {
      const turn = Promise.withResolvers<void>()
      harness.turn = turn.promise
      const socket = connect(port, '127.0.0.1')
      await once(socket, 'connect')
      socket.write(request(path, body))
      await until('it waits for its turn', () => harness.waiting === 1)
      socket.destroy()
      await until('the server has seen that', async () => (await connections()) === 0)
      turn.resolve()
      await until('its turn has come', () => harness.waiting === 0)
      await nextTurn()
      await nextTurn()
      assert.equal(harness.seen.length, 0)
    })
  }

  it('is carried out whole when its caller stays', async () => {
    const turn = Promise.withResolvers<void>()
    harness.turn = turn.promise
    const answer = harness.app.inject({
      method: 'POST',
      url: '/v1/gate',
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
      payload: JSON.stringify({ action: 'a', arguments: { text: LARGE } }),
    })
    await until('it waits for its turn', () => harness.waiting === 1)
    assert.equal(harness.seen.length, 0)
    turn.resolve()
    assert.equal((await answer).statusCode, 200)
    assert.deepEqual(harness.seen[0]?.input.arguments, { text: LARGE })
  })

  it('does not wait when it stops something', async () => {
    const turn = Promise.withResolvers<void>()
    harness.turn = turn.promise
    const answer = await harness.app.inject({
      method: 'POST',
      url: '/v1/org/halt',
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
      payload: JSON.stringify({ reason: 'why' }).padEnd(LARGE.length),
    })
    turn.resolve()
    assert.equal(answer.statusCode, 200)
  })
})
