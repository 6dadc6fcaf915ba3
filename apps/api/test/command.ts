// The service and its command line as processes of their own, as an operator starts them.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { patientSettings } from './until.ts'
import { wasmFlag } from './wasm.ts'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const admin = fileURLToPath(new URL('../src/admin.ts', import.meta.url))

export type Env = Record<string, string>
export type Ended = { code: number | null; out: string; err: string }

function environment(env: Env): Env {
  const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env
  return { PATH, NODE_COMPILE_CACHE, COUNTERSIGN_PORT: '0', ...patientSettings, ...env }
}

/** Runs the service until it ends, or until it is ready and then stopped, by a signal that comes twice. */
export async function runService(env: Env, words: readonly string[] = []): Promise<Ended> {
  // The checkout's own data folder may know another log.
  const none =
    env.DATABASE_URL === undefined ? {} : { COUNTERSIGN_DATA_DIR: join(tmpdir(), 'countersign-none') }
  const child = spawn(process.execPath, [wasmFlag, main, ...words], { env: { ...none, ...environment(env) } })
  const said = { out: '', err: '' }
  child.stdout.on('data', (chunk) => {
    said.out += chunk
    if (!said.out.includes('countersign is ready') || child.killed) return
    child.kill('SIGTERM')
    setTimeout(() => child.kill('SIGTERM'), 5)
  })
  child.stderr.on('data', (chunk) => {
    said.err += chunk
  })
  const [code] = await once(child, 'close')
  return { code, ...said }
}

/** Runs a script of a page, with `npm run admin` as the command line of this checkout. */
export async function runShell(script: string, cwd: string, env: Env = {}): Promise<string> {
  const command = `'${process.execPath}' ${wasmFlag} '${admin}'`
  const commands = script.replaceAll('npm run admin --', command)
  const options = { cwd, env: environment(env), timeout: 120_000 }
  const { stdout } = await promisify(execFile)('sh', ['-euc', commands], options)
  return stdout
}

/** Runs `npm run admin -- …` and answers what it prints; rejects with its `code` and `stderr` where it fails. */
export async function runAdmin(words: readonly string[], env: Env): Promise<string> {
  const options = { env: environment(env), timeout: 120_000 }
  const { stdout } = await promisify(execFile)(process.execPath, [wasmFlag, admin, ...words], options)
  return stdout
}
