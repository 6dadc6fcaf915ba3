// Takes the port before anything is made, so that a start that cannot listen leaves nothing behind.
import { once } from 'node:events'
import { createServer } from 'node:net'

/** Resolves while nobody else can listen there, with how to give the port back; rejects as listening would. */
export async function takePort(at: { host: string; port: number }): Promise<() => Promise<void>> {
  // Whoever comes before the service listens is sent away, as by a port on which nothing does.
  const server = createServer((socket) => socket.destroy())
  server.listen(at)
  await once(server, 'listening')
  return async () => {
    server.close()
    await once(server, 'close')
  }
}
