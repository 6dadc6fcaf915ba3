// Real API processes, and the plainest client that tells an answer from silence.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { patientSettings } from '../until.ts'
import { wasmFlag } from '../wasm.ts'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const START_WITHIN_MS = 180_000
const STARTS_MAX = 5

export type Api = {
  url: string
  pid: number
  /** What it wrote last. */
  output(): string
  /** Sends the signal; for SIGKILL and SIGTERM resolves when the process is gone. */
  signal(name: NodeJS.Signals): Promise<void>
  stop(): Promise<void>
}

const { PATH, HOME, TMPDIR, NODE_COMPILE_CACHE } = process.env
/** What the services need of this process's environment. */
const passedOn = { PATH, HOME, TMPDIR, NODE_COMPILE_CACHE }

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-storm-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The settings that every process of a storm shares. */
export function settings(adminKey: string, more: Record<string, string>): Record<string, string> {
  return {
    NODE_ENV: 'test',
    COUNTERSIGN_PORT: '0',
    COUNTERSIGN_LOG_LEVEL: 'error',
    COUNTERSIGN_MASTER_KEY: '07'.repeat(32),
    COUNTERSIGN_INIT_ADMIN_KEY: adminKey,
    COUNTERSIGN_DATA_DIR: newFolder(),
    ...patientSettings,
    ...more,
  }
}

/** Starts the service and waits until it listens; a database that is just coming back gets a few tries. */
export async function startApi(env: Record<string, string>, flags: string[] = []): Promise<Api> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(env, flags)
    } catch (error) {
      if (attempt === STARTS_MAX) throw error
      await sleep(300)
    }
  }
}

async function startOnce(env: Record<string, string>, flags: string[]): Promise<Api> {
  const child = spawn(process.execPath, [wasmFlag, ...flags, main], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...passedOn, ...env },
  })
  running.add(child)
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  void gone.then(() => running.delete(child))
  let output = ''
  function keep(chunk: Buffer) {
    output = (output + chunk.toString()).slice(-4000)
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  const url = await ready(child, () => output)
  async function signal(name: NodeJS.Signals) {
    child.kill(name)
    if (name === 'SIGKILL' || name === 'SIGTERM') await gone
  }
  return {
    url,
    pid: child.pid ?? 0,
    output: () => output,
    signal,
    async stop() {
      child.kill('SIGCONT')
      const overdue = setTimeout(() => child.kill('SIGKILL'), 60_000)
      await signal('SIGTERM')
      clearTimeout(overdue)
    },
  }
}

function ready(child: ChildProcess, output: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    function fail(why: string) {
      child.kill('SIGKILL')
      reject(new Error(`the service ${why}:\n${output()}`))
    }
    const timer = setTimeout(() => fail('did not start'), START_WITHIN_MS)
    child.stdout?.on('data', () => {
      const url = /ready at (http:\S+)/.exec(output())?.[1]
      if (url === undefined) return
      clearTimeout(timer)
      resolve(url)
    })
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      fail(`ended with ${code ?? signal}`)
    })
  })
}

/** The members of the answers that the storms look into. */
export type ServiceAnswer = {
  id: string
  secret: string
  code?: string
  verdict?: string
  receipt: { id: string; seq: number }
  gate?: { id: string }
}

/** `body` is undefined when the answer is not JSON. */
export type Reply = { status: number; body: ServiceAnswer | undefined; text: string }

const agent = new Agent({ keepAlive: true, maxSockets: 200 })

export type Ask = { key: string; body?: unknown; repeat?: string; method?: string; timeoutMs?: number }

/** One request; rejects when no whole answer arrives in time. */
export function ask(
  url: string,
  path: string,
  { key, body, repeat, method, timeoutMs = 120_000 }: Ask,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}${path}`, {
      agent,
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        authorization: `Bearer ${key}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(repeat !== undefined && { 'idempotency-key': repeat }),
      },
    })
    sent.once('error', reject)
    sent.once('response', (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.once('error', reject)
      answer.once('aborted', () => reject(new Error('the answer was cut')))
      answer.once('end', () => {
        const text = Buffer.concat(chunks).toString()
        const isJson = /^application\/(problem\+)?json/.test(String(answer.headers['content-type']))
        resolve({
          status: answer.statusCode ?? 0,
          text,
          body: isJson ? (JSON.parse(text) as ServiceAnswer) : undefined,
        })
      })
    })
    sent.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

/** The same, and throws unless the status is 2xx. */
export async function must(url: string, path: string, options: Ask): Promise<ServiceAnswer> {
  return JSON.parse(await mustText(url, path, options)) as ServiceAnswer
}

export async function mustText(url: string, path: string, options: Ask): Promise<string> {
  const reply = await ask(url, path, options)
  if (reply.status >= 300) throw new Error(`${path} answered ${reply.status}: ${reply.text}`)
  return reply.text
}

export function signalAll(pids: number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal)
    } catch {
      // It ended meanwhile.
    }
  }
}
