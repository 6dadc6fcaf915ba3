// Reads an NDJSON answer line by line; an answer that is cut off is an error.
import { CountersignError } from './error.ts'
import type { Incoming } from './transport.ts'

const LINE_CHARACTERS_MAX = 16 * 1024 * 1024

/** The lines of an answer, without their line feeds; an answer that stops inside a line is an error. */
export async function* linesOf(incoming: Incoming): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const reader = incoming.response.body?.getReader()
  let rest = ''
  try {
    for (;;) {
      const chunk = await reader?.read()
      incoming.touch()
      if (chunk === undefined || chunk.done) break
      const lines = (rest + decoder.decode(chunk.value, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      if (rest.length > LINE_CHARACTERS_MAX)
        throw incomplete(
          `the answer has a line of over ${LINE_CHARACTERS_MAX} characters; check the base URL`,
        )
      yield* lines
    }
    if (rest + decoder.decode() !== '') throw incomplete('the answer stopped inside a line; export again')
  } catch (error) {
    throw incoming.explain(error)
  } finally {
    incoming.done()
    await reader?.cancel().catch(() => undefined)
  }
}

function incomplete(message: string): CountersignError {
  return new CountersignError({ code: 'client.answer', message, retryable: true })
}
