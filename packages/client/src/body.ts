// Reads the body of an answer up to a limit, so that no server can fill the memory of its caller.

/** Thrown where a body is over its limit. */
export class TooLarge extends Error {}

/** The bytes of a body, of at most `bytesMax`. */
export async function readBody(response: Response, bytesMax: number): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = []
  let length = 0
  const reader = response.body?.getReader()
  try {
    for (;;) {
      const piece = await reader?.read()
      if (piece === undefined || piece.done) break
      length += piece.value.length
      if (length > bytesMax) throw new TooLarge(`the body has over ${bytesMax} bytes`)
      pieces.push(piece.value)
    }
  } finally {
    await reader?.cancel().catch(() => undefined)
  }
  return joined(pieces, length)
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}

/** The body as text, as `Response.text` reads it. */
export async function readText(response: Response, bytesMax: number): Promise<string> {
  return new TextDecoder().decode(await readBody(response, bytesMax))
}
