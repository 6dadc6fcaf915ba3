// A fetch that limits the size of answers, so that no server can fill the memory.
import { CountersignError } from '@countersign/client'

/** The largest answer that is read: 16 MiB. */
export const answerBytesMax = 16 * 1024 * 1024

/** A fetch whose answers end in an error once they are larger than `bytesMax`, after decompression. */
export function boundedFetch(bytesMax: number = answerBytesMax): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init)
    const { status, statusText, headers } = response
    return new Response(response.body?.pipeThrough(limit(bytesMax)) ?? null, { status, statusText, headers })
  }
}

function limit(bytesMax: number): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.byteLength
      if (bytes <= bytesMax) return controller.enqueue(chunk)
      const message = `the answer is larger than ${bytesMax} bytes`
      return controller.error(new CountersignError({ code: 'client.answer', message }))
    },
  })
}
