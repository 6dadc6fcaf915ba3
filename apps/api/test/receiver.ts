// A receiver of webhooks for tests: what arrived, checked with the reference library, and what it answers.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'

export type Arrived = {
  headers: IncomingHttpHeaders
  body: string
  event: { type: string; timestamp: string; data: Record<string, unknown> }
}

export type Receiver = AsyncDisposable & {
  url: string
  port: number
  arrived: Arrived[]
  /** The next answers, by status; 204 once there are none. */
  answers: (number | ((response: ServerResponse) => void))[]
  /** Throws unless it is signed with this secret, as the reference library of Standard Webhooks sees it. */
  verify(arrived: Arrived | undefined, secret: string): void
  close(): Promise<void>
}

export async function startReceiver(): Promise<Receiver> {
  const arrived: Arrived[] = []
  const answers: Receiver['answers'] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      arrived.push({ headers: request.headers, body, event: JSON.parse(body) })
      const answer = answers.shift() ?? 204
      if (typeof answer === 'function') answer(response)
      else response.writeHead(answer).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  async function close() {
    server.closeAllConnections()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
  return {
    url: `http://127.0.0.1:${port}/hook`,
    port,
    arrived,
    answers,
    verify(found, secret) {
      if (found === undefined) throw new Error('nothing arrived')
      new Webhook(secret).verify(found.body, found.headers as Record<string, string>)
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}
