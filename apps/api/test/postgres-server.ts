// One private server process that cannot outlive the test process, however that one ends.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type Binaries, copyCluster, postgresBinaries, runFolder, serverUser } from './postgres-files.ts'

export type Server = {
  dataDir: string
  url(database: string): string
  pid(): number
  /** Sends the signal to the server and returns when it is gone. */
  kill(signal: NodeJS.Signals): Promise<void>
  /** Starts it again on the same data. */
  start(): Promise<void>
  stop(): Promise<void>
}

// The pipe on standard input closes with the test process, also when that one is killed; then server and data go.
const WATCHDOG = `
"$1" -D "$2/data" -k "$2" >>"$2/log" 2>&1 </dev/null &
pid=$!
order=remove
read order
if [ "$order" = keep ]; then signal=INT; else signal=QUIT; fi
# Again and again: what runs in the background of a shell ignores both until the server has begun to listen to them.
while :; do kill -$signal $pid 2>/dev/null; sleep 1; done &
again=$!
wait $pid
kill $again
if [ "$order" != keep ]; then cd / && rm -rf "$2"; fi
`

type ServerOptions = {
  fsync: boolean
  binaries?: Binaries
  /** Begin as a copy of this server, which is stopped meanwhile, and follow it from there. */
  standbyOf?: Server
}

export async function createServer(options: ServerOptions): Promise<Server> {
  const { binaries = postgresBinaries(), standbyOf } = options
  const folder = runFolder()
  const dataDir = join(folder, 'data')
  if (standbyOf === undefined) copyCluster(binaries, dataDir)
  else copyAsStandby(standbyOf, dataDir)
  appendFileSync(join(dataDir, 'postgresql.conf'), `fsync = ${options.fsync ? 'on' : 'off'}\n`)
  function url(database: string) {
    return `postgresql://postgres@localhost/${database}?host=${encodeURIComponent(folder)}`
  }
  function pid() {
    return Number(readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[0])
  }
  let watchdog: ChildProcess | undefined
  async function start() {
    await end(watchdog, 'keep')
    watchdog = await startServer(binaries.postgres, folder, url('postgres'))
  }
  await start()
  return {
    dataDir,
    url,
    pid,
    start,
    async kill(signal) {
      const server = pid()
      const victims = family(server)
      process.kill(server, signal)
      // A session of a killed server answers until it notices.
      while (victims.some(isAlive)) await sleep(10)
    },
    stop: () => end(watchdog, 'remove'),
  }
}

function copyAsStandby(first: Server, dataDir: string): void {
  execFileSync('cp', ['-R', first.dataDir, dataDir], serverUser)
  const from = `host=${dirname(first.dataDir)} user=postgres application_name=standby`
  appendFileSync(
    join(dataDir, 'postgresql.conf'),
    `primary_conninfo = '${from}'\nwal_retrieve_retry_interval = 200ms\n`,
  )
  writeFileSync(join(dataDir, 'standby.signal'), '')
}

/** A process and all its children. */
export function family(pid: number): number[] {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
  const rows = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
  return [pid, ...rows.flatMap(([child, parent]) => (parent === pid && child !== undefined ? [child] : []))]
}

async function startServer(postgres: string, folder: string, url: string): Promise<ChildProcess> {
  for (let attempt = 0; attempt < 20; attempt++) {
    // Its own process group, so that a signal to the group of the tests leaves the watchdog to its work.
    const child = spawn('/bin/sh', ['-c', WATCHDOG, 'watchdog', postgres, folder], {
      ...serverUser,
      cwd: folder,
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      env: { PATH: process.env.PATH },
    })
    child.unref()
    if ('unref' in (child.stdin ?? {})) (child.stdin as unknown as { unref(): void }).unref()
    if (await answers(url, folder)) return child
    // After SIGKILL the old server's children hold the shared memory for a moment.
    await end(child, 'keep')
    await sleep(200)
  }
  throw new Error(`postgres did not start:\n${readFileSync(join(folder, 'log'), 'utf8').slice(-2000)}`)
}

async function answers(url: string, folder: string): Promise<boolean> {
  const pidFile = join(folder, 'data', 'postmaster.pid')
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await sleep(10)) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 })
    try {
      await client.connect()
      await client.end()
      return true
    } catch {
      const age = deadline - Date.now()
      if (age < 18_500 && !isAlive(pidIn(pidFile))) return false
    }
  }
  return false
}

function pidIn(file: string): number {
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : 0
}

function isAlive(pid: number): boolean {
  if (pid === 0) return false
  try {
    process.kill(pid, 0)
    // A killed process stays in the table until its parent has read its end.
    return process.platform !== 'linux' || !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return false
  }
}

async function end(child: ChildProcess | undefined, order: 'keep' | 'remove'): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
  child.ref()
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.stdin?.end(`${order}\n`)
  await gone
}
