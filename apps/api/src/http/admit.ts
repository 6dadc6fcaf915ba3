// Who a request comes from and whether it may call the operation, before a byte of its body is read.
import { hasScope, type Operation } from '@countersign/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import type { Authenticate } from '../identity/key.ts'
import type { Caller } from '../operations/call.ts'
import { ApiError } from '../operations/refusal.ts'
import { shareOf } from './address.ts'
import { invalidKey, missingKey, secretOf } from './authenticate.ts'
import { announcesBody, checkContentType } from './body.ts'
import { enforce, type RateLimiter, type Standing } from './rate-limit.ts'
import { refuseRepeatedHeaders } from './request.ts'

/** What admission needs to know. */
export type Door = {
  readonly authenticate: Authenticate
  readonly limiter: RateLimiter
  readonly known: KnownKeys
}

/** Remembers which keys were good, so that failures from a shared address do not lock their owners out. */
export type KnownKeys = {
  has(secret: string): boolean
  add(secret: string): void
}

const KNOWN_MAX = 10_000

/** Keeps the org and the tail of a key, never enough of it to use it. */
export function createKnownKeys(): KnownKeys {
  const marks = new LRUCache<string, true>({ max: KNOWN_MAX })
  function markOf(secret: string) {
    return secret.slice(8, 34) + secret.slice(-14)
  }
  return {
    has: (secret) => marks.get(markOf(secret)) === true,
    add: (secret) => void marks.set(markOf(secret), true),
  }
}

/** Admits a request to an operation before its body is read, or throws why not. */
export async function admit(
  operation: Operation,
  door: Door,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Caller | undefined> {
  refuseRepeatedHeaders(request.raw.rawHeaders)
  const caller = await callerOf(operation, door, request, reply)
  if (caller === undefined && operation.auth === 'required') throw missingKey()
  if (caller !== undefined && !hasScope(caller.scopes, operation.scope)) {
    throw new ApiError('auth.scope', { detail: `this needs the scope \`${operation.scope}\`` })
  }
  if (operation.method !== 'GET') checkContentType(request.headers)
  else if (announcesBody(request.headers)) {
    throw new ApiError('request.invalid', { detail: 'a GET has no body' })
  }
  return caller
}

async function callerOf(
  operation: Operation,
  door: Door,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Caller | undefined> {
  const { limiter, known } = door
  const share = shareOf(request.ip)
  function stranger() {
    applyLimit(limiter.address(share), reply)
  }
  let secret: string | undefined
  try {
    secret = secretOf(request.headers)
  } catch (error) {
    stranger()
    throw error
  }
  if (secret === undefined) {
    stranger()
    return undefined
  }
  const isKnown = known.has(secret)
  if (!isKnown && limiter.isAddressSpent(share)) stranger()
  const caller = await door.authenticate(secret, { fresh: operation.freshness === 'current' })
  if (caller === undefined) {
    stranger()
    throw invalidKey()
  }
  if (!isKnown) known.add(secret)
  applyLimit(limiter.key(caller.actor), reply)
  return caller
}

/** Refuses a caller that is over its limit, and sends the `RateLimit` headers to others. */
function applyLimit(standing: Standing, reply: FastifyReply): void {
  enforce(standing)
  reply.headers(standing.headers)
}
