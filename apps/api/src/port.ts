// Takes the port before anything is made, so that a start that cannot listen leaves nothing behind.
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'

export type Place = { host: string; port: number }

/** Both families have to be ours: what listened at the other one would be given what is meant for the service. */
export const LOCALHOST = 'localhost'

/** Not every machine has the other family. */
const ABSENT = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'])

/** Resolves while nobody else can listen there, with how to give the port back; rejects as listening would. */
export async function takePort({ host, port }: Place): Promise<() => Promise<void>> {
  const first = sendingAway()
  const taken = [first]
  first.listen({ host: host === LOCALHOST ? '127.0.0.1' : host, port })
  await once(first, 'listening')
  if (host === LOCALHOST) {
    const second = sendingAway()
    await listenBeside(second, (first.address() as AddressInfo).port)
    taken.push(second)
  }
  return async () => {
    await Promise.all(taken.map(closed))
  }
}

/** Connections before the service listens are refused, as on a port where nothing listens. */
function sendingAway(): Server {
  return createServer((socket) => socket.destroy())
}

/** Listens at the other family of `localhost`, where there is one. */
export async function listenBeside(server: Server, port: number): Promise<void> {
  try {
    server.listen({ host: '::1', port, ipv6Only: true })
    await once(server, 'listening')
  } catch (error) {
    if (!ABSENT.has((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}

/** Takes in nobody new, and resolves once everybody has gone. */
export async function closed(server: Server): Promise<void> {
  if (!server.listening) return
  server.close()
  await once(server, 'close')
}
