// Where the service listens by default: at the name that its links have, by both families.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { after, describe, it } from 'node:test'
import { listen } from '../src/http/listen.ts'
import { startAlone } from './harness.ts'

const hasSix = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'))

describe('at localhost', async () => {
  const app = await startAlone('postgres', { env: { COUNTERSIGN_HOST: 'localhost' } })
  after(() => app[Symbol.asyncDispose]())

  it('is reached by the name that its links have, and by each family', async () => {
    await listen(app.http, { host: 'localhost', port: 0 })
    const { port } = app.http.server.address() as AddressInfo
    assert.equal(app.context.publicUrl(), `http://localhost:${port}`)
    for (const host of ['localhost', '127.0.0.1', ...(hasSix ? ['[::1]'] : [])])
      assert.equal((await fetch(`http://${host}:${port}/health`)).status, 200, host)
  })
})

it('does not start where something else listens at the name', {
  skip: !hasSix && 'no ::1 here',
}, async () => {
  const other = createServer((socket) => socket.end()).listen({ host: '::1', port: 0, ipv6Only: true })
  await once(other, 'listening')
  await using app = await startAlone('postgres', { env: { COUNTERSIGN_HOST: 'localhost' } })
  try {
    const { port } = other.address() as AddressInfo
    await assert.rejects(listen(app.http, { host: 'localhost', port }), { code: 'EADDRINUSE' })
  } finally {
    other.close()
  }
})

it('answers what came in by either family before it stops', { skip: !hasSix && 'no ::1 here' }, async () => {
  const app = await startAlone('postgres', { env: { COUNTERSIGN_HOST: 'localhost' } })
  const begun = Promise.withResolvers<void>()
  const held = Promise.withResolvers<void>()
  app.http.get('/held', async () => {
    begun.resolve()
    await held.promise
    return { is: 'answered' }
  })
  await listen(app.http, { host: 'localhost', port: 0 })
  const { port } = app.http.server.address() as AddressInfo
  const asked = fetch(`http://[::1]:${port}/held`)
  await begun.promise
  const closing = app[Symbol.asyncDispose]()
  held.resolve()
  assert.deepEqual(await (await asked).json(), { is: 'answered' })
  await closing
})
