// What the benchmark uses of autocannon, which brings no types.
declare module 'autocannon' {
  import type { EventEmitter } from 'node:events'

  type Client = {
    setHeadersAndBody(headers: Record<string, string>, body: string): void
  }

  type Request = {
    headers?: Record<string, string>
    body?: string
    setupRequest?: (request: Request) => Request
  }

  type Options = {
    url: string
    method: 'POST'
    connections: number
    amount: number
    timeout: number
    /** How often it checks whether every request is answered, ms. */
    sampleInt: number
    setupClient: (client: Client) => void
    verifyBody: (body: string) => boolean
    requests?: Request[]
  }

  type Result = {
    '2xx': number
    non2xx: number
    errors: number
    timeouts: number
    mismatches: number
    resets: number
    latency: { p50: number; p99: number; max: number }
  }

  /** Returns a promise that also emits events. */
  function autocannon(options: Options): EventEmitter & Promise<Result>

  namespace autocannon {
    export { Request }
  }

  export = autocannon
}
