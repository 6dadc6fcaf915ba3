// The two commands of README.md work as printed in a fresh clone, and a stop signal ends it in order.
import assert from 'node:assert/strict'
import { execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { emptyDataDir } from './postgres.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'countersign-clone-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** The lines of the first block of commands in the README, without what it says of them. */
function commands(): string[] {
  const [, block = ''] = /^```sh\n([\s\S]*?)^```/m.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? []
  return block
    .trim()
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
}

/** What a clone would hold once everything here is committed: no installed package, no data. */
function clone(): string {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  for (const file of listed.split('\0'))
    if (file !== '' && existsSync(join(root, file))) cpSync(join(root, file), join(folder, file))
  return folder
}

/** A shell of the machine: without the Node that this checkout has installed for itself. */
function environment(more: Record<string, string>): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env
  const own = PATH.split(delimiter).filter((path) => !path.includes('node_modules'))
  return { PATH: own.join(delimiter), HOME, COUNTERSIGN_PORT: '0', ...more }
}

/** Starts the service, stops it once it is ready, and returns what it printed when nothing holds its output any more. */
async function startAndStop(
  command: readonly string[],
  cwd: string,
  env: Record<string, string>,
): Promise<string> {
  const [file = '', ...rest] = command
  // A group of its own, so that nobody but it gets the signal.
  const child = spawn(file, rest, { cwd, detached: true, env })
  let printed = ''
  function take(chunk: Buffer) {
    printed += chunk
    if (printed.includes('countersign is ready') && !child.killed) child.kill('SIGTERM')
  }
  child.stderr.on('data', take)
  child.stdout.on('data', take)
  await once(child, 'close')
  return printed
}

test('a fresh clone starts, stops and is tested by the two commands of the README', async () => {
  const [start = '', tests = '', ...more] = commands()
  assert.deepEqual(more, [])
  const cwd = clone()
  assert.equal(existsSync(join(cwd, 'node_modules')), false)
  const printed = await startAndStop(start.split(' '), cwd, environment({}))
  assert.match(printed, /installing the pinned packages/)
  assert.match(printed, /countersign is ready.*"msg":"stopping"/s)
  assert.deepEqual(readdirSync(join(cwd, 'data')).sort(), ['database', 'database.lock', 'master.key'])
  // One file in place of all, which would run this one, too.
  const tested = await promisify(execFile)('sh', ['-c', `${tests} -- packages/terms/src/nearest.test.ts`], {
    cwd,
    env: environment({}),
  })
  assert.match(tested.stderr, /installing what tests and checks need as well/)
  assert.match(tested.stdout, /[1-9]\d* passed, 0 skipped, 0 failed/)
})

test('a stop signal to the runner alone ends the service in order', async () => {
  const dataDir = await emptyDataDir()
  const env = environment({ COUNTERSIGN_DATA_DIR: dataDir })
  const command = [process.execPath, 'scripts/run.mjs', 'node', 'apps/api/src/main.ts']
  assert.match(await startAndStop(command, root, env), /countersign is ready.*"msg":"stopping"/s)
  assert.deepEqual(readdirSync(dataDir).sort(), ['database', 'database.lock', 'master.key'])
  rmSync(dataDir, { recursive: true, force: true })
})
