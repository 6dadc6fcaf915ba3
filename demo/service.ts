// A service of our own on the embedded database, or the one that the environment names.

import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { API_KEY_RANDOM_BYTES, formatApiKey, newId } from '@countersign/terms'

export type Service = { url: string; adminKey: string; isOwn: boolean; stop(): Promise<void> }

// A busy machine alone ends no demo.
const START_WITHIN_MS = 300_000
const main = join(import.meta.dirname, '..', 'apps', 'api', 'src', 'main.ts')

export async function startService(folder: string): Promise<Service> {
  const { COUNTERSIGN_API_URL: url, COUNTERSIGN_API_KEY: key } = process.env
  if ((url === undefined) !== (key === undefined)) {
    throw new Error('set both COUNTERSIGN_API_URL and COUNTERSIGN_API_KEY (an admin key), or neither')
  }
  if (url !== undefined && key !== undefined) {
    return { url, adminKey: key, isOwn: false, stop: async () => undefined }
  }
  const org = newId('org', Date.now(), randomBytes(10))
  const adminKey = formatApiKey('test', org, randomBytes(API_KEY_RANDOM_BYTES))
  const child = spawn(process.execPath, [main], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      COUNTERSIGN_PORT: '0',
      COUNTERSIGN_DATA_DIR: join(folder, 'data'),
      COUNTERSIGN_INIT_ORG: 'demo',
      COUNTERSIGN_INIT_ADMIN_KEY: adminKey,
      COUNTERSIGN_LOG_LEVEL: 'error',
      COUNTERSIGN_STATEMENT_SECONDS: '90',
      COUNTERSIGN_POLICY_CHECK_SECONDS: '90',
      COUNTERSIGN_VERIFY_SECONDS: '90',
    },
  })
  // A demo that is interrupted leaves no service behind, and the service goes before its folder.
  process.prependOnceListener('exit', () => child.kill('SIGKILL'))
  return { url: await ready(child), adminKey, isOwn: true, stop: () => stop(child) }
}

function ready(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    function fail(reason: string) {
      clearTimeout(timer)
      child.kill('SIGKILL')
      reject(new Error(`the service did not start: ${reason}\n${text}`))
    }
    const timer = setTimeout(() => fail(`it was not ready after ${START_WITHIN_MS} ms`), START_WITHIN_MS)
    function take(chunk: Buffer) {
      text += chunk.toString()
      const url = /is ready at (http\S+)/.exec(text)?.[1]
      if (url === undefined) return
      clearTimeout(timer)
      resolve(url)
    }
    child.stdout?.on('data', take)
    child.stderr?.on('data', take)
    child.once('error', (error) => fail(error.message))
    child.once('exit', (code) => fail(`it ended with code ${code}`))
  })
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
}
