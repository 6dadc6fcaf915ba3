// Chooses the colours for standard output, or none where it is not a terminal.
import type { Io } from '../io.ts'

/** Colours for a terminal, and none for anything else. */
export type Paint = {
  red(text: string): string
  green(text: string): string
  yellow(text: string): string
  cyan(text: string): string
}

/** What to paint with on standard output. */
export function paintFor({ stdout, env }: Io): Paint {
  const isColoured = stdout.isTTY === true && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb'
  function colour(code: number) {
    return (text: string) => (isColoured ? `\u001b[${code}m${text}\u001b[0m` : text)
  }
  return { red: colour(31), green: colour(32), yellow: colour(33), cyan: colour(36) }
}
