// The API key of a request, and the refusals that say nothing about it.
import type { IncomingHttpHeaders } from 'node:http'
import { parseApiKey } from '@countersign/terms'
import { ApiError } from '../operations/refusal.ts'

const BEARER = /^Bearer +([\x21-\x7e]+)$/i

/** A refusal that says the same for a malformed, unknown, revoked or expired key. */
export function invalidKey(): ApiError {
  return new ApiError('auth.invalid')
}

/** A refusal for a request without any key. */
export function missingKey(): ApiError {
  return new ApiError('auth.missing')
}

/**
 * The API key of a request: undefined when there is none, an error when it is malformed or when the two
 * headers that can carry it disagree.
 */
export function secretOf(headers: IncomingHttpHeaders): string | undefined {
  const { authorization } = headers
  const plain = headers['x-api-key']
  if (authorization === undefined && plain === undefined) return undefined
  const bearer = authorization === undefined ? undefined : BEARER.exec(authorization)?.[1]
  if (authorization !== undefined && bearer === undefined) throw invalidKey()
  if (bearer !== undefined && plain !== undefined && bearer !== plain) throw invalidKey()
  const secret = bearer ?? plain
  // The form and checksum are looked at first, so that noise never reaches the database.
  if (typeof secret !== 'string' || parseApiKey(secret) === undefined) throw invalidKey()
  return secret
}
