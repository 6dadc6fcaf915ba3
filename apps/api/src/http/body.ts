// Checks a body before it is read, and computes what an Idempotency-Key is bound to.
import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { canonicalize } from '@countersign/json'
import { ApiError } from '../operations/refusal.ts'

const JSON_TYPE = /^application\/json(?:[ \t]*;[ \t]*charset=(?:utf-8|"utf-8"))?$/i

/** Whether the headers announce a body. */
export function announcesBody(headers: IncomingHttpHeaders): boolean {
  const length = headers['content-length']
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0')
}

/** How long the body may become: what is announced, and the greatest one where nothing is. */
export function announcedBytes(headers: IncomingHttpHeaders, bytesMax: number): number {
  if (!announcesBody(headers)) return 0
  const length = Number(headers['content-length'] ?? bytesMax)
  return Number.isFinite(length) ? Math.min(length, bytesMax) : bytesMax
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

/** What an Idempotency-Key is bound to: the path's parameters and the body, whatever their spacing and order. */
export function digestOf(params: object, body: unknown): Uint8Array {
  // The parameters of the router are not a plain object.
  return createHash('sha256')
    .update(canonicalize({ params: { ...params }, body }))
    .digest()
}
