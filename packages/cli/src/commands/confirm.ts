// Asks before what lets agents act again or cannot be undone; what stops something is never asked about.
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { CliError, type Io } from '../io.ts'

/** Whether somebody sits before the command who can see a question and answer it. */
export function isInteractive({ stdin, stderr }: Io): boolean {
  return stdin.isTTY === true && stderr.isTTY === true
}

/** One line of the terminal; undefined at its end. */
export async function askLine(io: Io, question: string): Promise<string | undefined> {
  io.stderr.write(question)
  const lines = createInterface({ input: io.stdin, terminal: false, ...(io.signal && { signal: io.signal }) })
  try {
    const line = once(lines, 'line', io.signal && { signal: io.signal }).then(([text]) => String(text))
    const end = once(lines, 'close').then(() => undefined)
    // Where both come at once, the line is the answer.
    return await Promise.race([line, end])
  } catch {
    return undefined
  } finally {
    lines.close()
  }
}

/** Throws `CliError` unless the word is typed, or `--yes` was given where nobody can type. */
export async function requireWord(
  io: Io,
  word: string,
  { yes, what }: { yes: true | undefined; what: string },
): Promise<void> {
  if (yes) return
  if (!isInteractive(io)) {
    throw new CliError('cli.confirm', `nobody can be asked here: to ${what} without a terminal, add --yes`)
  }
  const typed = await askLine(io, `Type ${word} to ${what}: `)
  if (typed?.trim() === word) return
  if (typed === undefined) io.stderr.write('\n')
  throw new CliError('cli.unconfirmed', 'not confirmed; nothing was changed', 1)
}
