// Runs the command as a process of its own and collects what it prints.
import { spawn } from 'node:child_process'
import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))

// A folder in the one that the variable names. Without it each child would strip and compile the modules anew.
const folder = getCompileCacheDir()
const compiled = folder === undefined ? {} : { NODE_COMPILE_CACHE: dirname(folder) }

export type ChildAnswer = {
  code: number | null
  signal: NodeJS.Signals | null
  out: string
  err: string
}

/** Runs the command as its own process, with options for Node itself. */
export function command(
  argv: readonly string[],
  { node = [], env = {}, onStart, closesOutput = false }: ChildOptions = {},
): Promise<ChildAnswer> {
  const child = spawn(process.execPath, [...node, MAIN, ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...compiled, ...env },
  })
  const texts = { out: '', err: '' }
  child.stdout.on('data', (piece) => {
    texts.out += piece
  })
  child.stderr.on('data', (piece) => {
    texts.err += piece
  })
  if (closesOutput) child.stdout.destroy()
  onStart?.((signal) => child.kill(signal))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, ...texts }))
  })
}

type ChildOptions = {
  node?: readonly string[]
  env?: Record<string, string>
  /** The reader of its standard output is gone from the start. */
  closesOutput?: boolean
  /** Gets what ends the child. */
  onStart?: (kill: (signal: NodeJS.Signals) => void) => void
}
