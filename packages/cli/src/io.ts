// The streams, environment, exit codes and errors that every command uses.
import type { Readable, Writable } from 'node:stream'
import { plain } from './plain.ts'

/** A stream that may be a terminal. */
export type Out = Writable & { readonly isTTY?: boolean; readonly columns?: number }

/** What a command reads and writes. */
export type Io = {
  readonly stdin: Readable
  readonly stdout: Out
  readonly stderr: Out
  readonly env: Readonly<Record<string, string | undefined>>
  /** Aborted when the user interrupts; the command cleans up and returns. */
  readonly signal?: AbortSignal
}

/** 0: valid or done; 1: invalid; 2: indeterminate, or it could not be checked or done. */
export type ExitCode = 0 | 1 | 2

/** Why a command could not do its work; the message says what to do next. */
export class CliError extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.name = 'CliError'
    this.code = code
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
