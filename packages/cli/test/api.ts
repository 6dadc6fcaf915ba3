// A stub of the API that serves a sample log to the export tests.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { formatApiKey } from '@countersign/terms'
import { bundleOf, keySetOf, ORG, sampleLog } from './log.ts'

export const log = sampleLog()
export const bundle = bundleOf(log, { handovers: true })
export const apiKey = formatApiKey('live', ORG, new Uint8Array(30).fill(7))

export type Reply = (request: IncomingMessage, response: ServerResponse) => void

export type StubApi = {
  env: Record<string, string>
  /** Answers exports; the key set is always served. */
  reply: Reply
  seen: { url: string; authorization: string | undefined }[]
  reset(): void
  close(): void
}

const whole: Reply = (_request, response) => response.end(bundle)

/** Starts a stub whose replies the test chooses. */
export async function startApi(): Promise<StubApi> {
  const server = createServer((request, response) => {
    api.seen.push({ url: request.url ?? '', authorization: request.headers.authorization })
    if (request.url === `/v1/logs/${ORG}/keys`) response.end(JSON.stringify(keySetOf(log)))
    else api.reply(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const api: StubApi = {
    env: { COUNTERSIGN_API_URL: `http://127.0.0.1:${port}`, COUNTERSIGN_API_KEY: apiKey },
    reply: whole,
    seen: [],
    reset() {
      api.reply = whole
      api.seen = []
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
  return api
}
