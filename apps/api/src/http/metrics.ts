// GET /metrics, for whoever has the token of the settings.
import { hash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { ApiError } from '../operations/refusal.ts'
import { shareOf } from './address.ts'
import { enforce, type RateLimiter } from './rate-limit.ts'

/** The text that a scrape answers, and the token that it asks for. */
export type Scrape = {
  readonly token: string
  text(): Promise<{ type: string; text: string }>
}

/** Metrics are off until the settings hold a token; the answer says so. */
export function metrics(app: FastifyInstance, scrape: Scrape | undefined, limiter: RateLimiter): void {
  app.get('/metrics', { config: { isProbe: true } }, async (request, reply) => {
    if (scrape === undefined) {
      enforce(limiter.address(shareOf(request.ip)))
      throw new ApiError('route.unknown', {
        detail: 'metrics are off: set `COUNTERSIGN_METRICS_TOKEN` and start the service again',
      })
    }
    const given = /^Bearer ([^\s]+)$/i.exec(request.headers.authorization ?? '')?.[1]
    if (given === undefined || !isSame(given, scrape.token)) {
      enforce(limiter.address(shareOf(request.ip)))
      throw new ApiError(given === undefined ? 'auth.missing' : 'auth.invalid', {
        detail: 'send the value of `COUNTERSIGN_METRICS_TOKEN` as a bearer token',
      })
    }
    const { type, text } = await scrape.text()
    return reply.header('content-type', type).send(text)
  })
}

/** In a time that says nothing about either. */
function isSame(given: string, token: string): boolean {
  return timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', token, 'buffer'))
}
