// Who a request comes from and whether it may call the operation, before a byte of its body is read.
import { hasScope, type Operation } from '@countersign/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { boundedMap, PLAIN } from '../bounded.ts'
import type { Authenticate } from '../identity/key.ts'
import type { Sessions } from '../identity/session.ts'
import type { Caller } from '../operations/call.ts'
import { ApiError } from '../operations/refusal.ts'
import type { Soon } from '../soon.ts'
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
    has: (secret) => marks.get(markOf(secret), PLAIN) === true,
    add: (secret) => void marks.set(markOf(secret), true),
  }
}

/** One request to one operation. */
type Visit = { operation: Operation; parts: AdmitParts; request: FastifyRequest; reply: FastifyReply }

/** Admits a request to an operation before its body is read, or throws why not. */
export function admit(
  operation: Operation,
  parts: AdmitParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Soon<Caller | undefined> {
  refuseRepeatedHeaders(request.raw.rawHeaders)
  const visit: Visit = { operation, parts, request, reply }
  const credential = credentialIn(visit)
  // A page that anyone may read is not refused because the browser sends what it has left of a session.
  if (credential === undefined || (credential.kind === 'cookie' && operation.auth === 'optional')) {
    countStranger(visit)
    return permitted(visit, undefined)
  }
  const secret = credential.kind === 'key' ? credential.secret : credential.signed
  const isKnown = parts.known.has(secret)
  if (!isKnown && parts.limiter.isAddressSpent(shareOf(request.ip))) countStranger(visit)
  if (credential.kind === 'cookie' && operation.method !== 'GET') requireOwnPage(parts, request, secret)
  const found = authenticated(visit, credential)
  if (found instanceof Promise) return admitLater(visit, secret, isKnown, found)
  return admitFound(visit, secret, isKnown, found)
}

/** A function of its own: nearly every caller is known, and makes no closure for it. */
function admitLater(
  visit: Visit,
  secret: string,
  isKnown: boolean,
  finding: Promise<Caller | undefined>,
): Promise<Caller | undefined> {
  return finding.then((found) => admitFound(visit, secret, isKnown, found))
}

function admitFound(
  visit: Visit,
  secret: string,
  isKnown: boolean,
  caller: Caller | undefined,
): Caller | undefined {
  const { parts, reply } = visit
  if (caller === undefined) {
    countStranger(visit)
    throw invalidKey()
  }
  if (!isKnown) parts.known.add(secret)
  applyLimit(parts.limiter.key(caller.actor), reply)
  return permitted(visit, caller)
}

function countStranger({ parts, request, reply }: Visit): void {
  applyLimit(parts.limiter.address(shareOf(request.ip)), reply)
}

/** A credential that is malformed counts as none. */
function credentialIn(visit: Visit): Credential | undefined {
  try {
    return credentialOf(visit.request.headers, visit.parts.publicUrl)
  } catch (error) {
    countStranger(visit)
    throw error
  }
}

function permitted({ operation, request }: Visit, caller: Caller | undefined): Caller | undefined {
  if (caller === undefined && operation.auth === 'required') throw missingKey()
  if (caller !== undefined && !hasScope(caller.scopes, operation.scope)) {
    throw new ApiError('auth.scope', { detail: `this needs the scope \`${operation.scope}\`` })
  }
  if (operation.method !== 'GET') checkContentType(request.headers)
  else if (announcesBody(request.headers)) {
    throw new ApiError('request.invalid', { detail: 'send this GET without a body' })
  }
  return caller
}

const CURRENT = { fresh: true } as const
const CACHED = { fresh: false } as const

function authenticated(
  { operation, parts: { authenticate, sessions }, request: { headers } }: Visit,
  credential: Credential,
): Soon<Caller | undefined> {
  const options = operation.freshness === 'current' ? CURRENT : CACHED
  if (credential.kind === 'key') return authenticate(credential, options)
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
