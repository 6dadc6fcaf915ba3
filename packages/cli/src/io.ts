// The streams, environment, exit codes and errors that every command uses.
import type { Readable, Writable } from 'node:stream'
import { plain } from './plain.ts'

/** A stream that may be a terminal. */
export type Out = Writable & { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number }

/** What a command reads and writes. */
export type Io = {
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly stdout: Out
  readonly stderr: Out
  readonly env: Readonly<Record<string, string | undefined>>
  /** Aborted when the user interrupts; the command cleans up and returns. */
  readonly signal?: AbortSignal
}

/** What a command says with its end; `exit-codes.ts` has what each number means for which command. */
export type ExitCode = 0 | 1 | 2 | 3

/** Why a command could not do its work; the message says what to do next. */
export class CliError extends Error {
  readonly code: string
  readonly exitCode: ExitCode

  constructor(code: string, message: string, exitCode: ExitCode = 2) {
    super(message)
    this.name = 'CliError'
    this.code = code
    this.exitCode = exitCode
  }
}

/** Prints one line for people on standard error; nothing in it can control the terminal. */
export function printStatus(io: Io, text: string): void {
  io.stderr.write(`${plain(text)}\n`)
}

/** Whether standard output is a terminal that wants colours. */
export function isColoured({ stdout, env }: Io): boolean {
  return stdout.isTTY === true && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb'
}
