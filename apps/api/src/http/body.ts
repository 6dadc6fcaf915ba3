import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { ApiError } from '@countersign/contract'
import { canonicalize, JsonError, parseJsonBytes } from '@countersign/json'

const JSON_TYPE = /^application\/json(?:[ \t]*;[ \t]*charset=(?:utf-8|"utf-8"))?$/i

/** Whether the headers announce a body. */
export function announcesBody(headers: IncomingHttpHeaders): boolean {
  const length = headers['content-length']
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0')
}

/** Refuses, before a byte is read, every body but plain UTF-8 JSON. */
export function checkContentType(headers: IncomingHttpHeaders): void {
  if (headers['content-encoding'] !== undefined) {
    throw new ApiError('content.type', { detail: 'the body has a `Content-Encoding`' })
  }
  const type = headers['content-type']
  if (type === undefined && !announcesBody(headers)) return
  if (type === undefined) throw new ApiError('content.type', { detail: 'the body has no `Content-Type`' })
  if (!JSON_TYPE.test(type)) throw new ApiError('content.type')
}

/** Parses a body strictly; no body at all counts as an object without members. */
export function parseBody(bytes: unknown, maxDepth: number): unknown {
  if (bytes === undefined || (bytes instanceof Uint8Array && bytes.length === 0)) return {}
  if (!(bytes instanceof Uint8Array)) throw new ApiError('content.type')
  try {
    return parseJsonBytes(bytes, { maxDepth, refuseNul: true })
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    throw new ApiError(error.code === 'json.nul' ? 'request.nul' : 'request.invalid', {
      detail: 'the body is not JSON that this API accepts',
      errors: [{ code: error.code, message: error.message, offset: error.offset }],
    })
  }
}

/** What an Idempotency-Key is bound to: the path's parameters and the body, whatever their spacing and order. */
export function digestOf(params: object, body: unknown): Uint8Array {
  // The router's parameters are no plain object.
  return createHash('sha256')
    .update(canonicalize({ params: { ...params }, body }))
    .digest()
}
