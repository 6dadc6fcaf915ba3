import { ApiError, type Caller, hasScope, type Operation } from '@countersign/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Authenticate, invalidKey, missingKey, secretOf } from './authenticate.ts'
import { announcesBody, checkContentType } from './body.ts'
import { limited, type RateLimiter, type Standing } from './rate-limit.ts'
import { refuseRepeatedHeaders } from './request.ts'

/** What admission needs to know. */
export interface Door {
  readonly authenticate: Authenticate
  readonly limiter: RateLimiter
  readonly known: KnownKeys
}

/** Remembers which keys were good lately, so that failures from a shared address do not lock their owners out. */
export interface KnownKeys {
  has(secret: string): boolean
  add(secret: string): void
}

const KNOWN_MAX = 10_000

/** Keeps the org and the tail of a key, never enough of it to use it. */
export function createKnownKeys(): KnownKeys {
  const marks = new Set<string>()
  const markOf = (secret: string) => secret.slice(8, 34) + secret.slice(-14)
  return {
    has: (secret) => marks.has(markOf(secret)),
    add(secret) {
      if (marks.size >= KNOWN_MAX) marks.clear()
      marks.add(markOf(secret))
    },
  }
}

// The ledger compares the configuration's epoch under its lock, so these may start from a cached key.
const MAY_USE_CACHE: ReadonlySet<string> = new Set(['check', 'gate', 'complete'])

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
  const stranger = () => enforce(limiter.address(request.ip), reply)
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
  if (!isKnown && limiter.isAddressSpent(request.ip)) stranger()
  const caller = await door.authenticate(secret, { fresh: !MAY_USE_CACHE.has(operation.name) })
  if (caller === undefined) {
    stranger()
    throw invalidKey()
  }
  if (!isKnown) known.add(secret)
  enforce(limiter.key(caller.keyId), reply)
  return caller
}

/** Tells the caller where it stands, or refuses it. */
export function enforce(standing: Standing, reply: FastifyReply): void {
  if (standing.isExceeded) throw limited(standing)
  reply.headers(standing.headers)
}
