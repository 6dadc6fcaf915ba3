// The API key or the session of a request, and the refusals that say nothing about it.
import type { IncomingHttpHeaders } from 'node:http'
import { parseApiKey } from '@countersign/terms'
import { cookieValue, isSessionToken, sessionCookie } from '../identity/cookies.ts'
import type { KeySecret } from '../identity/key.ts'
import { ApiError } from '../operations/refusal.ts'

const BEARER = /^Bearer +[\x21-\x7e]+$/i

/** A refusal that says the same for a malformed, unknown, revoked or expired key. */
export function invalidKey(): ApiError {
  return new ApiError('auth.invalid')
}

/** A refusal for a request without any key. */
export function missingKey(): ApiError {
  return new ApiError('auth.missing')
}

/** What a request proves itself with. A cookie comes from a browser, whatever page made it send the request. */
export type Credential =
  | ({ kind: 'key' } & KeySecret)
  | { kind: 'bearer'; signed: string }
  | { kind: 'cookie'; signed: string }

/**
 * The credential of a request: undefined when there is none, an error when it is malformed or when the two headers
 * that can carry a key disagree. A header that was set on purpose comes before the browser's cookie.
 */
export function credentialOf(headers: IncomingHttpHeaders, publicUrl: () => string): Credential | undefined {
  const { authorization } = headers
  const plain = headers['x-api-key']
  if (authorization === undefined && plain === undefined) {
    const signed = cookieValue(headers.cookie, sessionCookie(publicUrl()))
    return signed === undefined || signed === '' ? undefined : { kind: 'cookie', signed }
  }
  const bearer = bearerOf(authorization)
  if (authorization !== undefined && bearer === undefined) throw new ApiError('auth.scheme')
  if (bearer !== undefined && plain !== undefined && bearer !== plain)
    throw new ApiError('auth.invalid', { detail: 'send one key: `Authorization` and `X-API-Key` differ' })
  const secret = bearer ?? plain
  if (bearer !== undefined && isSessionToken(bearer)) return { kind: 'bearer', signed: bearer }
  // The form and checksum are looked at first, so that noise never reaches the database.
  const parsed = typeof secret === 'string' ? parseApiKey(secret) : undefined
  if (typeof secret !== 'string' || parsed === undefined) throw invalidKey()
  return { kind: 'key', secret, orgId: parsed.orgId }
}

function bearerOf(authorization: string | undefined): string | undefined {
  if (authorization === undefined || !BEARER.test(authorization)) return undefined
  return authorization.slice(authorization.lastIndexOf(' ') + 1)
}
