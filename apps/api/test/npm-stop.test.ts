// A stop signal to `npm start` alone, as a supervisor sends it, ends the service in order.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, rmSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { emptyDataDir } from './postgres.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

for (const [command, ...rest] of [
  ['npm', 'start'],
  [process.execPath, 'scripts/run.mjs', 'node', 'apps/api/src/main.ts'],
]) {
  test(`${command === 'npm' ? 'npm start' : rest[0]} passes a stop on, and waits until the service is closed`, async () => {
    const dataDir = await emptyDataDir()
    const { PATH, HOME, NODE_COMPILE_CACHE } = process.env
    const child = spawn(command ?? '', rest, {
      cwd: root,
      // A group of its own, so that nobody but it gets the signal.
      detached: true,
      env: { PATH, HOME, NODE_COMPILE_CACHE, COUNTERSIGN_DATA_DIR: dataDir, COUNTERSIGN_PORT: '0' },
    })
    let said = ''
    child.stderr.on('data', (chunk) => {
      said += chunk
    })
    child.stdout.on('data', (chunk) => {
      said += chunk
      if (said.includes('countersign is ready') && !child.killed) child.kill('SIGTERM')
    })
    // Closed only once nothing that it started holds its output any more.
    await once(child, 'close')
    assert.match(said, /countersign is ready.*"msg":"stopping"/s)
    assert.deepEqual(readdirSync(dataDir).sort(), ['database', 'database.lock', 'master.key'])
    rmSync(dataDir, { recursive: true, force: true })
  })
}
