// Asks before what lets agents act again or cannot be undone; what stops something is never asked about.
import { createInterface } from 'node:readline'
import { CliError, type Io } from '../io.ts'

/** Whether somebody sits before the command who can see a question and answer it. */
export function isInteractive({ stdin, stderr }: Io): boolean {
  return stdin.isTTY === true && stderr.isTTY === true
}

/** Lines that somebody types; `ask` answers undefined once there are no more. */
export type Prompt = { ask(question: string): Promise<string | undefined>; close(): void }

/** One reader for all questions of a command, so that no line falls between two of them. */
export function openPrompt(io: Io): Prompt {
  const lines = createInterface({ input: io.stdin, terminal: false, ...(io.signal && { signal: io.signal }) })
  const typed = lines[Symbol.asyncIterator]()
  return {
    async ask(question) {
      io.stderr.write(question)
      const line = await typed.next()
      if (!line.done) return line.value.trim()
      io.stderr.write('\n')
      return undefined
    },
    close: () => lines.close(),
  }
}

/** Throws `CliError` where nobody sits before a terminal; `instead` is what a script gives. */
export function requireTerminal(io: Io, what: string, instead: string): void {
  if (isInteractive(io)) return
  throw new CliError('cli.confirm', `nobody can be asked here: to ${what} without a terminal, add ${instead}`)
}

/** Throws `CliError` unless the word is typed; nothing else, and no key by itself, means yes. */
export async function requireWord(prompt: Prompt, word: string, what: string): Promise<void> {
  if ((await prompt.ask(`Type ${word} to ${what}: `)) === word) return
  throw new CliError('cli.unconfirmed', 'not confirmed; nothing was changed', 1)
}

/** Asks for the word at a terminal, unless `yes` was given. */
export async function confirm(
  io: Io,
  word: string,
  { yes, what }: { yes: true | undefined; what: string },
): Promise<void> {
  if (yes) return
  requireTerminal(io, what, '--yes')
  const prompt = openPrompt(io)
  try {
    await requireWord(prompt, word, what)
  } finally {
    prompt.close()
  }
}
