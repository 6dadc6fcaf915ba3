// Chooses the colours for standard output, or none where it is not a terminal.
import { type Io, isColoured } from '../../io.ts'

/** Colours for a terminal, and none for anything else. */
export type Paint = {
  red(text: string): string
  green(text: string): string
  yellow(text: string): string
  cyan(text: string): string
}

/** The colours for standard output. */
export function paintFor(io: Io): Paint {
  const hasColours = isColoured(io)
  function colour(code: number) {
    return (text: string) => (hasColours ? `\u001b[${code}m${text}\u001b[0m` : text)
  }
  return { red: colour(31), green: colour(32), yellow: colour(33), cyan: colour(36) }
}
