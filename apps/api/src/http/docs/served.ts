// Documents that are made when they are first asked for, compressed once, and known to browsers by an ETag.
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'

const compress = promisify(gzip)

/** What is sent; without `plain` it is for browsers only, which all take it compressed. */
export type Served = { type: string; gzip: Buffer; plain?: Buffer; etag: string }

/** A document of text. */
export async function textOf(type: string, text: string): Promise<Served> {
  const plain = Buffer.from(text)
  return { ...compressedOf(type, await compress(plain)), plain }
}

/** A document that is kept only as it was compressed. */
export function compressedOf(type: string, gzip: Buffer): Served {
  const digest = createHash('sha256').update(gzip).digest('base64url').slice(0, 22)
  return { type: `${type}; charset=utf-8`, gzip, etag: `W/"${digest}"` }
}

/** Makes it for the first that asks; the next one tries again where that failed. */
export function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined
      throw error
    })
    return made
  }
}

/** Sends a document, or only that the browser still has it. */
export function sendServed(
  { headers }: FastifyRequest,
  reply: FastifyReply,
  { type, gzip, plain, etag }: Served,
): FastifyReply {
  reply.headers({ 'cache-control': 'public, no-cache', etag, vary: 'accept-encoding' })
  if (headers['if-none-match']?.includes(etag) === true) return reply.code(304).send()
  reply.type(type)
  const accepted = String(headers['accept-encoding'] ?? '')
  const takesGzip = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(accepted)
  if (plain !== undefined && !takesGzip) return reply.send(plain)
  return reply.header('content-encoding', 'gzip').send(gzip)
}
