// The processes under load: the API as it is started for real, and an empty Fastify handler to compare with.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Computed, Turn } from './turns.ts'

export type Running = {
  url: string
  residentBytes(): number
  /** The longest turn of its event loop since the last call, in ms. */
  longestTurn(): Promise<Turn>
  /** What it has computed since its start, in ms. */
  computed(): Promise<Computed>
  stop(): Promise<void>
}

const api = fileURLToPath(new URL('../apps/api/src/main.ts', import.meta.url))
const empty = fileURLToPath(new URL('./empty.ts', import.meta.url))
const turns = new URL('./turns.ts', import.meta.url).href

// What `npm start` gives it: docs/decisions/0042-the-young-generation-has-16-mib.md and 0045.
const API_FLAGS = ['--max-semi-space-size=16']
const API_ENV = { MALLOC_ARENA_MAX: '2' }

export function startApi(env: Record<string, string>, profiles?: string): Promise<Running> {
  const flags = profiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiles}`]
  return start([...API_FLAGS, ...flags, api], {
    COUNTERSIGN_PORT: '0',
    COUNTERSIGN_LOG_LEVEL: 'warn',
    // The checkout's own data folder may know another log.
    COUNTERSIGN_DATA_DIR: join(tmpdir(), 'countersign-none'),
    ...API_ENV,
    ...env,
  })
}

export function startEmpty(): Promise<Running> {
  return start([empty], {})
}

/** Resolves when the process has printed where it listens. */
async function start(args: string[], env: Record<string, string>): Promise<Running> {
  const child = spawn(process.execPath, ['--import', turns, ...args], {
    // The caller's settings must not affect what is measured.
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    let output = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      const found = /http:\/\/\S+/.exec(output)?.[0]
      if (found === undefined) return
      resolve(found)
      // What comes later, such as a line for each request, is only taken away.
      child.stdout?.removeAllListeners('data').resume()
    })
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`${args.at(-1)} ended with code ${code}: ${output}`)))
  })
  return {
    url,
    residentBytes: () => residentBytes(child),
    longestTurn: () => ask<Turn>(child, 'longest turn'),
    computed: () => ask<Computed>(child, 'computed'),
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}

/** Asks what `turns.ts` knows; one question at a time. */
function ask<T>(child: ChildProcess, what: 'longest turn' | 'computed'): Promise<T> {
  return new Promise((resolve) => {
    child.once('message', (answer) => resolve(answer as T))
    child.send(what)
  })
}

function residentBytes({ pid }: ChildProcess): number {
  const status = `/proc/${pid}/status`
  const kib = existsSync(status)
    ? /VmRSS:\s+(\d+) kB/.exec(readFileSync(status, 'utf8'))?.[1]
    : execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })
  return Number(kib) * 1024
}

/** The most memory that the process held while `work` ran. */
export async function peakMemory<T>(
  running: Running,
  work: () => Promise<T>,
): Promise<{ value: T; bytes: number }> {
  let bytes = running.residentBytes()
  const timer = setInterval(() => {
    bytes = Math.max(bytes, running.residentBytes())
  }, 200)
  try {
    const value = await work()
    return { value, bytes }
  } finally {
    clearInterval(timer)
  }
}
