// Installs what the lock file pins when it has changed, then runs a command under the pinned Node.
// With `--omit=dev` before the command, nothing is installed that only tests and checks need.
// Plain JavaScript, because this is the one file that the machine's own Node (20 or newer) runs.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const PNPM = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).config.pnpm
const NODE_MAJOR = 26
const stampFile = join(root, 'node_modules', '.countersign-install')
const WITHOUT_DEV = ' without dev'
const omitsDev = process.argv[2] === '--omit=dev'

/** The folder of the pinned Node, or of this Node where npm has none for the platform and this one is new enough. */
function runtimeFolder() {
  const { platform, arch } = process
  const prefix = platform === 'darwin' && arch === 'arm64' ? 'node-bin' : 'node'
  const pinned = join(root, 'node_modules', `${prefix}-${platform}-${arch}`, 'bin')
  if (existsSync(pinned)) return pinned
  const major = Number(process.versions.node.split('.')[0])
  return major >= NODE_MAJOR ? dirname(process.execPath) : undefined
}

function stamp() {
  const hash = createHash('sha256')
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json']) {
    hash.update(readFileSync(join(root, file)))
  }
  return `${hash.digest('hex')} ${process.platform}-${process.arch}`
}

/** What the last install that succeeded left, as its stamp says. */
function installed() {
  const held = existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : undefined
  return {
    isCurrent: held === stamp() || (omitsDev && held === stamp() + WITHOUT_DEV),
    hasDev: held !== undefined && !held.endsWith(WITHOUT_DEV),
    isAny: held !== undefined,
  }
}

function install({ hasDev, isAny }) {
  // What was installed for development stays.
  const isWithoutDev = omitsDev && !hasDev
  const isMore = isAny && !hasDev && !omitsDev
  const what = isMore
    ? 'what tests and checks need as well'
    : 'the pinned packages (first run, or the lock file changed)'
  process.stderr.write(`countersign: installing ${what}\n`)
  const options = ['--frozen-lockfile', '--reporter=append-only', ...(isWithoutDev ? ['--prod'] : [])]
  const done = spawnSync('npx', ['--yes', '--prefer-offline', PNPM, 'install', ...options], {
    cwd: root,
    // Standard output belongs to the command itself.
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
    env: { ...process.env, CI: 'true' },
  })
  if (done.status !== 0) {
    stop('the install failed; the messages above say why. Run the command again to retry.')
  }
  mkdirSync(dirname(stampFile), { recursive: true })
  writeFileSync(stampFile, stamp() + (isWithoutDev ? WITHOUT_DEV : ''))
}

function stop(message) {
  process.stderr.write(`countersign: ${message}\n`)
  process.exit(1)
}

function run(command, rest) {
  const runtime = runtimeFolder()
  if (runtime === undefined) {
    stop(`npm has no Node ${NODE_MAJOR} for ${process.platform}-${process.arch}: install it and try again`)
  }
  const path = [runtime, join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter)
  const child = spawn(command, rest, {
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: {
      // With glibc each thread would allocate from a part of memory of its own, and keep what it does not use there.
      MALLOC_ARENA_MAX: '2',
      // Code that was read once starts faster the next time.
      NODE_COMPILE_CACHE: join(root, 'node_modules', '.countersign-compiled'),
      ...process.env,
      PATH: path,
    },
  })
  // A terminal sends Ctrl-C to both; the child must not take it for a second, impatient one.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  // npm passes a stop on to its shell, which ends without telling anybody: what it began must not go on alone.
  if (process.env.npm_lifecycle_event !== undefined) {
    const parent = process.ppid
    const watch = setInterval(() => {
      if (process.ppid === parent) return
      clearInterval(watch)
      child.kill('SIGTERM')
    }, 250).unref()
  }
  child.on('error', (error) => stop(`cannot start ${command}: ${error.message}`))
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)))
}

const before = installed()
if (!before.isCurrent) install(before)
const [command, ...rest] = process.argv.slice(omitsDev ? 3 : 2)
if (command !== undefined) run(command, rest)
