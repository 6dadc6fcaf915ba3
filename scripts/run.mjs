// Installs what the lock file pins when it has changed, then runs a command under the pinned Node.
// Plain JavaScript, because this is the one file that the machine's own Node (20 or newer) runs.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const PNPM = 'pnpm@12.21.0'
const stampFile = join(root, 'node_modules', '.countersign-install')

/** The folder that holds the pinned Node binary for this platform. */
function runtimeFolder() {
  const os = process.platform
  const prefix = os === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node'
  const name = `${prefix}-${os}-${process.arch}`
  return join(root, 'node_modules', name, 'bin')
}

function stamp() {
  const hash = createHash('sha256')
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json']) {
    hash.update(readFileSync(join(root, file)))
  }
  return `${hash.digest('hex')} ${process.platform}-${process.arch}`
}

function isInstalled() {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp() && existsSync(runtimeFolder())
}

function install() {
  process.stderr.write('countersign: installing the pinned packages (first run, or the lock file changed)\n')
  const done = spawnSync('npx', ['--yes', PNPM, 'install', '--frozen-lockfile', '--reporter=append-only'], {
    cwd: root,
    // Standard output belongs to the command itself.
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
    env: { ...process.env, CI: 'true' },
  })
  if (done.status !== 0) {
    process.stderr.write(
      'countersign: the install failed; the messages above say why. Run the command again to retry.\n',
    )
    process.exit(done.status ?? 1)
  }
  mkdirSync(dirname(stampFile), { recursive: true })
  writeFileSync(stampFile, stamp())
}

if (!isInstalled()) install()

const [command, ...rest] = process.argv.slice(2)
if (command !== undefined) {
  const path = [runtimeFolder(), join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter)
  const child = spawn(command, rest, {
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, PATH: path },
  })
  // The child shares the terminal and gets Ctrl-C itself; a signal to this process alone is passed on.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    process.stderr.write(`countersign: cannot start ${command}: ${error.message}\n`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => {
    if (signal) process.exitCode = 1
    process.exit(code ?? 1)
  })
}
