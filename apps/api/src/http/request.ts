// What the headers of a request say: its id, its trace, its Idempotency-Key.
import { randomFillSync } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { ULID_RANDOM_BYTES, ulid } from '@countersign/terms'
import { ApiError } from '../operations/refusal.ts'

const CALLER_ID = /^[A-Za-z0-9_.:-]{8,128}$/
const TRACE_PARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/

// Drawing randomness for many ids at once costs a fraction of a call per request.
const pool = new Uint8Array(ULID_RANDOM_BYTES * 400)
let used = pool.length

function randomBytes(): Uint8Array {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += ULID_RANDOM_BYTES
  return pool.subarray(used - ULID_RANDOM_BYTES, used)
}

/** The caller's X-Request-Id when it is harmless to log and echo, else an id of our own. */
export function requestIdOf(request: { headers: IncomingMessage['headers'] }): string {
  const given = request.headers['x-request-id']
  if (typeof given === 'string' && CALLER_ID.test(given)) return given
  return `req_${ulid(Date.now(), randomBytes())}`
}

/** The trace id of a `traceparent` that follows W3C Trace Context, version 00, to the letter. */
export function traceIdOf(header: unknown): string | undefined {
  if (typeof header !== 'string') return undefined
  const match = TRACE_PARENT.exec(header)
  const traceId = match?.[1]
  if (traceId === undefined || /^0+$/.test(traceId) || /^0+$/.test(match?.[2] ?? '')) return undefined
  return traceId
}

/** The Idempotency-Key of a request, if it sent one. */
export function idempotencyKeyOf(header: unknown): string | undefined {
  if (header === undefined) return undefined
  if (typeof header === 'string' && IDEMPOTENCY_KEY.test(header)) return header
  const message = 'must be 1 to 255 visible ASCII characters, sent once'
  throw new ApiError('request.invalid', {
    errors: [{ code: 'header', parameter: 'Idempotency-Key', message }],
  })
}

// Node keeps the first of these when they are repeated, while a proxy before us may have judged the last.
const SINGLE = new Map([
  [9, 'x-api-key'],
  [12, 'content-type'],
  [13, 'authorization'],
  [15, 'idempotency-key'],
  [16, 'content-encoding'],
])

/** Refuses a request that repeats a header on which a decision rests. */
export function refuseRepeatedHeaders(rawHeaders: readonly string[]): void {
  // A bit for each, by the length of its name.
  let seen = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const raw = rawHeaders[index] ?? ''
    const single = SINGLE.get(raw.length)
    if (single === undefined || raw.toLowerCase() !== single) continue
    const bit = 1 << single.length
    if ((seen & bit) !== 0) {
      throw new ApiError('request.invalid', {
        errors: [{ code: 'header', parameter: single, message: 'must be sent at most once' }],
      })
    }
    seen |= bit
  }
}
