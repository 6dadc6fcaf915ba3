// Whether a request comes from a page of this service: its token, which no other site can read; its origin.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'

export type Forms = {
  /** What a page sends back to prove that it was served here; `seed` is the secret in the browser's cookie. */
  token(seed: string): string
  /** Whether the token was made for this seed. */
  isToken(seed: string, token: unknown): boolean
  /** Whether the browser says that a page of this service sent it. One that says nothing is not believed. */
  isOwnOrigin(request: FastifyRequest): boolean
}

/** `origin` is that of the public URL where it is set; otherwise it is whatever host the browser asked for. */
export function createForms(secret: Uint8Array, origin: string | undefined): Forms {
  function token(seed: string): string {
    return createHmac('sha256', secret).update(`form\0${seed}`).digest('base64url')
  }
  return {
    token,
    isToken(seed, given) {
      if (typeof given !== 'string') return false
      const [expected, actual] = [Buffer.from(token(seed)), Buffer.from(given)]
      return expected.length === actual.length && timingSafeEqual(expected, actual)
    },
    isOwnOrigin({ headers }) {
      const site = headers['sec-fetch-site']
      if (site !== undefined && site !== 'same-origin') return false
      const from = headers.origin
      if (from === undefined) return false
      if (origin !== undefined) return from === origin
      const { host } = headers
      return host !== undefined && (from === `http://${host}` || from === `https://${host}`)
    },
  }
}
