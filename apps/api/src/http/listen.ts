// Where the service listens: at `localhost` by both families, so that the name leads nowhere else.
import { type AddressInfo, createServer } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { closed, LOCALHOST, listenBeside, type Place } from '../port.ts'

/**
 * A browser tries `[::1]` first: what listened there instead of us would be given the link of the first owner. What
 * comes in by it is handed to the one server, with its limits and its orderly close.
 */
export async function listen(app: FastifyInstance, { host, port }: Place): Promise<void> {
  if (host !== LOCALHOST) {
    await app.listen({ host, port })
    return
  }
  const beside = createServer((socket) => app.server.emit('connection', socket))
  beside.maxConnections = app.server.maxConnections
  app.addHook('preClose', () => closed(beside))
  await app.listen({ host: '127.0.0.1', port })
  await listenBeside(beside, (app.server.address() as AddressInfo).port)
}
