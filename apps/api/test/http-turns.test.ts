// Large requests wait for their turn; what becomes of them when the caller leaves, and what never waits.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { after, before, beforeEach, describe, it } from 'node:test'
import { adminKey, createHarness, type Harness, orgId } from './http-harness.ts'
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

/** Keeps the org's turns busy, a millisecond each, until it is told to stop. */
function occupyTurns(): () => Promise<void> {
  let isOn = true
  async function occupy(): Promise<void> {
    while (isOn) await harness.pace.run(orgId, () => undefined)
  }
  const loops = Array.from({ length: 200 }, occupy)
  return async () => {
    isOn = false
    await Promise.all(loops)
  }
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
      const stop = occupyTurns()
      const asked = harness.authenticated.length
      const socket = connect(port, '127.0.0.1')
      await once(socket, 'connect')
      socket.write(request(path, body))
      await until('it was admitted', () => harness.authenticated.length > asked)
      socket.destroy()
      await stop()
      // Its turn has come by now, as turns of one org are in order.
      await harness.pace.run(orgId, () => undefined)
      const names = harness.seen.map(({ name, input }) => [name, Object.keys(input)])
      // It may have had its turn before it left, but then with its whole body.
      for (const [name, members] of names) assert.ok((members?.length ?? 0) > 0, `${name} ran with no body`)
    })
  }

  it('is carried out whole when its caller stays', async () => {
    const stop = occupyTurns()
    const answer = harness.app.inject({
      method: 'POST',
      url: '/v1/gate',
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
      payload: JSON.stringify({ action: 'a', arguments: { text: LARGE } }),
    })
    assert.equal((await answer).statusCode, 200)
    await stop()
    assert.deepEqual(harness.seen[0]?.input.arguments, { text: LARGE })
  })
})
