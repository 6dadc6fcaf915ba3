// Sends what a handler answered, as JSON, as COSE or as lines.
import { Readable } from 'node:stream'
import type { Operation } from '@countersign/contract'
import type { FastifyReply } from 'fastify'
import { serialiserOf } from './serialise.ts'

const CHUNK_CHARACTERS = 64 * 1024
/** Lines show progress only if they are sent as they are made. */
const CHUNK_MS = 250

/** Sends what a handler answered, in the form the operation declares. */
export type SendAnswer = (reply: FastifyReply, output: unknown) => Promise<FastifyReply> | FastifyReply

/** Makes the sender of an operation's answers. */
export function answerSender(operation: Operation): SendAnswer {
  switch (operation.produces) {
    case 'json': {
      const serialise = serialiserOf(operation.output)
      return (reply, output) =>
        reply.code(operation.status).type('application/json; charset=utf-8').send(serialise(output))
    }
    case 'cose':
      return (reply, output) => reply.type('application/cose').send(Buffer.from(output as Uint8Array))
    case 'ndjson':
      return (reply, output) => sendLines(operation, reply, output as AsyncIterable<string>)
  }
}

async function sendLines(
  { fileName }: Operation,
  reply: FastifyReply,
  lines: AsyncIterable<string>,
): Promise<FastifyReply> {
  const iterator = lines[Symbol.asyncIterator]()
  // The first line is awaited before any header leaves, so that a refusal is still a problem document.
  const first = await iterator.next()
  if (fileName !== undefined) reply.header('content-disposition', `attachment; filename="${fileName}"`)
  return reply
    .type('application/x-ndjson')
    .send(Readable.from(chunksOf(first, iterator), { objectMode: false }))
}

/** Lines as they are sent: many at once, but none much later than it was made. */
export async function* chunksOf(
  first: IteratorResult<string>,
  iterator: AsyncIterator<string>,
): AsyncIterable<string> {
  let text = ''
  let sentAt = performance.now()
  try {
    for (let next = first; next.done !== true; next = await iterator.next()) {
      text += `${next.value}\n`
      if (text.length >= CHUNK_CHARACTERS || performance.now() - sentAt >= CHUNK_MS) {
        yield text
        text = ''
        sentAt = performance.now()
      }
    }
    if (text !== '') yield text
  } finally {
    await iterator.return?.()
  }
}
