// Reads a file or standard input as UTF-8 text in pieces, or says why it cannot.
import { createReadStream } from 'node:fs'
import { CliError, type Io } from '../../io.ts'
import { reasonOf } from '../../reason.ts'

const PIECE_BYTES = 256 * 1024

/** The input is not UTF-8, and so neither evidence nor a bundle. */
export class NotUtf8 extends Error {
  constructor() {
    super('the file is not UTF-8 text')
    this.name = 'NotUtf8'
  }
}

/** The text of a file, or of standard input for `-`, in pieces; throws `CliError`, or `NotUtf8` after the valid part. */
export async function* piecesOf(file: string, io: Io): AsyncGenerator<string, void, undefined> {
  const stream = file === '-' ? io.stdin : createReadStream(file, { highWaterMark: PIECE_BYTES })
  // A byte order mark is kept, so that the strict parsers refuse it.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  try {
    for await (const bytes of stream) {
      if (io.signal?.aborted) throw new CliError('cli.interrupted', 'interrupted; nothing was decided')
      const text = attempt(() => decoder.decode(bytes, { stream: true }))
      yield text ?? validStart(bytes)
      if (text === undefined) throw new NotUtf8()
    }
  } catch (error) {
    if (error instanceof NotUtf8 || error instanceof CliError) throw error
    const name = file === '-' ? 'standard input' : `\`${file}\``
    throw new CliError('cli.unreadable', `cannot read ${name}: ${reasonOf(error)}`)
  }
  if (attempt(() => decoder.decode()) === undefined) throw new NotUtf8()
}

function attempt(step: () => string): string | undefined {
  try {
    return step()
  } catch {
    return undefined
  }
}

/** The text before the first byte that is not UTF-8, so that the fault is reported at its own line. */
function validStart(bytes: Uint8Array): string {
  const [start = ''] = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes).split('\ufffd', 1)
  return start
}
