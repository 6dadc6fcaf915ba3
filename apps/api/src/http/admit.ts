// Who a request comes from and whether it may call the operation, before a byte of its body is read.
import { hasScope, type Operation } from '@countersign/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { boundedMap } from '../bounded.ts'
import { sessionCookie } from '../identity/cookies.ts'
import type { Authenticate } from '../identity/key.ts'
import type { Sessions } from '../identity/session.ts'
import type { Caller } from '../operations/call.ts'
import { ApiError } from '../operations/refusal.ts'
import { shareOf } from './address.ts'
import { type Credential, credentialOf, invalidKey, missingKey } from './authenticate.ts'
import { announcesBody, checkContentType } from './body.ts'
import type { Forms } from './forms.ts'
import { enforce, type RateLimiter, type Standing } from './rate-limit.ts'
import { refuseRepeatedHeaders } from './request.ts'

/** What admission needs to know. */
export type AdmitParts = {
  readonly authenticate: Authenticate
  readonly sessions: Sessions
  readonly forms: Forms
  readonly publicUrl: () => string
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
  const marks = boundedMap<string, true>(KNOWN_MAX)
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
  parts: AdmitParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Caller | undefined> {
  refuseRepeatedHeaders(request.raw.rawHeaders)
  const caller = await callerOf(operation, parts, request, reply)
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
  parts: AdmitParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Caller | undefined> {
  const { limiter, known } = parts
  const share = shareOf(request.ip)
  function stranger() {
    applyLimit(limiter.address(share), reply)
  }
  let credential: Credential | undefined
  try {
    credential = credentialOf(request.headers, () => sessionCookie(parts.publicUrl()))
  } catch (error) {
    stranger()
    throw error
  }
  // A page that anyone may read is not refused because the browser sends what it has left of a session.
  if (credential === undefined || (credential.kind === 'cookie' && operation.auth === 'optional')) {
    stranger()
    return undefined
  }
  const secret = credential.kind === 'key' ? credential.secret : credential.signed
  const isKnown = known.has(secret)
  if (!isKnown && limiter.isAddressSpent(share)) stranger()
  if (credential.kind === 'cookie' && operation.method !== 'GET') requireOwnPage(parts, request, secret)
  const caller = await authenticated(operation, parts, request, credential)
  if (caller === undefined) {
    stranger()
    throw invalidKey()
  }
  if (!isKnown) known.add(secret)
  applyLimit(limiter.key(caller.actor), reply)
  return caller
}

function authenticated(
  operation: Operation,
  { authenticate, sessions }: AdmitParts,
  { headers }: FastifyRequest,
  credential: Credential,
): Promise<Caller | undefined> {
  const options = { fresh: operation.freshness === 'current' }
  if (credential.kind === 'key') return authenticate(credential.secret, options)
  const org = headers['countersign-org']
  return sessions.caller(credential.signed, typeof org === 'string' ? org : undefined, {
    ...options,
    carrier: credential.kind,
  })
}

/** A browser sends its cookies with whatever any site makes it send. */
function requireOwnPage({ forms }: AdmitParts, request: FastifyRequest, seed: string): void {
  if (forms.isOwnOrigin(request) && forms.isToken(seed, request.headers['x-csrf-token'])) return
  throw new ApiError('auth.forged')
}

/** Refuses a caller that is over its limit, and sends the `RateLimit` headers to others. */
function applyLimit(standing: Standing, reply: FastifyReply): void {
  enforce(standing)
  reply.headers(standing.headers)
}
